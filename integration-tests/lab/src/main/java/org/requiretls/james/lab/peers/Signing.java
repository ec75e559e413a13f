package org.requiretls.james.lab.peers;

/** How a zone is signed. */
public record Signing(Algorithm algorithm, Denial denial, Validity validity) {}
