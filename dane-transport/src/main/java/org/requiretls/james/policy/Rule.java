package org.requiretls.james.policy;

/**
 * The rules of the decision, by the ids that logs and tests use. A letter names the table: D destination, N an
 * untagged message, R a REQUIRETLS message, X a message with {@code TLS-Required: No}, B a message that takes
 * REQUIRETLS where it can be had (notifications, and destinations with a rule to that effect), L a local rule that
 * asks for more, M one that sets published policies, or DANE alone, aside.
 */
public enum Rule {
    D1("RFC 7672 2.1.2, RFC 5321 5.1", "the MX lookup failed"),
    D2("RFC 5321 5.1", "the domain does not exist"),
    D3("RFC 7505 4.1", "the domain takes no mail"),
    D4("RFC 8689 4.2.1", "an address literal has no name to authenticate"),
    D8("RFC 5321 5.1", "no MX host has an address"),
    D10("RFC 5321 5.1", "the mail would come back here"),

    N1("RFC 7672 2.1.2", "the DANE lookup failed, the host can't be used"),
    N2a("RFC 5321 4.5.4.1", "no connection"),
    N2b("RFC 7672 2.2, 3.2", "authenticated by DANE"),
    N2c("RFC 7672 2.2", "DANE needs TLS, the host does not do it"),
    N2d("RFC 7672 2.2", "DANE needs TLS, the handshake failed"),
    N2e("RFC 7672 3.2", "DANE does not authenticate the host"),
    N3("RFC 8461 4.1, 5", "the MTA-STS policy does not name the host"),
    N3x("RFC 8461 2", "authenticated by DANE, though the MTA-STS policy does not name the host"),
    N4a("RFC 5321 4.5.4.1", "no connection"),
    N4b("RFC 8461 4, 5", "authenticated as the MTA-STS policy asks"),
    N4c("RFC 8461 5", "MTA-STS needs TLS, the host does not do it"),
    N4d("RFC 8461 5", "MTA-STS needs TLS, the handshake failed"),
    N4e("RFC 8461 4.2, 5", "the certificate does not satisfy the MTA-STS policy"),
    N5a("RFC 5321 4.5.4.1", "no connection"),
    N5b("RFC 7672 2.2", "encrypted, as unusable TLSA records ask"),
    N5c("RFC 7672 2.2", "TLSA records, even unusable ones, need TLS; the host does not do it"),
    N5d("RFC 7672 2.2", "TLSA records, even unusable ones, need TLS; the handshake failed"),
    N6("RFC 8461 5", "authenticated, as the MTA-STS policy in testing mode would ask"),
    N7a("RFC 5321 4.5.4.1", "no connection"),
    N7b("RFC 7672 2.2", "encrypted, nobody asked for more"),
    N7c("RFC 3207 4", "the host does not do TLS, nobody asked for it"),
    N7d("RFC 7672 2.2", "the handshake failed, nobody asked for TLS"),

    R1("RFC 7672 2.1.2", "the DANE lookup failed, the host can't be used"),
    R2("RFC 8689 2, 4.2.1", "nothing proves that the domain chose this host"),
    R2t("RFC 8461 3.3", "the MTA-STS policy that may prove the host can't be read now"),
    R3("RFC 8461 5", "the MTA-STS policy does not name the host"),
    R4a("RFC 5321 4.5.4.1", "no connection"),
    R4b("RFC 3207 4", "the host can't do TLS now"),
    R5("RFC 8689 4.2.1", "no TLS with the host"),
    R6("RFC 8689 4.2.1", "the host is not authenticated"),
    R7("RFC 8689 4.2.1, 7", "the host does not support REQUIRETLS"),
    R8("RFC 8689 4.2.1", "authenticated, and REQUIRETLS promised"),

    Xa("RFC 8689 4.2.2", "no connection"),
    Xb("RFC 8689 3, 4.2.2", "encrypted; the sender set TLS policies aside"),
    Xc("RFC 8689 4.2.2", "the host does not do TLS; the sender set TLS policies aside"),
    Xd("RFC 8689 4.2.2", "the handshake failed; the sender set TLS policies aside"),

    B1("RFC 8689 5", "authenticated, and REQUIRETLS promised, where it can be had"),

    L1("local rule", "the local rule needs TLS, the host does not do it"),
    L2("local rule", "the local rule needs TLS, the handshake failed"),
    L3("local rule", "the host is not authenticated as the local rule asks"),
    L4("local rule", "authenticated as the local rule asks"),
    L5("local rule", "the MX host is not proven as the local rule asks"),
    L6("local rule", "the MTA-STS policy does not name the host, and the local rule has it bind beside DANE"),
    M1("local rule", "encrypted; the local rule sets published policies aside"),
    M2("local rule", "in clear; the local rule sets published policies aside"),
    M3("RFC 5321 4.5.4.1", "no connection"),
    M4("local rule", "the local rule sets the TLSA records of the host aside");

    private final String reference;
    private final String meaning;

    Rule(String reference, String meaning) {
        this.reference = reference;
        this.meaning = meaning;
    }

    /** The sections that the rule follows. */
    public String reference() {
        return reference;
    }

    /** What it says, in a few words for a log line or a bounce. */
    public String meaning() {
        return meaning;
    }
}
