package org.requiretls.james.hop;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.requiretls.james.dane.DaneResult;
import org.requiretls.james.dane.DaneVerifier;
import org.requiretls.james.dane.TlsaRecord;
import org.requiretls.james.dane.TlsaSet;
import org.requiretls.james.pkix.PkixResult;
import org.requiretls.james.pkix.PkixVerifier;
import org.requiretls.james.policy.HopRequirement;
import org.requiretls.james.policy.HopRequirement.Identity;
import org.requiretls.james.policy.SessionEvidence;
import org.requiretls.james.policy.StsState;
import org.requiretls.james.rules.DestinationRule;
import org.requiretls.james.smtpclient.PeerVerifier;

/**
 * Looks at the certificates of one host while the handshake is going on, remembers what they prove, and breaks the
 * handshake off where that is not what the requirement needs: an impostor learns nothing.
 */
final class PeerIdentity implements PeerVerifier {

    private final HopRequirement requirement;
    private final HostIdentity expected;
    private final PkixVerifier pkixVerifier;
    private final Clock clock;
    private final DaneVerifier daneVerifier = new DaneVerifier();

    private volatile Optional<DaneResult> dane = Optional.empty();
    private volatile Optional<PkixResult> pkix = Optional.empty();
    private volatile boolean byRule;

    /**
     * Who the host should be.
     *
     * @param tlsa what DANE promises; empty, or without usable records, where it promises nothing
     * @param daneNames reference identifiers under DANE-TA (RFC 7672 section 3.2.2)
     * @param hostName of the MX host: the reference identifier for a certificate of a public authority (RFC 8689
     *     section 4.2.1)
     * @param domain of the recipients
     * @param sts what the domain's MTA-STS policy says about the host
     * @param rule the administrator's, for this destination
     * @param sharing with which other messages TLS sessions may be shared; empty for none
     */
    record HostIdentity(
            Optional<TlsaSet> tlsa,
            List<String> daneNames,
            String hostName,
            String domain,
            StsState sts,
            DestinationRule rule,
            Optional<String> sharing) {}

    PeerIdentity(HopRequirement requirement, HostIdentity expected, PkixVerifier pkixVerifier, Clock clock) {
        this.requirement = requirement;
        this.expected = expected;
        this.pkixVerifier = pkixVerifier;
        this.clock = clock;
    }

    @Override
    public void verify(List<X509Certificate> chain) throws CertificateException {
        dane = expected.tlsa()
                .filter(TlsaSet::hasUsable)
                .map(records -> daneVerifier.verify(chain, records, expected.daneNames(), clock.instant()));
        if (isPkixOfUse()) {
            pkix = Optional.of(pkixVerifier.verify(chain, List.of(expected.hostName()), clock.instant()));
        }
        byRule = expected.rule()
                .certificate()
                .filter(rule -> rule.accepts(chain, expected.hostName(), expected.domain(), clock.instant()))
                .isPresent();
        if (!requirement.admits(evidence(false))) {
            throw new CertificateException(seen());
        }
    }

    /** What is asked of the certificate is part of it: a new TLSA RRset or another rule means a full handshake. */
    @Override
    public Optional<String> resumptionScope() {
        return expected.sharing()
                .map(sharing -> String.join(
                        " ",
                        sharing,
                        requirement.identity().name(),
                        expected.tlsa().stream()
                                .flatMap(records -> records.considered().stream())
                                .map(TlsaRecord::presentationForm)
                                .toList()
                                .toString(),
                        expected.daneNames().toString(),
                        expected.rule().toString()));
    }

    /**
     * Where DANE authenticates and no rule asks for more, the public authorities don't matter (RFC 7672 section 3.1.3);
     * but for a domain with an MTA-STS policy too, which wants to know how that fared (RFC 8460 section 4).
     */
    private boolean isPkixOfUse() {
        return requirement.identity() != Identity.DANE
                || expected.sts().namesHost()
                || !expected.rule().equals(DestinationRule.NONE);
    }

    /** What DANE said of the certificates; empty where it was not asked. */
    Optional<DaneResult> dane() {
        return dane;
    }

    /** What PKIX said of them; empty where it was not asked. */
    Optional<PkixResult> pkix() {
        return pkix;
    }

    /** What the certificates showed, as the policy reads it; the keyword is for whoever has seen EHLO. */
    SessionEvidence.Encrypted evidence(boolean keyword) {
        return new SessionEvidence.Encrypted(byDane(), byPkix(), keyword, byRule);
    }

    /** Whether a TLSA record matched. */
    boolean byDane() {
        return dane.filter(DaneResult.Matched.class::isInstance).isPresent();
    }

    /** Whether the certificate chains to a trusted root and names the host. */
    boolean byPkix() {
        return pkix.filter(PkixResult.Trusted.class::isInstance).isPresent();
    }

    /** What the certificates proved, and what not, for a log line. */
    String seen() {
        return String.join(
                ", ",
                List.of(
                        dane.map(PeerIdentity::text).orElse("no usable TLSA record"),
                        pkix.map(PeerIdentity::text).orElse("PKIX not asked")));
    }

    private static String text(DaneResult result) {
        if (result instanceof DaneResult.Matched matched) {
            return "TLSA " + matched.record() + " matched at depth " + matched.depth();
        }
        DaneResult.NotMatched not = (DaneResult.NotMatched) result;
        return "TLSA " + not.reason() + ": " + not.detail();
    }

    private static String text(PkixResult result) {
        if (result instanceof PkixResult.Trusted trusted) {
            return "PKIX trusted for " + trusted.name() + " by " + trusted.anchor();
        }
        PkixResult.NotTrusted not = (PkixResult.NotTrusted) result;
        return "PKIX " + not.reason() + ": " + not.detail();
    }
}
