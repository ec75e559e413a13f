package org.requiretls.james.smtpclient;

/** Carries a {@link SessionFailure} through the futures of this package. */
final class SessionFailureException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient SessionFailure failure;

    /** Without stack trace: it tells of the peer, not of the code. */
    SessionFailureException(SessionFailure failure) {
        super(failure.toString(), null, false, false);
        this.failure = failure;
    }

    SessionFailure failure() {
        return failure;
    }
}
