package org.requiretls.james.x509;

import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The paths that the names in a chain allow. Order and superfluous certificates in the chain do not matter, beyond
 * that what comes first is tried first; whether a path holds is for the {@link PathJudge} to say.
 */
public final class PathFinder {

    /** A peer that sends more is not helped by being understood. */
    private static final int MOST_CERTIFICATES = 32;

    /** Reached only by a chain made to keep its reader busy: certificates that all name each other as issuer. */
    private static final int MOST_PATHS = 64;

    private static final int MOST_STEPS = 256;

    private PathFinder() {}

    /**
     * All paths, the shortest first, as far as the limits above permit.
     *
     * @param chain as shown in the handshake; the first one is the leaf
     * @param anchors where a path may end
     */
    public static List<CertificationPath> find(List<X509Certificate> chain, List<? extends Anchor> anchors) {
        if (anchors.isEmpty()) {
            // Names of issuers are costly to compare, and a chain that matches no record is what an impostor shows.
            return List.of();
        }
        List<X509Certificate> pool = chain.subList(0, Math.min(chain.size(), MOST_CERTIFICATES));
        X509Certificate leaf = pool.get(0);
        List<CertificationPath> found = new ArrayList<>();
        anchors.stream()
                .filter(anchor -> isLeaf(anchor, leaf))
                .forEach(anchor -> found.add(new CertificationPath(leaf, List.of(), anchor)));

        Deque<List<X509Certificate>> open = new ArrayDeque<>();
        open.add(List.of(leaf));
        for (int step = 0; step < MOST_STEPS && !open.isEmpty() && found.size() < MOST_PATHS; step++) {
            List<X509Certificate> below = open.remove();
            X509Certificate top = below.get(below.size() - 1);
            anchors.stream()
                    .filter(anchor -> !contains(below, anchor) && anchor.mayHaveIssued(top))
                    .forEach(anchor -> found.add(new CertificationPath(leaf, below, anchor)));
            pool.stream()
                    .filter(issuer -> isIssuerByName(issuer, top) && !below.contains(issuer))
                    .forEach(issuer -> open.add(append(below, issuer)));
        }
        return found;
    }

    private static boolean isLeaf(Anchor anchor, X509Certificate leaf) {
        return anchor.knownCertificate().filter(leaf::equals).isPresent();
    }

    private static boolean contains(List<X509Certificate> below, Anchor anchor) {
        return anchor.knownCertificate().filter(below::contains).isPresent();
    }

    private static boolean isIssuerByName(X509Certificate issuer, X509Certificate issued) {
        return issuer.getSubjectX500Principal().equals(issued.getIssuerX500Principal());
    }

    private static List<X509Certificate> append(List<X509Certificate> below, X509Certificate issuer) {
        List<X509Certificate> longer = new ArrayList<>(below);
        longer.add(issuer);
        return longer;
    }
}
