package org.requiretls.james.hop;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome;
import org.requiretls.james.policy.EnhancedStatus;
import org.requiretls.james.policy.Verdict.Deliver;
import org.requiretls.james.policy.Verdict.Keyword;
import org.requiretls.james.smtpclient.EhloKeywords;
import org.requiretls.james.smtpclient.Envelope;
import org.requiretls.james.smtpclient.MessageContent;
import org.requiretls.james.smtpclient.RecipientOutcome.Accepted;
import org.requiretls.james.smtpclient.RecipientOutcome.InDoubt;
import org.requiretls.james.smtpclient.RecipientOutcome.NotSent;
import org.requiretls.james.smtpclient.RecipientOutcome.Refused;
import org.requiretls.james.smtpclient.SessionFailure;
import org.requiretls.james.smtpclient.SmtpSession;
import org.requiretls.james.smtpclient.TransactionResult;
import org.requiretls.james.smtpclient.TransactionResult.RecipientReply;

/** Sends the message on a session that the policy has judged good, and reads the peer's answer. */
final class Handover {

    /** SMTPUTF8 is needed and not offered (RFC 6531 section 3.5). */
    private static final EnhancedStatus NON_ASCII_NOT_PERMITTED = new EnhancedStatus(550, "5.6.7");

    /** An address that no command can carry (RFC 3463 X.1.3). */
    private static final EnhancedStatus BAD_ADDRESS = new EnhancedStatus(553, "5.1.3");

    /**
     * What came of it.
     *
     * @param said the peer's words, or what broke
     */
    record Handed(VisitResult result, Attempt.Outcome outcome, EnhancedStatus status, String said) {}

    /** Sends, reads the answer, and ends the session. */
    CompletableFuture<Handed> send(HopContext hop, Deliver verdict, SmtpSession session) {
        CompletableFuture<Handed> handed;
        try {
            handed = offer(hop, verdict, session);
        } catch (RuntimeException defect) {
            handed = CompletableFuture.failedFuture(defect);
        }
        return handed.whenComplete((any, thrown) -> session.quit());
    }

    private static CompletableFuture<Handed> offer(HopContext hop, Deliver verdict, SmtpSession session) {
        OutgoingMessage message = hop.message();
        if (needsUtf8(message) && !session.ehlo().offers(EhloKeywords.SMTPUTF8)) {
            return CompletableFuture.completedFuture(allFailed(
                    hop,
                    NON_ASCII_NOT_PERMITTED,
                    "an address of this message is not ASCII, and the host does not offer SMTPUTF8"));
        }
        Envelope envelope;
        try {
            envelope = envelope(message, verdict, session.ehlo());
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(
                    allFailed(hop, BAD_ADDRESS, "the envelope can't be put into SMTP commands: " + e.getMessage()));
        }
        return session.send(envelope, content(message, session.ehlo())).thenApply(result -> handed(hop, result));
    }

    private static boolean needsUtf8(OutgoingMessage message) {
        return isBeyondAscii(message.reversePath())
                || message.recipients().stream().anyMatch(recipient -> isBeyondAscii(recipient.address()));
    }

    private static boolean isBeyondAscii(String address) {
        return address.chars().anyMatch(c -> c > 0x7f);
    }

    private static Handed allFailed(HopContext hop, EnhancedStatus status, String why) {
        Failure failure = Failures.ofUnfitMessage(status, hop.host().name(), why);
        Map<String, RecipientOutcome> outcomes = new HashMap<>();
        hop.message()
                .recipients()
                .forEach(recipient -> outcomes.put(recipient.address(), new RecipientOutcome.Failed(failure)));
        return new Handed(
                new VisitResult.Answered(outcomes, VisitResult.Next.GO_ON),
                Attempt.Outcome.REFUSED_BY_PEER,
                failure.status(),
                failure.text());
    }

    private static Envelope envelope(OutgoingMessage message, Deliver verdict, EhloKeywords offered) {
        boolean dsn = offered.offers(EhloKeywords.DSN);
        List<String> parameters = new ArrayList<>();
        if (verdict.keyword() == Keyword.SENT) {
            parameters.add(EhloKeywords.REQUIRETLS);
        }
        if (goesAs8Bit(message, offered)) {
            parameters.add("BODY=8BITMIME");
        }
        if (needsUtf8(message)) {
            parameters.add(EhloKeywords.SMTPUTF8);
        }
        if (dsn) {
            parameters.addAll(message.dsnParameters());
        }
        return new Envelope(
                message.reversePath(),
                parameters,
                message.recipients().stream()
                        .map(recipient -> new Envelope.Recipient(
                                recipient.address(), dsn ? recipient.dsnParameters() : List.of()))
                        .toList());
    }

    private static boolean goesAs8Bit(OutgoingMessage message, EhloKeywords offered) {
        return offered.offers(EhloKeywords.EIGHT_BIT_MIME) && message.content().needs8BitMime();
    }

    private static MessageContent content(OutgoingMessage message, EhloKeywords offered) {
        OutgoingContent content = message.content();
        return new MessageContent() {
            @Override
            public InputStream open() throws IOException {
                boolean asItIs = offered.offers(EhloKeywords.EIGHT_BIT_MIME) || !content.needs8BitMime();
                return asItIs ? content.asItIs() : content.as7Bit();
            }
        };
    }

    private static Handed handed(HopContext hop, TransactionResult result) {
        String host = hop.host().name();
        Map<String, RecipientOutcome> outcomes = new HashMap<>();
        boolean inDoubt = false;
        for (RecipientReply recipient : result.recipients()) {
            var outcome = result.outcomeFor(recipient);
            inDoubt |= outcome instanceof InDoubt;
            outcomes.put(recipient.recipient().address(), read(outcome, host));
        }
        return new Handed(
                new VisitResult.Answered(outcomes, inDoubt ? VisitResult.Next.STOP : VisitResult.Next.GO_ON),
                result.isAcceptedForSome() ? Attempt.Outcome.DELIVERED : Attempt.Outcome.REFUSED_BY_PEER,
                status(outcomes),
                said(result));
    }

    private static RecipientOutcome read(org.requiretls.james.smtpclient.RecipientOutcome outcome, String host) {
        if (outcome instanceof Accepted) {
            return new RecipientOutcome.Delivered(host);
        }
        if (outcome instanceof Refused refused) {
            Failure failure = Failures.ofReply(refused.reply(), host);
            return failure.isPermanent()
                    ? new RecipientOutcome.Failed(failure)
                    : new RecipientOutcome.Deferred(failure);
        }
        if (outcome instanceof InDoubt doubt) {
            return new RecipientOutcome.Deferred(Failures.ofBrokenSession(
                    host, words(doubt.failure()) + "; the host may have taken the message, it is sent again"));
        }
        return new RecipientOutcome.Deferred(Failures.ofBrokenSession(host, words(((NotSent) outcome).failure())));
    }

    private static String words(SessionFailure failure) {
        return failure.stage() + ": " + failure.detail();
    }

    /** Success if there is any, else the first failure: the line of an attempt has one status. */
    private static EnhancedStatus status(Map<String, RecipientOutcome> outcomes) {
        if (outcomes.values().stream().anyMatch(RecipientOutcome.Delivered.class::isInstance)) {
            return EnhancedStatus.DELIVERED;
        }
        return outcomes.values().stream()
                .map(outcome -> outcome instanceof RecipientOutcome.Failed failed
                        ? failed.failure().status()
                        : ((RecipientOutcome.Deferred) outcome).failure().status())
                .findFirst()
                .orElse(EnhancedStatus.BAD_CONNECTION);
    }

    private static String said(TransactionResult result) {
        return result.end()
                .or(result::data)
                .map(reply -> "answered " + reply)
                .or(() -> result.failure().map(Handover::words))
                .or(() -> firstRefusal(result))
                .orElse("no answer");
    }

    private static Optional<String> firstRefusal(TransactionResult result) {
        return result.mail()
                .filter(reply -> reply.isFailure())
                .or(() -> result.recipients().stream()
                        .flatMap(recipient -> recipient.reply().stream())
                        .filter(reply -> reply.isFailure())
                        .findFirst())
                .map(reply -> "answered " + reply);
    }
}
