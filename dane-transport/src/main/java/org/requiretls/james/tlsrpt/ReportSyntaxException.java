package org.requiretls.james.tlsrpt;

/** A JSON text that is no report. The message names the place and what is wrong there, in text that is safe to log. */
public final class ReportSyntaxException extends Exception {

    private static final long serialVersionUID = 1L;

    ReportSyntaxException(String message) {
        super(message);
    }

    ReportSyntaxException(String message, Throwable cause) {
        super(message, cause);
    }
}
