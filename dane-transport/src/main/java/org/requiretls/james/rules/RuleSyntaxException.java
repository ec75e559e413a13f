package org.requiretls.james.rules;

import java.util.List;

/** The rules can't be read; the text has all that is wrong with them, each with its line. */
public final class RuleSyntaxException extends Exception {

    private final List<String> mistakes;

    RuleSyntaxException(List<String> mistakes) {
        super(String.join("; ", mistakes));
        this.mistakes = List.copyOf(mistakes);
    }

    /** One for each mistake. */
    public List<String> mistakes() {
        return mistakes;
    }
}
