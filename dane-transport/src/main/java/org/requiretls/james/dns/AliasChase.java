package org.requiretls.james.dns;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Follows an alias where the resolver does not, so that the validator gets the answer in one piece (RFC 7672 section
 * 2.1.3); bounded, and proof against circles.
 */
final class AliasChase {

    /** More links than any sane zone has, fewer than it takes to keep a sender busy. */
    static final int MOST_LINKS = 10;

    private final BiFunction<Message, Executor, CompletionStage<Message>> ask;
    private final Executor executor;

    AliasChase(BiFunction<Message, Executor, CompletionStage<Message>> ask, Executor executor) {
        this.ask = ask;
        this.executor = executor;
    }

    /** Asks, and asks on at the end of the alias chain until there is an answer, a denial, or an error. */
    CompletionStage<Message> complete(Message query) {
        return ask.apply(query, executor).thenCompose(response -> goOn(query, response, 0));
    }

    private CompletionStage<Message> goOn(Message query, Message response, int asked) {
        if (query.getQuestion().getType() == Type.CNAME) {
            return CompletableFuture.completedFuture(response);
        }
        List<CNAMERecord> links = links(query, response);
        if (links.size() > MOST_LINKS || asked > MOST_LINKS || goesInACircle(query, links)) {
            return CompletableFuture.failedFuture(new UpstreamException(
                    DnsAnswer.Cause.ALIAS_LOOP,
                    "the aliases go in a circle or over more than " + MOST_LINKS + " links: " + links,
                    null));
        }
        if (links.isEmpty() || isConclusive(query, response, end(links))) {
            return CompletableFuture.completedFuture(response);
        }
        Message further = Message.newQuery(Record.newRecord(
                end(links), query.getQuestion().getType(), query.getQuestion().getDClass()));
        further.getHeader().setFlag(Flags.CD);
        return ask.apply(further, executor).thenCompose(more -> {
            Message joined = join(response, more);
            boolean progress = links(query, joined).size() > links.size();
            return progress ? goOn(query, joined, asked + 1) : CompletableFuture.completedFuture(joined);
        });
    }

    private static List<CNAMERecord> links(Message query, Message response) {
        Message normal = response.normalize(query);
        return normal == null
                ? List.of()
                : normal.getSectionRRsets(Section.ANSWER).stream()
                        .filter(rrset -> rrset.getType() == Type.CNAME)
                        .map(RRset::first)
                        .map(CNAMERecord.class::cast)
                        .toList();
    }

    private static boolean goesInACircle(Message query, List<CNAMERecord> links) {
        long different = links.stream().map(CNAMERecord::getTarget).distinct().count();
        return different < links.size()
                || links.stream()
                        .anyMatch(link ->
                                link.getTarget().equals(query.getQuestion().getName()));
    }

    private static Name end(List<CNAMERecord> links) {
        return links.get(links.size() - 1).getTarget();
    }

    private static boolean isConclusive(Message query, Message response, Name end) {
        return response.getRcode() == Rcode.NXDOMAIN
                || response.getSection(Section.ANSWER).stream()
                        .anyMatch(record -> record.getName().equals(end)
                                && record.getType() == query.getQuestion().getType())
                || response.getSection(Section.AUTHORITY).stream().anyMatch(record -> record.getType() == Type.SOA);
    }

    private static Message join(Message response, Message more) {
        Message joined = response.clone();
        joined.getHeader().setRcode(more.getRcode());
        for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
            more.getSection(section).stream()
                    .filter(record -> !joined.getSection(section).contains(record))
                    .forEach(record -> joined.addRecord(record, section));
        }
        return joined;
    }
}
