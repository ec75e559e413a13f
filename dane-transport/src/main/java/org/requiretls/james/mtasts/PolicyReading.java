package org.requiretls.james.mtasts;

/** What the octets that a policy host sent, or an administrator wrote, are as a policy. */
public sealed interface PolicyReading {

    record Valid(StsPolicy policy) implements PolicyReading {}

    /**
     * It is none, as a whole: a policy that is understood by half would protect by half.
     *
     * @param detail which line, and what is wrong with it; of foreign text only what is printable
     * @param text the begin of it, as far as it is printable, with LF between the lines; for whoever wrote it
     */
    record Invalid(String detail, String text) implements PolicyReading {}
}
