package org.requiretls.james.x509;

/** What a common name in the subject of a certificate is worth. */
public enum CommonNameUse {
    /** Nothing (RFC 9525 section 2, RFC 8461 section 4.2). */
    NEVER,
    /** It counts as a DNS name where the certificate presents no other (RFC 7672 section 3.2.3). */
    WITHOUT_DNS_ID
}
