package org.requiretls.james.conformance;

import java.util.List;

/**
 * A row of the catalogue.
 *
 * @param id like {@code R7672-2.2-03}
 * @param role who has to meet it: sender, receiver, bounce, reporter or admin
 * @param levelText the level as written, star included
 * @param see rows that this one only points to, may be empty
 * @param text in a few words
 */
record Requirement(String id, String role, String levelText, Area area, List<String> see, String text) {

    Level level() {
        return Level.of(levelText);
    }
}
