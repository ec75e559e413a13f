package org.requiretls.james.tlsrpt;

import java.util.Arrays;
import java.util.Optional;

/** How a session failed its policy: the registry of RFC 8460 section 6.6, and nothing besides. */
public enum ResultType {
    /** The host does not offer STARTTLS, or does not do it (section 4.3.1). */
    STARTTLS_NOT_SUPPORTED("starttls-not-supported"),
    /** No name in the certificate is one that the policy wants. */
    CERTIFICATE_HOST_MISMATCH("certificate-host-mismatch"),
    CERTIFICATE_EXPIRED("certificate-expired"),
    /** An authority unknown here, or a chain that does not hold. */
    CERTIFICATE_NOT_TRUSTED("certificate-not-trusted"),
    /** Whatever has no name of its own; the reason code says what. */
    VALIDATION_FAILURE("validation-failure"),

    /** None of the TLSA records is of use (section 4.3.2.1). */
    TLSA_INVALID("tlsa-invalid"),
    /** DNSSEC validation of the TLSA records failed. */
    DNSSEC_INVALID("dnssec-invalid"),
    /** A rule of the sender wants DANE, and the host has no valid TLSA record. */
    DANE_REQUIRED("dane-required"),

    /** The policy is announced, but can't be had (section 4.3.2.2). */
    STS_POLICY_FETCH_ERROR("sts-policy-fetch-error"),
    /** The policy can be had, but is none. */
    STS_POLICY_INVALID("sts-policy-invalid"),
    /** The certificate of the policy host does not hold. */
    STS_WEBPKI_INVALID("sts-webpki-invalid");

    private final String keyword;

    ResultType(String keyword) {
        this.keyword = keyword;
    }

    /** As a report spells it. */
    public String keyword() {
        return keyword;
    }

    /** The type of that spelling; case matters. */
    public static Optional<ResultType> of(String keyword) {
        return Arrays.stream(values())
                .filter(type -> type.keyword.equals(keyword))
                .findFirst();
    }
}
