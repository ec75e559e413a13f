package org.requiretls.james.hop;

import java.util.Optional;
import org.requiretls.james.dane.DaneResult;
import org.requiretls.james.dane.TlsaSet;
import org.requiretls.james.pkix.PkixResult;
import org.requiretls.james.policy.LocalRule;
import org.requiretls.james.policy.SessionEvidence;

/**
 * What a report on TLS (RFC 8460 section 4.3) has to know of an attempt, beyond what the log tells.
 *
 * @param records that DANE went by; empty where it did not apply
 * @param rule the administrator's
 * @param session what came of trying TLS; empty where that was not tried here: the host was not contacted, the
 *     connection was one from before, or it was in clear on purpose
 */
public record TlsTrace(Optional<TlsaRecords> records, LocalRule rule, Optional<Session> session) {

    /** Of an attempt that ended before there was a host. */
    static final TlsTrace WITHOUT_HOST = new TlsTrace(Optional.empty(), LocalRule.NONE, Optional.empty());

    /**
     * The records of a host.
     *
     * @param base the TLSA base domain
     */
    public record TlsaRecords(String base, TlsaSet set) {}

    /**
     * One session, from the greeting to the certificates.
     *
     * @param dane what DANE said of the certificates; empty where it was not asked
     * @param pkix what PKIX said of them; empty where it was not asked
     * @param code of a failure, in a word or two; empty without one
     */
    public record Session(SessionEvidence evidence, Optional<DaneResult> dane, Optional<PkixResult> pkix, String code) {

        static Session withoutCertificates(SessionEvidence evidence, String code) {
            return new Session(evidence, Optional.empty(), Optional.empty(), code);
        }

        static Session of(SessionEvidence evidence, PeerIdentity identity) {
            return new Session(evidence, identity.dane(), identity.pkix(), "");
        }
    }
}
