package org.requiretls.james.conformance;

import java.util.Arrays;

/** How binding a requirement is (RFC 2119). */
enum Level {
    MUST,
    MUST_NOT,
    SHOULD,
    SHOULD_NOT,
    MAY;

    /** Has to be met, or has to be explained. */
    boolean isBinding() {
        return this == MUST || this == MUST_NOT;
    }

    String keyword() {
        return name().replace('_', ' ');
    }

    /** @param text the keyword, with a star where the text of the RFC does not have it in capitals */
    static Level of(String text) {
        String keyword = text.endsWith("*") ? text.substring(0, text.length() - 1) : text;
        return Arrays.stream(values())
                .filter(level -> level.keyword().equals(keyword))
                .findFirst()
                .orElseThrow(() -> new ConformanceException("No such level: " + text));
    }
}
