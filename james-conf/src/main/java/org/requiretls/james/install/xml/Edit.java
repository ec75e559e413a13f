package org.requiretls.james.install.xml;

import java.util.Comparator;
import java.util.List;

/**
 * Replaces a stretch of a text.
 *
 * @param start where the stretch begins, from 0
 * @param end where it ends, exclusive; equal to {@code start} to insert
 * @param replacement what stands there afterwards
 */
public record Edit(int start, int end, String replacement) {

    /** @throws IllegalArgumentException when the stretch ends before it begins */
    public Edit {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("no stretch of a text: " + start + " to " + end);
        }
    }

    /**
     * The text with all edits made.
     *
     * @throws IllegalArgumentException when two edits overlap: then one of them was made for another text
     */
    public static String apply(String text, List<Edit> edits) {
        StringBuilder edited = new StringBuilder(text.length());
        int copied = 0;
        for (Edit edit :
                edits.stream().sorted(Comparator.comparingInt(Edit::start)).toList()) {
            if (edit.start < copied) {
                throw new IllegalArgumentException("two edits overlap at " + edit.start);
            }
            edited.append(text, copied, edit.start).append(edit.replacement);
            copied = edit.end;
        }
        return edited.append(text, copied, text.length()).toString();
    }
}
