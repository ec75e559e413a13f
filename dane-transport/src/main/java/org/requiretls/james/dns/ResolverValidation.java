package org.requiretls.james.dns;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.requiretls.james.dns.DnsAnswer.Cause;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.WireParseException;
import org.xbill.DNS.dnssec.ValidatingResolver;

/**
 * A resolver on this very machine validates, and says so by the AD bit (RFC 4035 section 3.2.3).
 *
 * <p>Only the loopback interface protects that bit on its way (RFC 4033 section 7, RFC 7672 section 2.1.1): from any
 * other place, whoever can forge an answer can forge its AD bit.
 */
final class ResolverValidation implements Validation {

    private final Upstream upstream;

    /**
     * @param resolvers behind the upstream
     * @throws DnsConfigurationException if one of them is not on this machine
     */
    ResolverValidation(Upstream upstream, List<InetSocketAddress> resolvers) {
        resolvers.stream()
                .filter(resolver -> !isOnThisMachine(resolver))
                .findFirst()
                .ifPresent(remote -> {
                    throw new DnsConfigurationException("The DNS resolver " + remote.getHostString()
                            + " is not on this machine, so its word on DNSSEC could be forged on the way: name only"
                            + " resolvers at 127.0.0.1 or ::1, or let this software validate");
                });
        this.upstream = upstream;
        // The DO bit brings the signatures, which bound the TTL (RFC 4035 section 5.3.3).
        upstream.setEDNS(0, 0, ExtendedFlags.DO, List.of());
    }

    private static boolean isOnThisMachine(InetSocketAddress resolver) {
        return !resolver.isUnresolved() && resolver.getAddress().isLoopbackAddress();
    }

    @Override
    public CompletionStage<Message> ask(Message query, LookupScope scope) {
        query.getHeader().setFlag(Flags.AD);
        return upstream.ask(query, scope).thenApply(response -> read(query, response));
    }

    private static Message read(Message query, Message response) {
        try {
            Message normal = response.normalize(query);
            if (normal == null) {
                throw new WireParseException("contradictory aliases in the answer to " + query.getQuestion());
            }
            return inWordsOfTheValidator(normal, response.getHeader().getFlag(Flags.AD));
        } catch (WireParseException e) {
            throw new CompletionException(UpstreamException.of("the resolver", e));
        }
    }

    private static Message inWordsOfTheValidator(Message response, boolean proven) {
        Message message = PertinentRecords.emptyCopy(response);
        for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
            response.getSection(section).forEach(record -> message.addRecord(record, section));
        }
        if (endsAtAnAlias(message)) {
            throw new CompletionException(new UpstreamException(
                    Cause.MALFORMED, "the resolver does not follow aliases, so its AD bit covers only a part", null));
        }
        if (proven) {
            message.getHeader().setFlag(Flags.AD);
        } else {
            message.addRecord(
                    new TXTRecord(
                            Name.root, ValidatingResolver.VALIDATION_REASON_QCLASS, 0, "the resolver set no AD bit"),
                    Section.ADDITIONAL);
        }
        return message;
    }

    /** Neither the records nor a denial of them at the end of an alias chain. */
    private static boolean endsAtAnAlias(Message message) {
        List<Record> answers = message.getSection(Section.ANSWER);
        int asked = message.getQuestion().getType();
        boolean answered = answers.stream().anyMatch(record -> record.getType() == asked);
        boolean denied = message.getRcode() == Rcode.NXDOMAIN
                || message.getSection(Section.AUTHORITY).stream().anyMatch(record -> record.getType() == Type.SOA);
        return answers.stream().anyMatch(CNAMERecord.class::isInstance) && !answered && !denied;
    }
}
