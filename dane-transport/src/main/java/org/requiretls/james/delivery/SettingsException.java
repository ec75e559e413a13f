package org.requiretls.james.delivery;

import java.util.List;

/** A configuration that can't be followed; the text has all that is wrong with it. */
public final class SettingsException extends Exception {

    private final List<String> mistakes;

    public SettingsException(List<String> mistakes) {
        super(String.join("; ", mistakes));
        this.mistakes = List.copyOf(mistakes);
    }

    /** One for each thing to mend. */
    public List<String> mistakes() {
        return mistakes;
    }
}
