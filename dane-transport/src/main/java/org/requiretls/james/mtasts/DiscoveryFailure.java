package org.requiretls.james.mtasts;

import java.util.Locale;

/**
 * Why a policy could not be discovered.
 *
 * @param detail for people and log lines; of foreign text only what is printable
 * @param policy what was sent in place of a policy, the begin of it, as far as it is printable; empty where nothing was
 */
public record DiscoveryFailure(Kind kind, String detail, String policy) {

    /** One that no text led to. */
    public DiscoveryFailure(Kind kind, String detail) {
        this(kind, detail, "");
    }

    /** By what failed; those of the fetch are the result types of RFC 8460 section 4.3.2. */
    public enum Kind {
        /** The TXT lookup: DNS did not answer, or not truthfully. */
        TXT_LOOKUP,
        /** The policy host did not answer in time, or with anything but a policy: {@code sts-policy-fetch-error}. */
        FETCH,
        /** The policy host did not prove who it is: {@code sts-webpki-invalid}. */
        WEBPKI,
        /** What it sent is no policy: {@code sts-policy-invalid}. */
        POLICY
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + ": " + detail;
    }
}
