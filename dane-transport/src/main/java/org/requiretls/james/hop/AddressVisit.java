package org.requiretls.james.hop;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.requiretls.james.hop.Attempt.Outcome;
import org.requiretls.james.hop.Handover.AfterUse;
import org.requiretls.james.pkix.PkixVerifier;
import org.requiretls.james.policy.DeliveryStatus;
import org.requiretls.james.policy.HopRequirement;
import org.requiretls.james.policy.HopRequirement.ClearText;
import org.requiretls.james.policy.MxStatus;
import org.requiretls.james.policy.Rule;
import org.requiretls.james.policy.SessionEvidence;
import org.requiretls.james.policy.Verdict;
import org.requiretls.james.policy.Verdict.Deliver;
import org.requiretls.james.policy.Verdict.ReconnectInClear;
import org.requiretls.james.policy.Verdict.Skip;
import org.requiretls.james.smtpclient.HeloFallback;
import org.requiretls.james.smtpclient.SessionOpening;
import org.requiretls.james.smtpclient.SessionRequest;
import org.requiretls.james.smtpclient.SmtpClient;
import org.requiretls.james.smtpclient.SmtpSession;
import org.requiretls.james.smtpclient.TlsMode;

/** Contacts one host, address by address, until the requirement lets the message go or no address is left. */
public final class AddressVisit {

    private final Sessions sessions;
    private final Dispatch dispatch;
    private final ClientSettings settings;
    private final PkixVerifier pkix;
    private final AttemptListener listener;
    private final Clock clock;

    /** By identity: messages that are equal may be on their way at once. */
    private final Map<OutgoingMessage, Visit> underWay = Collections.synchronizedMap(new IdentityHashMap<>());

    public AddressVisit(
            SmtpClient client, ClientSettings settings, PkixVerifier pkix, AttemptListener listener, Clock clock) {
        this((hop, request) -> client.open(request), settings, pkix, listener, clock);
    }

    /** Takes its sessions from the pool, and gives them back. */
    public AddressVisit(
            SessionPool pool, ClientSettings settings, PkixVerifier pkix, AttemptListener listener, Clock clock) {
        this((Sessions) pool, settings, pkix, listener, clock);
    }

    private AddressVisit(
            Sessions sessions, ClientSettings settings, PkixVerifier pkix, AttemptListener listener, Clock clock) {
        this(sessions, new Handover(sessions, settings), settings, pkix, listener, clock);
    }

    AddressVisit(
            Sessions sessions,
            Dispatch dispatch,
            ClientSettings settings,
            PkixVerifier pkix,
            AttemptListener listener,
            Clock clock) {
        this.sessions = sessions;
        this.dispatch = dispatch;
        this.settings = settings;
        this.pkix = pkix;
        this.listener = new UnintrusiveListener(listener);
        this.clock = clock;
    }

    CompletableFuture<VisitResult> visit(HopContext hop, HopRequirement requirement, List<InetAddress> addresses) {
        Visit visit = new Visit(hop, requirement, addresses);
        underWay.put(hop.message(), visit);
        return visit.begin().whenComplete((any, thrown) -> underWay.remove(hop.message()));
    }

    /** Cuts the connection of the visit for this very message, if there is one, now or as soon as it is there. */
    void abandon(OutgoingMessage message) {
        Optional.ofNullable(underWay.get(message)).ifPresent(Visit::abandon);
    }

    /** Whether a kept session will do. */
    private interface Opening {
        CompletableFuture<SessionOpening> open(HopContext hop, SessionRequest request);
    }

    /** The same address once more, on a fresh connection. */
    private interface Afresh {
        CompletableFuture<VisitResult> contact();
    }

    /** One host for one message; used by one thread at a time. */
    private final class Visit {

        private final HopContext hop;
        private final HopRequirement requirement;
        private final List<InetAddress> addresses;
        private final Skips skips = new Skips();
        private volatile Optional<SmtpSession> session = Optional.empty();
        private volatile boolean abandoned;

        Visit(HopContext hop, HopRequirement requirement, List<InetAddress> addresses) {
            this.hop = hop;
            this.requirement = requirement;
            this.addresses = addresses;
        }

        CompletableFuture<VisitResult> begin() {
            try {
                return visitFrom(0);
            } catch (RuntimeException defect) {
                return CompletableFuture.failedFuture(defect);
            }
        }

        void abandon() {
            abandoned = true;
            session.ifPresent(SmtpSession::close);
        }

        private CompletableFuture<VisitResult> visitFrom(int index) {
            if (index == addresses.size()) {
                return CompletableFuture.completedFuture(skips.speaker());
            }
            return contact(addresses.get(index), index, sessions::open);
        }

        private CompletableFuture<VisitResult> contact(InetAddress address, int index, Opening opening) {
            return openAndUse(opening, address, tlsMode(), reading -> {
                Verdict verdict = requirement.judge(reading.evidence());
                Afresh afresh = () -> contact(address, index, sessions::openAnew);
                if (verdict instanceof ReconnectInClear again && !reading.isReused()) {
                    quit(reading);
                    listener.ended(retried(again, address, reading));
                    return inClear(address, index, again.rule(), sessions::open);
                }
                return act(verdict, address, index, reading, afresh);
            });
        }

        /** The evidence for TLS is in already; the second connection only has to carry the message. */
        private CompletableFuture<VisitResult> inClear(InetAddress address, int index, Rule rule, Opening opening) {
            return openAndUse(opening, address, TlsMode.NEVER, reading -> {
                Verdict verdict = requirement.judge(reading.evidence());
                Verdict withFirstRule = verdict instanceof Deliver deliver
                        ? new Deliver(rule, deliver.channel(), deliver.keyword())
                        : verdict;
                Afresh afresh = () -> inClear(address, index, rule, sessions::openAnew);
                return act(withFirstRule, address, index, reading, afresh);
            });
        }

        private CompletableFuture<VisitResult> act(
                Verdict verdict, InetAddress address, int index, SessionReading reading, Afresh afresh) {
            if (reading.isReused() && !(verdict instanceof Deliver)) {
                // What a used connection can't do says nothing about the host; a fresh one does.
                quit(reading);
                return afresh.contact();
            }
            if (verdict instanceof Deliver deliver) {
                if (reading.session().isPresent()) {
                    return handOver(deliver, address, reading, reading.session().get(), afresh);
                }
                return skip(lostBeforeUse(), address, index, reading);
            }
            quit(reading);
            if (verdict instanceof Skip skip) {
                return skip(skip, address, index, reading);
            }
            throw new IllegalStateException("A connection in clear can't ask for another: " + verdict);
        }

        /** STARTTLS was refused with a 421: clear text would be allowed, but the peer has hung up. */
        private Skip lostBeforeUse() {
            return (Skip) requirement.judge(new SessionEvidence.NoConnection());
        }

        private CompletableFuture<VisitResult> skip(
                Skip verdict, InetAddress address, int index, SessionReading reading) {
            Failure failure = hop.failure(verdict, reading.seen());
            skips.add(new VisitResult.Skipped(verdict, failure));
            listener.ended(hop.skipped(verdict, failure.text(), Optional.of(text(address)), Optional.of(reading)));
            return visitFrom(index + 1);
        }

        private CompletableFuture<VisitResult> handOver(
                Deliver verdict, InetAddress address, SessionReading reading, SmtpSession session, Afresh afresh) {
            boolean reused = reading.isReused();
            return dispatch.send(hop, verdict, session).thenCompose(handed -> {
                if (reused && handed.session() == AfterUse.STALE) {
                    return afresh.contact();
                }
                listener.ended(hop.attempt(
                        verdict.rule(),
                        handed.outcome(),
                        handed.status(),
                        reading.seen() + "; " + handed.said(),
                        Optional.of(text(address)),
                        Optional.of(reading)));
                return CompletableFuture.completedFuture(handed.result());
            });
        }

        private Attempt retried(ReconnectInClear verdict, InetAddress address, SessionReading reading) {
            return hop.attempt(
                    verdict.rule(),
                    Outcome.RETRIED_IN_CLEAR,
                    DeliveryStatus.NOT_AUTHENTICATED,
                    reading.seen(),
                    Optional.of(text(address)),
                    Optional.of(reading));
        }

        /** Whatever goes wrong with us, the peer is not left waiting. */
        private CompletableFuture<VisitResult> openAndUse(
                Opening opening,
                InetAddress address,
                TlsMode mode,
                Function<SessionReading, CompletableFuture<VisitResult>> use) {
            return open(opening, address, mode).thenCompose(reading -> {
                session = reading.session();
                if (abandoned) {
                    session.ifPresent(SmtpSession::close);
                    throw new CancellationException("The visit at " + text(address) + " was broken off");
                }
                try {
                    return use.apply(reading);
                } catch (RuntimeException defect) {
                    quit(reading);
                    throw defect;
                }
            });
        }

        private CompletableFuture<SessionReading> open(Opening how, InetAddress address, TlsMode mode) {
            PeerIdentity identity = new PeerIdentity(requirement, hop.identity(), pkix, clock);
            SessionRequest request = new SessionRequest(
                    new InetSocketAddress(address, hop.host().port()),
                    settings.bind(),
                    settings.ehloName().get(),
                    mode,
                    hop.serverName(),
                    identity,
                    hop.tlsOffer(),
                    heloFallback(),
                    settings.timeouts());
            return how.open(hop, request)
                    .thenApply(opening ->
                            SessionReading.of(opening, identity, hop.message().earlierAttempts()));
        }

        /** HELO means no extensions, so no STARTTLS: of use only where clear text is (RFC 5321 section 3.2). */
        private HeloFallback heloFallback() {
            return requirement.clearText() == ClearText.FORBIDDEN ? HeloFallback.FORBIDDEN : HeloFallback.ALLOWED;
        }

        private TlsMode tlsMode() {
            if (hop.mx() == MxStatus.RELAY
                    && settings.gateways().startsTlsAtOnce(hop.host().port())) {
                return TlsMode.AT_ONCE;
            }
            return requirement.clearText() == ClearText.ONLY ? TlsMode.NEVER : TlsMode.IF_OFFERED;
        }

        private void quit(SessionReading reading) {
            reading.session().ifPresent(SmtpSession::quit);
        }

        private static String text(InetAddress address) {
            return address.getHostAddress();
        }
    }
}
