package org.requiretls.james.dane;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.requiretls.james.dane.DaneResult.NotMatched;
import org.requiretls.james.dane.DaneResult.Reason;
import org.requiretls.james.x509.CommonNameUse;
import org.requiretls.james.x509.PathJudge;
import org.requiretls.james.x509.ReferenceIdentifiers;

/** Holds the chain that a server showed against the TLSA records of its host (RFC 7672 section 3). Stateless. */
public final class DaneVerifier {

    /**
     * Whether the server is the one that the records promise. Any of the records suffices (RFC 7671 section 8).
     *
     * @param chain as shown in the handshake, the server's own certificate first; what follows may be in disorder
     * @param records as found at the TLSA base domain
     * @param referenceIdentifiers names of which a certificate under a DANE-TA record has to bear one (RFC 7672
     *     section 3.2.2): the TLSA base domain first; any case, U-labels allowed
     * @param now for the dates under a DANE-TA record
     * @return never null; whatever goes wrong with a certificate is {@link NotMatched}, never an exception
     */
    public DaneResult verify(
            List<X509Certificate> chain, TlsaSet records, List<String> referenceIdentifiers, Instant now) {
        if (chain.isEmpty()) {
            return new NotMatched(Reason.NO_CERTIFICATE, "the server showed no certificate");
        }
        return new ChainComparison(
                        chain,
                        records.digests(),
                        () -> new PathJudge(
                                ReferenceIdentifiers.of(referenceIdentifiers), CommonNameUse.WITHOUT_DNS_ID, now))
                .with(records);
    }
}
