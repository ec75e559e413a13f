package org.requiretls.james.hop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.requiretls.james.smtpclient.Envelope;
import org.requiretls.james.smtpclient.Envelope.Quorum;
import org.requiretls.james.smtpclient.Envelope.Recipient;
import org.requiretls.james.smtpclient.MessageContent;
import org.requiretls.james.smtpclient.Reply;
import org.requiretls.james.smtpclient.SmtpSession;
import org.requiretls.james.smtpclient.TransactionResult;
import org.requiretls.james.smtpclient.TransactionResult.RecipientReply;

/**
 * One message on one session, in as many transactions as it takes to name all recipients (RFC 5321 section
 * 4.5.3.1.10). Used by one thread at a time.
 */
final class Transactions {

    private static final int TOO_MANY_RECIPIENTS = 452;

    /** What RFC 821 had for the same, and servers still say. */
    private static final int TOO_MANY_RECIPIENTS_OF_OLD = 552;

    /** RFC 3463 X.5.3. */
    private static final int PROTOCOL = 5;

    private static final int TOO_MANY = 3;

    private final SmtpSession session;
    private final MessageContent content;
    private final int most;
    private final Deque<Recipient> left = new ArrayDeque<>();
    private final List<TransactionResult> results = new ArrayList<>();

    /**
     * @param limit how many recipients one transaction may have, 1 or more; the server may have said less (RFC 9422)
     */
    Transactions(SmtpSession session, MessageContent content, int limit) {
        this.session = session;
        this.content = content;
        most = session.ehlo()
                .mostRecipients()
                .map(theirs -> (int) Math.min(theirs, limit))
                .orElse(limit);
    }

    /**
     * Sends until every recipient has an answer or the session is over.
     *
     * @param onLast runs once the last transaction has been given to the session, before it is answered. Should its
     *     answer be that there are too many recipients, another one follows all the same.
     * @return at least one; recipients that no result names were not asked for
     */
    CompletableFuture<List<TransactionResult>> send(Envelope envelope, Runnable onLast) {
        if (envelope.quorum() == Quorum.ALL) {
            CompletableFuture<TransactionResult> sent = session.send(envelope, content);
            onLast.run();
            return sent.thenApply(List::of);
        }
        left.addAll(envelope.recipients());
        return sendNext(envelope, onLast);
    }

    private CompletableFuture<List<TransactionResult>> sendNext(Envelope envelope, Runnable onLast) {
        List<Recipient> some = new ArrayList<>();
        while (!left.isEmpty() && some.size() < most) {
            some.add(left.poll());
        }
        CompletableFuture<TransactionResult> sent = session.send(envelope.withRecipients(some), content);
        if (left.isEmpty()) {
            onLast.run();
        }
        return sent.thenCompose(result -> {
            Set<Recipient> again = tooMany(result);
            results.add(again.isEmpty() ? result : result.without(again));
            left.addAll(again);
            if (left.isEmpty()) {
                return CompletableFuture.completedFuture(results);
            }
            if (result.failure().isPresent() || !session.isOpen()) {
                results.add(TransactionResult.notBegun(List.copyOf(left), result.failure()));
                return CompletableFuture.completedFuture(results);
            }
            return sendNext(envelope, onLast);
        });
    }

    /**
     * Who was refused only for coming after too many others. Without anybody before there were not too many, and asking
     * again would have no end.
     */
    private static Set<Recipient> tooMany(TransactionResult result) {
        Set<Recipient> refused = new LinkedHashSet<>();
        if (result.isAcceptedForSome()) {
            for (RecipientReply each : result.recipients()) {
                each.reply().filter(Transactions::saysTooMany).ifPresent(reply -> refused.add(each.recipient()));
            }
        }
        return refused;
    }

    private static boolean saysTooMany(Reply reply) {
        boolean code = reply.code() == TOO_MANY_RECIPIENTS || reply.code() == TOO_MANY_RECIPIENTS_OF_OLD;
        return code
                && reply.enhancedStatus()
                        .map(status -> status.subject() == PROTOCOL && status.detail() == TOO_MANY)
                        .orElse(true);
    }
}
