package org.requiretls.james.intake;

/** A mail that is not taken in as a report. The message says why, in text that is safe to log. */
public final class IntakeException extends Exception {

    private static final long serialVersionUID = 1L;

    IntakeException(String message) {
        super(message);
    }

    IntakeException(String message, Throwable cause) {
        super(message, cause);
    }
}
