package org.requiretls.james.hop;

import java.util.Locale;
import java.util.Optional;
import org.requiretls.james.hop.Attempt.SessionSummary;
import org.requiretls.james.policy.SessionEvidence;
import org.requiretls.james.policy.SessionEvidence.Persistence;
import org.requiretls.james.smtpclient.EhloKeywords;
import org.requiretls.james.smtpclient.Reply;
import org.requiretls.james.smtpclient.SessionOpening;
import org.requiretls.james.smtpclient.SessionOpening.HandshakeFailure;
import org.requiretls.james.smtpclient.SmtpSession;
import org.requiretls.james.smtpclient.TlsDetails;

/**
 * Reads what the SMTP client brought back as evidence for the policy.
 *
 * @param evidence for the decision
 * @param summary for those who explain it
 * @param seen in a few words, for people
 * @param session still open, if there is one; whoever has the reading has to use or quit it
 * @param trace what came of trying TLS; empty where it was not tried, or not now
 */
record SessionReading(
        SessionEvidence evidence,
        Optional<SessionSummary> summary,
        String seen,
        Optional<SmtpSession> session,
        Optional<TlsTrace.Session> trace) {

    /**
     * How often a cut handshake counts as bad luck before it counts as the peer's answer: a middlebox that resets
     * every handshake would otherwise keep a sender waiting for days.
     */
    private static final int CUTS_TAKEN_FOR_ACCIDENTS = 2;

    private SessionReading(
            SessionEvidence evidence, Optional<SessionSummary> summary, String seen, Optional<SmtpSession> session) {
        this(evidence, summary, seen, session, Optional.empty());
    }

    static SessionReading of(SessionOpening opening, PeerIdentity identity, int earlierAttempts) {
        SessionReading reading = read(opening, identity, earlierAttempts);
        return reading.isReused() ? reading : reading.traced(opening, identity);
    }

    /** Messages on a connection that is open already are no sessions of their own (RFC 8460 section 4.2). */
    private SessionReading traced(SessionOpening opening, PeerIdentity identity) {
        return new SessionReading(evidence, summary, seen, session, trace(opening, identity));
    }

    private Optional<TlsTrace.Session> trace(SessionOpening opening, PeerIdentity identity) {
        if (opening instanceof SessionOpening.Encrypted) {
            return Optional.of(TlsTrace.Session.of(evidence, identity));
        }
        if (opening instanceof SessionOpening.StartTlsNotOffered) {
            return Optional.of(TlsTrace.Session.withoutCertificates(evidence, ""));
        }
        if (opening instanceof SessionOpening.StartTlsRefused refused) {
            return Optional.of(TlsTrace.Session.withoutCertificates(
                    evidence, "STARTTLS answered " + refused.reply().code()));
        }
        if (opening instanceof SessionOpening.HandshakeFailed failed) {
            return Optional.of(
                    failed.kind() == HandshakeFailure.CERTIFICATE_REJECTED
                            ? TlsTrace.Session.of(evidence, identity)
                            : TlsTrace.Session.withoutCertificates(evidence, code(failed)));
        }
        return Optional.empty();
    }

    private static String code(SessionOpening.HandshakeFailed failed) {
        return "handshake-" + failed.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static SessionReading read(SessionOpening opening, PeerIdentity identity, int earlierAttempts) {
        if (opening instanceof SessionOpening.Encrypted encrypted) {
            return encrypted(encrypted, identity);
        }
        if (opening instanceof SessionOpening.StartTlsNotOffered notOffered) {
            return inClear(new SessionEvidence.StartTlsNotOffered(), "no STARTTLS in EHLO", notOffered.session());
        }
        if (opening instanceof SessionOpening.InClear clear) {
            return inClear(new SessionEvidence.StartTlsNotOffered(), "in clear", clear.session());
        }
        if (opening instanceof SessionOpening.StartTlsRefused refused) {
            return new SessionReading(
                    new SessionEvidence.StartTlsRefused(persistence(refused.reply())),
                    Optional.empty(),
                    "STARTTLS answered " + refused.reply(),
                    refused.session());
        }
        if (opening instanceof SessionOpening.HandshakeFailed failed) {
            return handshakeFailed(failed, identity, earlierAttempts);
        }
        return withoutSession(opening);
    }

    /** Whether the session has carried messages before. */
    boolean isReused() {
        return session.filter(open -> open.transactions() > 0).isPresent();
    }

    private static String reuse(SmtpSession session) {
        return session.transactions() == 0 ? "" : "connection reused after " + session.transactions() + ", ";
    }

    private static SessionReading encrypted(SessionOpening.Encrypted encrypted, PeerIdentity identity) {
        boolean keyword = encrypted.session().ehlo().offers(EhloKeywords.REQUIRETLS);
        return new SessionReading(
                identity.evidence(keyword),
                Optional.of(summary(encrypted.tls(), identity, keyword)),
                reuse(encrypted.session())
                        + encrypted.tls().version()
                        + (encrypted.tls().resumed() ? " resumed, " : ", ")
                        + identity.seen(),
                Optional.of(encrypted.session()));
    }

    private static SessionSummary summary(TlsDetails tls, PeerIdentity identity, boolean keyword) {
        return new SessionSummary(
                Optional.of(tls.version()),
                Optional.of(tls.cipherSuite()),
                identity.byDane(),
                identity.byPkix(),
                Optional.of(keyword));
    }

    private static SessionReading inClear(SessionEvidence evidence, String seen, SmtpSession session) {
        return new SessionReading(evidence, Optional.empty(), reuse(session) + seen, Optional.of(session));
    }

    private static SessionReading handshakeFailed(
            SessionOpening.HandshakeFailed failed, PeerIdentity identity, int earlierAttempts) {
        if (failed.kind() == HandshakeFailure.CERTIFICATE_REJECTED) {
            return new SessionReading(
                    identity.evidence(false),
                    Optional.of(SessionSummary.ofRejectedCertificate(identity.byDane(), identity.byPkix())),
                    identity.seen(),
                    Optional.empty());
        }
        Persistence persistence = switch (failed.kind()) {
            case CLOSED, RESET, TIMEOUT ->
                earlierAttempts < CUTS_TAKEN_FOR_ACCIDENTS ? Persistence.TRANSIENT : Persistence.DEFINITIVE;
            case ALERT, NOT_TLS, PROTOCOL, CERTIFICATE_REJECTED -> Persistence.DEFINITIVE;
        };
        return new SessionReading(
                new SessionEvidence.HandshakeFailed(persistence),
                Optional.empty(),
                "TLS handshake failed, " + failed.kind() + ": " + failed.detail(),
                Optional.empty());
    }

    private static SessionReading withoutSession(SessionOpening opening) {
        if (opening instanceof SessionOpening.EhloRefused refused) {
            return without(
                    new SessionEvidence.EhloRefused(persistence(refused.reply())),
                    (refused.tls().isPresent() ? "EHLO inside TLS answered " : "EHLO answered ") + refused.reply());
        }
        if (opening instanceof SessionOpening.GreetingRefused refused) {
            return without(new SessionEvidence.NoConnection(), "greeted with " + refused.reply());
        }
        if (opening instanceof SessionOpening.ConnectFailed failed) {
            return without(new SessionEvidence.NoConnection(), failed.kind() + ": " + failed.detail());
        }
        if (opening instanceof SessionOpening.Broken broken) {
            return without(new SessionEvidence.NoConnection(), broken.failure().toString());
        }
        throw new IllegalStateException("No reading for " + opening);
    }

    private static SessionReading without(SessionEvidence evidence, String seen) {
        return new SessionReading(evidence, Optional.empty(), seen, Optional.empty());
    }

    private static Persistence persistence(Reply reply) {
        return reply.isPermanentFailure() ? Persistence.DEFINITIVE : Persistence.TRANSIENT;
    }
}
