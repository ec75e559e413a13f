package org.requiretls.james.mtasts;

import java.util.List;

/** What the TXT lookup for a policy domain gave (RFC 8461 section 3.1). */
public sealed interface TxtFinding {

    /**
     * There is exactly one valid record.
     *
     * @param id of the policy, 1 to 32 letters and digits; another one than before means another policy, and no more
     */
    record Published(String id) implements TxtFinding {}

    /**
     * DNS answered, and what it has is not exactly one valid record.
     *
     * @param detail for a log line
     */
    record NotPublished(String detail) implements TxtFinding {}

    /**
     * DNS did not answer, or with something that can't be true. Nobody knows.
     *
     * @param detail for a log line
     */
    record LookupFailed(String detail) implements TxtFinding {}

    /**
     * Reads the TXT records of the name, aliases followed.
     *
     * @param texts the strings of each record put together with nothing between
     */
    static TxtFinding of(List<String> texts) {
        List<String> candidates = texts.stream()
                .filter(text -> text.startsWith(TxtRecord.VERSION))
                .toList();
        if (candidates.isEmpty()) {
            return new NotPublished("no record begins with " + TxtRecord.VERSION);
        }
        if (candidates.size() > 1) {
            return new NotPublished(
                    candidates.size() + " records begin with " + TxtRecord.VERSION + ", one is allowed");
        }
        return TxtRecord.id(candidates.get(0))
                .<TxtFinding>map(Published::new)
                .orElseGet(
                        () -> new NotPublished("the record that begins with " + TxtRecord.VERSION + " has an error"));
    }
}
