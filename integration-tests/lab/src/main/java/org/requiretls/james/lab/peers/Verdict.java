package org.requiretls.james.lab.peers;

import java.util.Set;

/**
 * How a validating resolver judges a question.
 *
 * @param validation what DNSSEC says (RFC 4033 section 5)
 * @param outcome what was found at the end of all aliases
 * @param data of the records found, each as in a zone file; empty unless something was found
 */
public record Verdict(Validation validation, Outcome outcome, Set<String> data) {

    /** The states of RFC 4033 section 5 that a resolver lets its clients tell apart. */
    public enum Validation {
        SECURE,
        INSECURE,
        BOGUS
    }

    /** The kinds of answers. */
    public enum Outcome {
        FOUND,
        NO_DATA,
        NO_SUCH_NAME,
        /** There is an answer, but it must not be used. */
        FAILED
    }

    public Verdict {
        data = Set.copyOf(data);
    }

    /** Without records. */
    public static Verdict of(Validation validation, Outcome outcome) {
        return new Verdict(validation, outcome, Set.of());
    }
}
