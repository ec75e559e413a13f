package org.requiretls.james.lab.pki;

import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** Textual encoding of keys and certificates (RFC 7468). */
public final class Pem {

    private static final Base64.Encoder LINES_OF_64 =
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private Pem() {}

    /** One block for each certificate, in the order given. */
    public static String of(List<X509Certificate> certificates) {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            try {
                text.append(block("CERTIFICATE", certificate.getEncoded()));
            } catch (CertificateEncodingException e) {
                throw new IllegalArgumentException("This certificate has no encoding", e);
            }
        }
        return text.toString();
    }

    /** A private key as PKCS #8, unprotected. */
    public static String of(Key privateKey) {
        return block("PRIVATE KEY", privateKey.getEncoded());
    }

    private static String block(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + LINES_OF_64.encodeToString(der) + "\n-----END " + label + "-----\n";
    }
}
