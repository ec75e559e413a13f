package org.requiretls.james.dane;

/**
 * A TLSA record that cannot authenticate anybody. It still shows that the server does TLS (RFC 7672 section 2.2).
 *
 * @param reason why
 */
public record UnusableTlsa(TlsaRecord record, Reason reason) {

    /** Why a record is unusable, in the order of checking. */
    public enum Reason {
        /** Usage 0 or 1 needs an agreed set of authorities, which mail does not have (RFC 7672 section 3.1.3). */
        USAGE_NOT_FOR_SMTP("certificate usages 0 and 1 do not apply to SMTP"),
        /** Neither 2 nor 3, nor 0 or 1. */
        USAGE_UNKNOWN("unknown certificate usage"),
        /** Neither 0 nor 1. */
        SELECTOR_UNKNOWN("unknown selector"),
        /** Neither 0 nor in the {@link DigestOrder}. */
        MATCHING_TYPE_NOT_SUPPORTED("matching type unknown or barred"),
        /** No data behind the three numbers. */
        DATA_EMPTY("no certificate association data"),
        /** The data is longer or shorter than the digest. */
        DIGEST_LENGTH_WRONG("data does not have the length of the digest"),
        /** Selector 0, matching type 0: the data is not one certificate and nothing else. */
        DATA_NOT_A_CERTIFICATE("data is not a certificate"),
        /** Selector 1, matching type 0: the data is not one public key and nothing else. */
        DATA_NOT_A_PUBLIC_KEY("data is not a public key");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    /** For a log line: the record with the names of its numbers, and the reason. */
    public String describe() {
        return record + " (" + TlsaAcronyms.of(record) + ") unusable for SMTP: " + reason.text;
    }
}
