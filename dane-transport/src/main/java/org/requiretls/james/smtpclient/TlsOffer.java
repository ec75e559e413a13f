package org.requiretls.james.smtpclient;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the client offers in its hello.
 *
 * @param versions as the JDK names them, in the order of preference; not empty
 * @param cipherSuites by their registered names, in the order of preference; empty for {@linkplain #usual the usual}
 */
public record TlsOffer(List<String> versions, List<String> cipherSuites) {

    /** RFC 8996 deprecates what is older; RFC 9325 section 3.1.1 forbids it. */
    public static final TlsOffer DEFAULT = new TlsOffer(List.of("TLSv1.3", "TLSv1.2"), List.of());

    /**
     * Suites that no mail server needs any more, though a JDK may have them on: fixed ECDH keys, DSS, anything
     * anonymous, without encryption, or with a broken cipher or hash.
     */
    private static final Pattern EXOTIC = Pattern.compile(
            "TLS_ECDH_.*|.*(_DSS_|_anon_|_NULL_|_EXPORT|_DES_|_3DES_|_RC4_|_RC2_|_IDEA_|_SEED_|_PSK_|_SRP_|_KRB5_).*|.*_MD5");

    public TlsOffer {
        versions = List.copyOf(versions);
        cipherSuites = List.copyOf(cipherSuites);
        if (versions.isEmpty()) {
            throw new IllegalArgumentException("A hello without a version offers nothing");
        }
    }

    /** The suites to enable, of those that this Java has on by default. */
    List<String> enabled(String[] byDefault) {
        return cipherSuites.isEmpty() ? usual(byDefault) : cipherSuites;
    }

    private static List<String> usual(String[] byDefault) {
        return Arrays.stream(byDefault)
                .filter(suite -> !EXOTIC.matcher(suite).matches())
                .toList();
    }
}
