package org.requiretls.james.x509;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * A way from the leaf to an anchor.
 *
 * @param leaf the server's own certificate
 * @param below the certificates below the anchor, leaf first, each next one the issuer of the one before by name;
 *     empty if the leaf is the anchor itself
 * @param anchor who is said to have issued the last of them
 */
public record CertificationPath(X509Certificate leaf, List<X509Certificate> below, Anchor anchor) {

    public CertificationPath {
        below = List.copyOf(below);
    }

    /** How many issuing steps the anchor is above the leaf: 0 if it is the leaf. */
    public int depth() {
        return below.size();
    }

    Optional<X509Certificate> top() {
        return below.isEmpty() ? Optional.empty() : Optional.of(below.get(below.size() - 1));
    }
}
