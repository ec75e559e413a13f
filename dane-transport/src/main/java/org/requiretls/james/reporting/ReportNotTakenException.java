package org.requiretls.james.reporting;

/** A report did not get where it should. The message says why, for a log line. */
public final class ReportNotTakenException extends Exception {

    private static final long serialVersionUID = 1L;

    public ReportNotTakenException(String message) {
        super(message);
    }

    public ReportNotTakenException(String message, Throwable cause) {
        super(message, cause);
    }
}
