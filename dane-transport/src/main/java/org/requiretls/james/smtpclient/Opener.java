package org.requiretls.james.smtpclient;

import io.netty.util.concurrent.ScheduledFuture;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.requiretls.james.smtpclient.Command.ExpectedReply;
import org.requiretls.james.smtpclient.SessionFailure.ConnectionLost;
import org.requiretls.james.smtpclient.SessionFailure.Loss;
import org.requiretls.james.smtpclient.SessionFailure.ProtocolError;
import org.requiretls.james.smtpclient.TlsUpgrade.Resumption;

/** The way from a connection to a session: greeting, EHLO, STARTTLS, handshake, EHLO. Runs on the event loop. */
final class Opener {

    private final SessionRequest request;
    private final SmtpTimeouts timeouts;
    private final Conversation conversation;
    private final Executor worker;
    private final TlsEngines engines;
    private final ExtensionUse extensions;
    private final Resumption resumption;
    private final Supplier<CompletableFuture<SessionOpening>> withoutResumption;
    private Optional<TlsDetails> tls = Optional.empty();

    /**
     * @param withoutResumption opens another connection, for a full handshake, where a resumed session would not do
     */
    Opener(
            SessionRequest request,
            Conversation conversation,
            Executor worker,
            TlsEngines engines,
            ExtensionUse extensions,
            Resumption resumption,
            Supplier<CompletableFuture<SessionOpening>> withoutResumption) {
        this.request = request;
        this.timeouts = request.timeouts();
        this.conversation = conversation;
        this.worker = worker;
        this.engines = engines;
        this.extensions = extensions;
        this.resumption = resumption;
        this.withoutResumption = withoutResumption;
    }

    /** The future fails only if there is an error in this code. */
    CompletableFuture<SessionOpening> run() {
        ScheduledFuture<?> deadline = conversation.schedule(
                () -> conversation.fail(new ConnectionLost(
                        conversation.stage(),
                        Loss.DEADLINE,
                        "no session within " + timeouts.opening().toMillis() + " ms")),
                timeouts.opening());
        return (request.tlsMode() == TlsMode.AT_ONCE ? handshakeFirst() : greeting())
                .exceptionally(this::broken)
                .whenComplete((opening, error) -> deadline.cancel(false));
    }

    /** RFC 8314 section 3.3: all of SMTP happens inside. */
    private CompletableFuture<SessionOpening> handshakeFirst() {
        return upgrade(this::greeting);
    }

    private CompletableFuture<SessionOpening> greeting() {
        return conversation
                .expect(new ExpectedReply(SmtpStage.GREETING, timeouts.greeting()))
                .thenCompose(this::greeted);
    }

    private CompletableFuture<SessionOpening> greeted(Reply greeting) {
        if (greeting.isFailure()) {
            return giveUp(new SessionOpening.GreetingRefused(greeting));
        }
        return tls.isPresent() ? ehloInTls() : ehlo(SmtpStage.EHLO).thenCompose(this::ehloAnswered);
    }

    private CompletableFuture<Reply> ehlo(SmtpStage stage) {
        return conversation.ask(Command.of("EHLO " + request.ehloName(), stage, timeouts.ehlo()));
    }

    private CompletableFuture<SessionOpening> ehloAnswered(Reply reply) {
        if (reply.isPermanentFailure() && request.heloFallback() == HeloFallback.ALLOWED) {
            return conversation
                    .ask(Command.of("HELO " + request.ehloName(), SmtpStage.EHLO, timeouts.ehlo()))
                    .thenCompose(this::heloAnswered);
        }
        if (reply.isFailure()) {
            return giveUp(new SessionOpening.EhloRefused(reply, tls));
        }
        EhloKeywords keywords = EhloKeywords.of(reply);
        if (request.tlsMode() == TlsMode.NEVER) {
            return ready(new SessionOpening.InClear(session(keywords)));
        }
        if (!keywords.offers(EhloKeywords.STARTTLS)) {
            return ready(new SessionOpening.StartTlsNotOffered(session(keywords)));
        }
        return conversation
                .ask(Command.of(EhloKeywords.STARTTLS, SmtpStage.STARTTLS, timeouts.startTls()))
                .thenCompose(answer -> startTlsAnswered(answer, keywords));
    }

    private CompletableFuture<SessionOpening> heloAnswered(Reply reply) {
        if (reply.isFailure()) {
            return giveUp(new SessionOpening.EhloRefused(reply, tls));
        }
        SmtpSession session = session(EhloKeywords.none());
        return ready(
                request.tlsMode() == TlsMode.NEVER
                        ? new SessionOpening.InClear(session)
                        : new SessionOpening.StartTlsNotOffered(session));
    }

    private CompletableFuture<SessionOpening> startTlsAnswered(Reply reply, EhloKeywords keywords) {
        if (reply.isFailure()) {
            Optional<SmtpSession> session =
                    reply.announcesClosing() ? Optional.empty() : Optional.of(session(keywords));
            return ready(new SessionOpening.StartTlsRefused(reply, session));
        }
        if (conversation.hasUnreadInput()) {
            // Response injection: read later, these octets in clear would pass for something said inside TLS.
            return lost(new ProtocolError(SmtpStage.STARTTLS, "text in clear after the reply to STARTTLS"));
        }
        return upgrade(this::ehloInTls);
    }

    private CompletableFuture<SessionOpening> upgrade(Supplier<CompletableFuture<SessionOpening>> next) {
        return new TlsUpgrade(conversation, request, engines, worker)
                .start(resumption)
                .thenCompose(outcome -> established(outcome, next));
    }

    private CompletableFuture<SessionOpening> established(
            TlsUpgrade.Outcome outcome, Supplier<CompletableFuture<SessionOpening>> next) {
        if (outcome instanceof TlsUpgrade.Outcome.Failed failed) {
            return handshakeFailed(failed.reason());
        }
        if (outcome instanceof TlsUpgrade.Outcome.ResumptionRefused) {
            conversation.fail(LiveSession.closedByClient(SmtpStage.HANDSHAKE));
            return withoutResumption.get();
        }
        tls = Optional.of(((TlsUpgrade.Outcome.Established) outcome).tls());
        return next.get();
    }

    private CompletableFuture<SessionOpening> ehloInTls() {
        return ehlo(SmtpStage.EHLO_IN_TLS).thenCompose(this::ehloInTlsAnswered);
    }

    private CompletableFuture<SessionOpening> handshakeFailed(SessionOpening.HandshakeFailed reason) {
        conversation.fail(new ConnectionLost(SmtpStage.HANDSHAKE, Loss.TLS, reason.detail()));
        SessionFailure cause = conversation.failure().orElseThrow();
        boolean ourDoing = cause instanceof ConnectionLost lost && lost.loss() == Loss.CLIENT_CLOSED;
        return ourDoing ? lost(cause) : done(reason);
    }

    private CompletableFuture<SessionOpening> ehloInTlsAnswered(Reply reply) {
        if (reply.isFailure()) {
            return giveUp(new SessionOpening.EhloRefused(reply, tls));
        }
        return ready(new SessionOpening.Encrypted(session(EhloKeywords.of(reply)), tls.orElseThrow()));
    }

    private LiveSession session(EhloKeywords keywords) {
        conversation.enter(SmtpStage.IDLE);
        return new LiveSession(conversation, keywords, tls, timeouts, worker, extensions);
    }

    /** Hands the session out, unless the peer has already said more than it was asked. */
    private CompletableFuture<SessionOpening> ready(SessionOpening opening) {
        return conversation.hasUnreadInput()
                ? lost(new ProtocolError(lastStage(), "the peer speaks without being asked"))
                : done(opening);
    }

    private SmtpStage lastStage() {
        return tls.isPresent() ? SmtpStage.EHLO_IN_TLS : SmtpStage.EHLO;
    }

    /** Says QUIT, in the background: the caller need not wait for a goodbye. */
    private CompletableFuture<SessionOpening> giveUp(SessionOpening reason) {
        session(EhloKeywords.none()).quit();
        return done(reason);
    }

    private CompletableFuture<SessionOpening> lost(SessionFailure failure) {
        conversation.fail(failure);
        return CompletableFuture.failedFuture(new SessionFailureException(failure));
    }

    private SessionOpening broken(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        if (cause instanceof SessionFailureException lost) {
            return new SessionOpening.Broken(lost.failure(), tls);
        }
        throw new CompletionException(cause);
    }

    private static CompletableFuture<SessionOpening> done(SessionOpening opening) {
        return CompletableFuture.completedFuture(opening);
    }
}
