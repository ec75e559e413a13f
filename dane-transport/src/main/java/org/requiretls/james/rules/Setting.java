package org.requiretls.james.rules;

import java.util.Arrays;
import java.util.Optional;

/** What a rule can say besides destination and level, as {@code key=value}. */
public enum Setting {
    MATCH("match", "Names of which the certificate must bear one; hostname and domain stand for themselves."),
    ROOTS("roots", "PEM file with the roots that it may chain to, in place of those of the delivery."),
    DIGEST("digest", "SHA-256 of the certificate or of its public key, hexadecimal; for the level fingerprint."),
    MX("mx", "Which proof of the MX host is wanted: dnssec, sts (MTA-STS) or any."),
    AUTH("auth", "Which authentication is wanted: dane, pkix, dane-or-pkix or any."),
    REQUIRETLS(
            "requiretls",
            "How far REQUIRETLS mail insists here: enforce, opportunistic+starttls or opportunistic. The last two"
                    + " break the promise made to the sender and need override=yes."),
    DANE(
            "dane",
            "honour, or ignore where the TLSA records of the destination are broken: all else stays, and REQUIRETLS mail"
                    + " goes by them all the same. Needs override=yes."),
    REQUIRE_BOTH(
            "require-both",
            "yes: where the destination has DANE and an MTA-STS policy in mode enforce, both have to be met; without it"
                    + " DANE alone decides (RFC 8461 section 2)."),
    TLS_MIN("tls-min", "The oldest TLS version: 1.2 or 1.3."),
    TLS_MIN_REQUIRETLS("tls-min-requiretls", "The same for REQUIRETLS mail."),
    SUITES("suites", "Cipher suites by their registered names, comma separated, in place of the default."),
    OVERRIDE(
            "override",
            "yes: this rule lowers a protection, on purpose: what the rule names (the level none, dane, requiretls), or"
                    + " at the level may, where it names none, all that the destination published. Said in the log at"
                    + " start-up.");

    private final String key;
    private final String meaning;

    Setting(String key, String meaning) {
        this.key = key;
        this.meaning = meaning;
    }

    public String key() {
        return key;
    }

    public String meaning() {
        return meaning;
    }

    static Optional<Setting> named(String key) {
        return Arrays.stream(values()).filter(each -> each.key.equals(key)).findFirst();
    }
}
