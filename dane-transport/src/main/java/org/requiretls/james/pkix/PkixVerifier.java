package org.requiretls.james.pkix;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.requiretls.james.pkix.PkixResult.NotTrusted;
import org.requiretls.james.pkix.PkixResult.Reason;
import org.requiretls.james.pkix.PkixResult.Trusted;
import org.requiretls.james.x509.Anchor;
import org.requiretls.james.x509.CertificateText;
import org.requiretls.james.x509.CommonNameUse;
import org.requiretls.james.x509.Judgement;
import org.requiretls.james.x509.PathFinder;
import org.requiretls.james.x509.PathJudge;
import org.requiretls.james.x509.ReferenceIdentifiers;

/** Holds the chain that a server showed against a trust store. Immutable. */
public final class PkixVerifier {

    private final String origin;
    private final List<Anchor> anchors;

    public PkixVerifier(TrustStore trusted) {
        origin = trusted.origin();
        anchors = trusted.certificates().stream().map(Anchor::configured).toList();
    }

    /**
     * Whether the trust store vouches for the server.
     *
     * @param chain as shown in the handshake, the server's own certificate first; what follows may be in disorder
     * @param referenceIdentifiers names of which the certificate has to bear one; any case, U-labels allowed
     * @param now for the dates
     * @return never null; whatever goes wrong with a certificate is {@link NotTrusted}, never an exception
     */
    public PkixResult verify(List<X509Certificate> chain, List<String> referenceIdentifiers, Instant now) {
        if (chain.isEmpty()) {
            return new NotTrusted(Reason.NO_CERTIFICATE, "the server showed no certificate");
        }
        PathJudge judge = new PathJudge(ReferenceIdentifiers.of(referenceIdentifiers), CommonNameUse.NEVER, now);
        try {
            return judge.best(PathFinder.find(chain, anchors))
                    .map(PkixVerifier::result)
                    .orElseGet(() -> new NotTrusted(
                            Reason.CHAIN_NOT_TRUSTED,
                            CertificateText.of(chain.get(0)) + " is not issued below any certificate in " + origin));
        } catch (RuntimeException e) {
            // A certificate made to break its reader must never count as trusted.
            return new NotTrusted(
                    Reason.CHAIN_NOT_TRUSTED, "the chain cannot be examined: " + CertificateText.clean(e.toString()));
        }
    }

    private static PkixResult result(Judgement judgement) {
        if (judgement instanceof Judgement.Holds holds) {
            return new Trusted(holds.name(), holds.path().anchor().describe());
        }
        Judgement.Refused refused = (Judgement.Refused) judgement;
        return new NotTrusted(reason(refused.defect()), refused.detail());
    }

    private static Reason reason(Judgement.Defect defect) {
        return switch (defect) {
            case NOT_TRUSTED -> Reason.CHAIN_NOT_TRUSTED;
            case NOT_YET_VALID -> Reason.NOT_YET_VALID;
            case EXPIRED -> Reason.EXPIRED;
            case NAME_MISMATCH -> Reason.NAME_MISMATCH;
        };
    }
}
