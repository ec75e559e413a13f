package org.requiretls.james.selfcheck;

/** Where records of one's own stand. */
public final class OwnNames {

    private OwnNames() {}

    /** Of the TLSA records of a TCP service (RFC 6698 section 3). */
    public static String ofTlsa(String base, int port) {
        return "_" + port + "._tcp." + base;
    }
}
