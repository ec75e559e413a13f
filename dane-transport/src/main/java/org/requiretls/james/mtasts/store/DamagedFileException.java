package org.requiretls.james.mtasts.store;

/** A file is not what was written. The message says what is wrong with it. */
final class DamagedFileException extends Exception {
    DamagedFileException(String message) {
        super(message);
    }
}
