package org.requiretls.james.smtpclient;

/** What the peer said is no reply. The message is safe to log. */
final class ReplySyntaxException extends Exception {

    private static final long serialVersionUID = 1L;

    ReplySyntaxException(String message) {
        super(message);
    }
}
