package org.requiretls.james.pkix;

/** A trust store cannot be used. The message says which one, why, and how to mend it. */
public final class TrustStoreException extends RuntimeException {

    TrustStoreException(String message) {
        super(message);
    }

    TrustStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
