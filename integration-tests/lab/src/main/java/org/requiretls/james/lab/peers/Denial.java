package org.requiretls.james.lab.peers;

import java.util.List;

/** How a zone proves what it does not have. */
public enum Denial {
    /** By the next existing name (RFC 4034 section 4). */
    NSEC,
    /** By the next existing hash, without salt or extra iterations (RFC 9276 section 3.1). */
    NSEC3("-n", "-t", "0"),
    /** By hashes with a salt and ten more iterations, as older zones do. */
    NSEC3_SALTED("-n", "-t", "10", "-s", "a1b2c3d4"),
    /** By hashes, and unsigned delegations may lie between two of them (RFC 5155 section 6). */
    NSEC3_OPT_OUT("-n", "-t", "0", "-p");

    private final List<String> signzoneOptions;

    Denial(String... signzoneOptions) {
        this.signzoneOptions = List.of(signzoneOptions);
    }

    List<String> signzoneOptions() {
        return signzoneOptions;
    }
}
