package org.requiretls.james.install;

/** What keeps us from going on; the message is for the administrator and says what to do. */
final class InstallException extends Exception {

    InstallException(String message) {
        super(message);
    }

    InstallException(String message, Throwable cause) {
        super(message, cause);
    }
}
