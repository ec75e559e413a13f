package org.requiretls.james.selfcheck;

import java.security.cert.X509Certificate;
import java.util.List;
import org.requiretls.james.dane.OwnRecords;
import org.requiretls.james.dane.TlsaRecord;

/**
 * The key that a server is going to have.
 *
 * @param record {@code 3 1 1} for it
 * @param chain that goes with it; empty where the certificate is not issued yet
 */
public record NextKey(TlsaRecord record, List<X509Certificate> chain) {

    public NextKey {
        chain = List.copyOf(chain);
    }

    /** @param chain the server's own certificate first */
    public static NextKey of(List<X509Certificate> chain) {
        return new NextKey(OwnRecords.ofServer(chain.get(0)), chain);
    }

    /** @param subjectPublicKeyInfo DER */
    public static NextKey of(byte[] subjectPublicKeyInfo) {
        return new NextKey(OwnRecords.ofKey(subjectPublicKeyInfo), List.of());
    }
}
