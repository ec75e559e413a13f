package org.requiretls.james.hop;

import java.util.Optional;
import org.requiretls.james.policy.DeliveryStatus;
import org.requiretls.james.policy.MxStatus;
import org.requiretls.james.policy.Rule;
import org.requiretls.james.policy.TlsaStatus;
import org.requiretls.james.policy.Verdict.Skip;

/**
 * One attempt at one host (or at a domain that has none): what was found, what was decided, and by which rule. All
 * that explains a delivery reads this.
 *
 * @param host the MX host; empty where the domain led to none
 * @param address the address of the last connection, as text
 * @param tlsa what the TLSA lookup gave; empty where it was not made
 * @param sts what the MTA-STS policy says; empty where the domain led to no host
 * @param session what the session showed; empty where the host was not contacted
 * @param outcome in one word
 * @param reason one line for people
 * @param trace for reports on TLS
 */
public record Attempt(
        OutgoingMessage message,
        MxStatus mx,
        Optional<String> host,
        Optional<String> address,
        Optional<TlsaStatus> tlsa,
        Optional<StsReading> sts,
        Optional<SessionSummary> session,
        Rule rule,
        Outcome outcome,
        DeliveryStatus status,
        String reason,
        TlsTrace trace) {

    /** An attempt that ended before there was a host. */
    static Attempt withoutHost(OutgoingMessage message, MxStatus mx, Skip verdict, String reason) {
        return new Attempt(
                message,
                mx,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                verdict.rule(),
                Outcome.SKIPPED,
                verdict.status(),
                reason,
                TlsTrace.WITHOUT_HOST);
    }

    /** In one word, what came of it. */
    public enum Outcome {
        /** At least one recipient was accepted. */
        DELIVERED,
        /** This host won't do; the next one is tried, if there is any. */
        SKIPPED,
        /** The handshake failed and clear text is allowed: the same address is tried again without TLS. */
        RETRIED_IN_CLEAR,
        /** The session was good, the peer refused the message for every recipient. */
        REFUSED_BY_PEER
    }

    /**
     * What a session showed.
     *
     * @param tlsVersion such as {@code TLSv1.3}; empty without TLS
     * @param cipherSuite the name of the suite; empty without TLS
     * @param dane whether a TLSA record matched
     * @param pkix whether the certificate chains to a trusted root and names the host
     * @param keyword whether EHLO inside TLS offered REQUIRETLS; empty where it did not come to that
     */
    public record SessionSummary(
            Optional<String> tlsVersion,
            Optional<String> cipherSuite,
            boolean dane,
            boolean pkix,
            Optional<Boolean> keyword) {

        /** A session that ended inside the handshake, for want of the right certificate. */
        static SessionSummary ofRejectedCertificate(boolean dane, boolean pkix) {
            return new SessionSummary(Optional.empty(), Optional.empty(), dane, pkix, Optional.empty());
        }
    }
}
