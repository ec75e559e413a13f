package org.requiretls.james.conformance;

/** The matrix cannot be made, or it shows a gap. The message is for who runs the build. */
final class ConformanceException extends RuntimeException {

    ConformanceException(String message) {
        super(message);
    }

    ConformanceException(String message, Throwable cause) {
        super(message, cause);
    }
}
