package org.requiretls.james.conformance;

import java.util.Arrays;
import java.util.Locale;

/** A part of the project. */
enum Area {
    /** What to demand of a hop: DNS, DNSSEC, DANE, PKIX, rules per destination. */
    DECISION("The sender's decision: DNS, DNSSEC, DANE, PKIX, rules per destination"),
    /** How mail is moved: SMTP, TLS, connections, retries. */
    TRANSPORT("The transport: SMTP, TLS, retries"),
    /** How a tag comes in, lasts and leaves: receiving, mailets, notices, what a domain publishes. */
    CARRIAGE("The tag from receipt to notice: receiving, mailets, bounces, own publications"),
    /** MTA-STS and TLSRPT. */
    STS_TLSRPT("MTA-STS and TLSRPT");

    private final String title;

    Area(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** As in the catalogue: lower case, hyphens. */
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Area of(String key) {
        return Arrays.stream(values())
                .filter(area -> area.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new ConformanceException("No such area: " + key));
    }
}
