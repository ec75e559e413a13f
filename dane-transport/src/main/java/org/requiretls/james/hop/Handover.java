package org.requiretls.james.hop;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome;
import org.requiretls.james.policy.Channel;
import org.requiretls.james.policy.DeliveryStatus;
import org.requiretls.james.policy.MxStatus;
import org.requiretls.james.policy.Verdict.Deliver;
import org.requiretls.james.policy.Verdict.Keyword;
import org.requiretls.james.smtpclient.EhloKeywords;
import org.requiretls.james.smtpclient.Login;
import org.requiretls.james.smtpclient.LoginResult;
import org.requiretls.james.smtpclient.MessageContent;
import org.requiretls.james.smtpclient.RecipientOutcome.Accepted;
import org.requiretls.james.smtpclient.RecipientOutcome.HeldBack;
import org.requiretls.james.smtpclient.RecipientOutcome.InDoubt;
import org.requiretls.james.smtpclient.RecipientOutcome.NotSent;
import org.requiretls.james.smtpclient.RecipientOutcome.Refused;
import org.requiretls.james.smtpclient.Reply;
import org.requiretls.james.smtpclient.SessionFailure;
import org.requiretls.james.smtpclient.SmtpSession;
import org.requiretls.james.smtpclient.TransactionResult;
import org.requiretls.james.smtpclient.TransactionResult.RecipientReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the message on a session that the policy has judged good, and reads the peer's answer. */
final class Handover implements Dispatch {

    private static final Logger LOGGER = LoggerFactory.getLogger(Handover.class);

    /**
     * What came of it.
     *
     * @param said the peer's words, or what broke
     */
    record Handed(VisitResult result, Attempt.Outcome outcome, DeliveryStatus status, String said, AfterUse session) {

        /** The same failure for everybody, with which another host may do better. */
        static Handed ofFailure(OutgoingMessage message, Failure failure) {
            Map<String, RecipientOutcome> outcomes = new HashMap<>();
            message.recipients()
                    .forEach(recipient -> outcomes.put(recipient.address(), new RecipientOutcome.Deferred(failure)));
            return new Handed(
                    new VisitResult.Answered(outcomes, VisitResult.Next.GO_ON),
                    Attempt.Outcome.REFUSED_BY_PEER,
                    failure.status(),
                    failure.text(),
                    AfterUse.OVER);
        }

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

    private final Sessions sessions;
    private final ClientSettings settings;

    /** @param sessions where sessions go back to */
    Handover(Sessions sessions, ClientSettings settings) {
        this.sessions = sessions;
        this.settings = settings;
    }

    @Override
    public CompletableFuture<Handed> send(HopContext hop, Deliver verdict, SmtpSession session) {
        CompletableFuture<Handed> handed;
        try {
            requirePromise(hop, verdict, session);
            handed = logIn(hop, verdict, session)
                    .thenCompose(refusal -> refusal.map(failure ->
                                    CompletableFuture.completedFuture(Handed.ofFailure(hop.message(), failure)))
                            .orElseGet(() -> offer(hop, verdict, session)));
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

    /** Logs in where a gateway wants it. Completes with why not, if not: the mail waits, and an alarm is given. */
    private CompletableFuture<Optional<Failure>> logIn(HopContext hop, Deliver verdict, SmtpSession session) {
        Optional<Login> login = settings.gateways().login().filter(any -> hop.mx() == MxStatus.RELAY);
        if (login.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        if (!isFitForPasswords(verdict, session)) {
            return CompletableFuture.completedFuture(Optional.of(
                    loginFailure(hop, "the password may not go over a connection that is " + verdict.channel())));
        }
        return session.login(login.get()).thenApply(result -> refusal(hop, login.get(), result));
    }

    /** As with the promise: the rule for the gateway has seen to it, and a defect would give the password away. */
    private boolean isFitForPasswords(Deliver verdict, SmtpSession session) {
        GatewayAccess.Exposure exposure = settings.gateways().exposure();
        return exposure.permits(session.tls().isPresent() ? verdict.channel() : Channel.CLEAR);
    }

    private static Optional<Failure> refusal(HopContext hop, Login login, LoginResult result) {
        if (result instanceof LoginResult.LoggedIn) {
            return Optional.empty();
        }
        if (result instanceof LoginResult.Failed failed) {
            return Optional.of(Failures.ofBrokenSession(hop.host().name(), words(failed.failure())));
        }
        return Optional.of(loginFailure(
                hop,
                result instanceof LoginResult.Refused refused
                        ? "the " + login + " was answered " + refused.reply()
                        : "the " + login + " is not possible, AUTH offers '"
                                + ((LoginResult.NoCommonMechanism) result).offered() + "'"));
    }

    private static Failure loginFailure(HopContext hop, String why) {
        LOGGER.error(
                "No mail leaves through the gateway {}: {}. All of it waits until the parameters gatewayUsername and"
                        + " gatewayPassword are right, or the gateway is.",
                hop.host().name(),
                why);
        return Failures.ofRefusedLogin(hop.host().name(), why);
    }

    private CompletableFuture<Handed> offer(HopContext hop, Deliver verdict, SmtpSession session) {
        if (verdict.sendsWholeContent(hop.message().tag())) {
            return offerWhole(hop, verdict, session);
        }
        return offerWhole(hop.leavingAs(hop.message().withoutQuotedContent()), verdict, session)
                .thenApply(handed -> handed.saying(WITHOUT_QUOTED_CONTENT));
    }

    private CompletableFuture<Handed> offerWhole(HopContext hop, Deliver verdict, SmtpSession session) {
        ContentTraits content;
        try {
            content = hop.message().content().traits();
        } catch (IOException e) {
            return CompletableFuture.completedFuture(Handed.ofFailure(
                    hop.message(), Failures.ofUnreadableContent(hop.host().name(), String.valueOf(e.getMessage()))));
        }
        FittedEnvelope fitted = FittedEnvelope.of(hop, content, verdict.keyword(), session.ehlo(), settings.quorum());
        Transactions transactions =
                new Transactions(session, content(hop.message(), content, session.ehlo()), settings.mostRecipients());
        return fitted.envelope()
                .map(envelope -> transactions
                        .send(envelope, () -> sessions.isUnderWay(hop, verdict, session))
                        .thenApply(results -> handed(hop, fitted, session.ehlo(), results)))
                .orElseGet(() -> CompletableFuture.completedFuture(unfit(fitted)));
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

    private static MessageContent content(OutgoingMessage message, ContentTraits traits, EhloKeywords offered) {
        OutgoingContent content = message.content();
        boolean asItIs = offered.offers(EhloKeywords.EIGHT_BIT_MIME) || !traits.eightBit();
        return asItIs ? content::asItIs : content::as7Bit;
    }

    private static Handed handed(
            HopContext hop, FittedEnvelope fitted, EhloKeywords offered, List<TransactionResult> results) {
        String host = hop.host().name();
        Set<String> unheard = unheard(hop.message(), offered);
        Map<String, RecipientOutcome> outcomes = failed(fitted.unfit());
        VisitResult.Next next = VisitResult.Next.GO_ON;
        for (TransactionResult result : results) {
            for (RecipientReply recipient : result.recipients()) {
                var outcome = result.outcomeFor(recipient);
                if (outcome instanceof InDoubt || outcome instanceof HeldBack) {
                    next = VisitResult.Next.STOP;
                }
                String address = recipient.recipient().address();
                outcomes.put(
                        address,
                        outcome instanceof Accepted && unheard.contains(address)
                                ? new RecipientOutcome.Relayed(host)
                                : read(outcome, host));
            }
        }
        return new Handed(
                new VisitResult.Answered(outcomes, next),
                results.stream().anyMatch(TransactionResult::isAcceptedForSome)
                        ? Attempt.Outcome.DELIVERED
                        : Attempt.Outcome.REFUSED_BY_PEER,
                status(outcomes),
                said(results.get(results.size() - 1)),
                afterUse(results));
    }

    /** Recipients about whom the sender said what it wants to hear, and the host, not knowing DSN, was not told. */
    private static Set<String> unheard(OutgoingMessage message, EhloKeywords offered) {
        return offered.offers(EhloKeywords.DSN)
                ? Set.of()
                : message.recipients().stream()
                        .filter(recipient -> !recipient.dsnParameters().isEmpty())
                        .map(OutgoingMessage.Recipient::address)
                        .collect(Collectors.toUnmodifiableSet());
    }

    /** Once a transaction has come to its end, doing it all again on another connection would make a duplicate. */
    private static AfterUse afterUse(List<TransactionResult> results) {
        if (results.size() == 1) {
            return afterUse(results.get(0));
        }
        return results.stream().allMatch(each -> afterUse(each) == AfterUse.IN_ORDER)
                ? AfterUse.IN_ORDER
                : AfterUse.OVER;
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
        if (outcome instanceof HeldBack held) {
            return new RecipientOutcome.Deferred(Failures.ofHeldBack(host, held.cause()));
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
        if (outcomes.values().stream().anyMatch(RecipientOutcome.Taken.class::isInstance)) {
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
