package org.requiretls.james.mtasts;

/** What the octets that a policy host sent, or an administrator wrote, are as a policy. */
public sealed interface PolicyReading {

    record Valid(StsPolicy policy) implements PolicyReading {}

    /**
     * It is none, as a whole: a policy that is understood by half would protect by half.
     *
     * @param detail which line, and what is wrong with it; of foreign text only what is printable
     */
    record Invalid(String detail) implements PolicyReading {}
}
