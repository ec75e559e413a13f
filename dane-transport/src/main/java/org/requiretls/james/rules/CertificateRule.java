package org.requiretls.james.rules;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.requiretls.james.pkix.PkixResult;
import org.requiretls.james.pkix.PkixVerifier;
import org.requiretls.james.x509.SubjectPublicKeyInfo;

/** Which certificates a rule specifies. */
public sealed interface CertificateRule {

    /**
     * Whether the chain is one of these. Whatever is wrong with a certificate is a no, never an exception.
     *
     * @param chain as the server sent it, its own certificate first
     * @param hostName of the MX host
     * @param domain of the recipients
     */
    boolean accepts(List<X509Certificate> chain, String hostName, String domain, Instant now);

    /**
     * Those with one of these SHA-256 digests, of the whole certificate or of its public key. Neither names nor dates
     * nor issuers matter.
     *
     * @param digests lower-case hexadecimal
     */
    record Digests(Set<String> digests) implements CertificateRule {
        public Digests {
            digests = Set.copyOf(digests);
        }

        @Override
        public boolean accepts(List<X509Certificate> chain, String hostName, String domain, Instant now) {
            if (chain.isEmpty()) {
                return false;
            }
            try {
                return digests.contains(sha256(chain.get(0).getEncoded()))
                        || digests.contains(sha256(SubjectPublicKeyInfo.of(chain.get(0))));
            } catch (GeneralSecurityException | RuntimeException unreadable) {
                return false;
            }
        }

        private static String sha256(byte[] octets) throws GeneralSecurityException {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
        }
    }

    /**
     * Those of certain roots, for certain names.
     *
     * @param names with {@link #HOST_NAME} and {@link #DOMAIN} standing for what they say
     * @param roots empty for those of the delivery as a whole
     */
    record Names(List<String> names, Optional<PkixVerifier> roots, PkixVerifier otherwise) implements CertificateRule {

        /** Stands for the name of the MX host. */
        public static final String HOST_NAME = "hostname";

        /** Stands for the domain of the recipients. */
        public static final String DOMAIN = "domain";

        public Names {
            names = List.copyOf(names);
        }

        @Override
        public boolean accepts(List<X509Certificate> chain, String hostName, String domain, Instant now) {
            List<String> wanted = names.stream()
                    .map(name -> switch (name) {
                        case HOST_NAME -> hostName;
                        case DOMAIN -> domain;
                        default -> name;
                    })
                    .toList();
            return roots.orElse(otherwise).verify(chain, wanted, now) instanceof PkixResult.Trusted;
        }
    }
}
