package org.requiretls.james.failure;

/** Who wrote the diagnostic text, in the form that RFC 3464 section 2.3.6 gives it. */
public enum DiagnosticType {
    /** The very words of the peer's reply. */
    SMTP("smtp"),

    /** Our own words: nobody on the wire said so. The {@code x-} form is that of RFC 3464 section 2.1.2. */
    THIS_SERVER("x-james");

    private final String token;

    DiagnosticType(String token) {
        this.token = token;
    }

    /** What stands before the semicolon of a Diagnostic-Code field. */
    public String token() {
        return token;
    }
}
