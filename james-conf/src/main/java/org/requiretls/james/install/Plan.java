package org.requiretls.james.install;

import java.util.List;

/**
 * All that is to be done, worked out before anything is touched.
 *
 * @param changes in the order in which they are to be made
 * @param notes what the administrator should know
 */
record Plan(JamesHome home, List<FileChange> changes, List<String> notes) {

    Plan {
        changes = List.copyOf(changes);
        notes = List.copyOf(notes);
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }
}
