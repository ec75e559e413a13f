package org.requiretls.james.hop;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome;
import org.requiretls.james.policy.DeliveryStatus;
import org.requiretls.james.policy.Verdict.Deliver;
import org.requiretls.james.policy.Verdict.Keyword;
import org.requiretls.james.smtpclient.EhloKeywords;
import org.requiretls.james.smtpclient.MessageContent;
import org.requiretls.james.smtpclient.RecipientOutcome.Accepted;
import org.requiretls.james.smtpclient.RecipientOutcome.InDoubt;
import org.requiretls.james.smtpclient.RecipientOutcome.NotSent;
import org.requiretls.james.smtpclient.RecipientOutcome.Refused;
import org.requiretls.james.smtpclient.Reply;
import org.requiretls.james.smtpclient.SessionFailure;
import org.requiretls.james.smtpclient.SmtpSession;
import org.requiretls.james.smtpclient.TransactionResult;
import org.requiretls.james.smtpclient.TransactionResult.RecipientReply;

/** Sends the message on a session that the policy has judged good, and reads the peer's answer. */
final class Handover implements Dispatch {

    private final Sessions sessions;

    /**
     * What came of it.
     *
     * @param said the peer's words, or what broke
     */
    record Handed(VisitResult result, Attempt.Outcome outcome, DeliveryStatus status, String said, AfterUse session) {

        private Handed saying(String beforehand) {
            return new Handed(result, outcome, status, beforehand + said, session);
        }
    }

    private static final String WITHOUT_QUOTED_CONTENT =
            "a notification that leaves without REQUIRETLS, so without the content that it quotes; ";

    /** What the session was good for. */
    enum AfterUse {
        /** The transaction came to its end. */
        IN_ORDER,
        /** It did not, and the host may have taken something; or the trouble was ours. */
        OVER,
        /**
         * It had come to an end before the host took anything: lost before the final dot, or MAIL refused, as servers
         * do who count messages per connection. A fresh connection may have more luck, at no risk of a duplicate.
         */
        STALE
    }

    /** @param sessions where sessions go back to */
    Handover(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public CompletableFuture<Handed> send(HopContext hop, Deliver verdict, SmtpSession session) {
        CompletableFuture<Handed> handed;
        try {
            handed = offer(hop, verdict, session);
        } catch (RuntimeException defect) {
            handed = CompletableFuture.failedFuture(defect);
        }
        return handed.whenComplete((done, thrown) -> {
            if (thrown == null && done.session() == AfterUse.IN_ORDER) {
                sessions.release(hop, verdict, session);
            } else {
                session.quit();
            }
        });
    }

    private static CompletableFuture<Handed> offer(HopContext hop, Deliver verdict, SmtpSession session) {
        requirePromise(hop, verdict, session);
        if (verdict.sendsWholeContent(hop.message().tag())) {
            return offer(hop, verdict.keyword(), session);
        }
        return offer(hop.leavingAs(hop.message().withoutQuotedContent()), verdict.keyword(), session)
                .thenApply(handed -> handed.saying(WITHOUT_QUOTED_CONTENT));
    }

    private static CompletableFuture<Handed> offer(HopContext hop, Keyword keyword, SmtpSession session) {
        FittedEnvelope fitted = FittedEnvelope.of(hop, keyword, session.ehlo());
        return fitted.envelope()
                .map(envelope -> session.send(envelope, content(hop.message(), session.ehlo()))
                        .thenApply(result -> handed(hop, fitted, result)))
                .orElseGet(() -> CompletableFuture.completedFuture(unfit(fitted)));
    }

    /**
     * The policy has seen to this already. It is looked at once more where the message is about to leave, since here a
     * defect would be an exposure (RFC 8689 section 4.2.1).
     */
    private static void requirePromise(HopContext hop, Deliver verdict, SmtpSession session) {
        boolean promised = verdict.keyword() == Keyword.SENT;
        if (hop.rule().decision().enforces(hop.message().tag()) && !promised) {
            throw new IllegalStateException("A REQUIRETLS message would leave without the keyword by " + verdict);
        }
        if (promised && (session.tls().isEmpty() || !session.ehlo().offers(EhloKeywords.REQUIRETLS))) {
            throw new IllegalStateException("REQUIRETLS would be asked of a host that does not promise it: " + session);
        }
    }

    private static Handed unfit(FittedEnvelope fitted) {
        Map<String, RecipientOutcome> outcomes = failed(fitted.unfit());
        Failure first = fitted.unfit().values().iterator().next();
        return new Handed(
                new VisitResult.Answered(outcomes, VisitResult.Next.GO_ON),
                Attempt.Outcome.REFUSED_BY_PEER,
                first.status(),
                first.text(),
                AfterUse.OVER);
    }

    private static Map<String, RecipientOutcome> failed(Map<String, Failure> unfit) {
        Map<String, RecipientOutcome> outcomes = new HashMap<>();
        unfit.forEach((recipient, failure) -> outcomes.put(recipient, new RecipientOutcome.Failed(failure)));
        return outcomes;
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

    private static Handed handed(HopContext hop, FittedEnvelope fitted, TransactionResult result) {
        String host = hop.host().name();
        Map<String, RecipientOutcome> outcomes = failed(fitted.unfit());
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
                said(result),
                afterUse(result));
    }

    private static AfterUse afterUse(TransactionResult result) {
        boolean nothingTaken = !result.finalDotSent() && result.end().isEmpty();
        if (result.failure().isPresent()) {
            return nothingTaken && isOfTheConnection(result.failure().get()) ? AfterUse.STALE : AfterUse.OVER;
        }
        return result.mail().filter(Reply::isFailure).isPresent() ? AfterUse.STALE : AfterUse.IN_ORDER;
    }

    private static boolean isOfTheConnection(SessionFailure failure) {
        return failure instanceof SessionFailure.ConnectionLost lost
                ? lost.loss() != SessionFailure.Loss.CLIENT_CLOSED
                : failure instanceof SessionFailure.ProtocolError;
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
        SessionFailure cause = ((NotSent) outcome).failure();
        return new RecipientOutcome.Deferred(
                cause instanceof SessionFailure.ContentUnreadable
                        ? Failures.ofUnreadableContent(host, cause.detail())
                        : Failures.ofBrokenSession(host, words(cause)));
    }

    private static String words(SessionFailure failure) {
        return failure.stage() + ": " + failure.detail();
    }

    /** Success if there is any, else the first failure: the line of an attempt has one status. */
    private static DeliveryStatus status(Map<String, RecipientOutcome> outcomes) {
        if (outcomes.values().stream().anyMatch(RecipientOutcome.Delivered.class::isInstance)) {
            return DeliveryStatus.DELIVERED;
        }
        return outcomes.values().stream()
                .map(outcome -> outcome instanceof RecipientOutcome.Failed failed
                        ? failed.failure().status()
                        : ((RecipientOutcome.Deferred) outcome).failure().status())
                .findFirst()
                .orElse(DeliveryStatus.BAD_CONNECTION);
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
