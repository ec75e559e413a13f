package org.requiretls.james.dane;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * One TLSA record as published, usable or not (RFC 6698 section 2.1).
 *
 * @param usage certificate usage, 0 to 255; 2 is DANE-TA, 3 is DANE-EE
 * @param selector 0 to 255; 0 is the full certificate, 1 the SubjectPublicKeyInfo
 * @param matchingType 0 to 255; 0 is the exact bytes, 1 SHA-256, 2 SHA-512
 * @param data the certificate association data, as long as the record carried it
 */
public record TlsaRecord(int usage, int selector, int matchingType, byte[] data) {

    public static final int USAGE_PKIX_TA = 0;
    public static final int USAGE_PKIX_EE = 1;
    public static final int USAGE_DANE_TA = 2;
    public static final int USAGE_DANE_EE = 3;
    public static final int SELECTOR_CERTIFICATE = 0;
    public static final int SELECTOR_PUBLIC_KEY = 1;
    public static final int MATCHING_EXACT = 0;
    public static final int MATCHING_SHA256 = 1;
    public static final int MATCHING_SHA512 = 2;

    public TlsaRecord {
        data = data.clone();
    }

    @Override
    public byte[] data() {
        return data.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TlsaRecord that
                && usage == that.usage
                && selector == that.selector
                && matchingType == that.matchingType
                && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * usage + selector) + matchingType) + Arrays.hashCode(data);
    }

    /** As in a zone file, whole (RFC 6698 section 2.2): for reports. */
    public String presentationForm() {
        return usage + " " + selector + " " + matchingType + " "
                + HexFormat.of().formatHex(data);
    }

    /** As in a zone file, the data cut after eight octets: enough for a log line. */
    @Override
    public String toString() {
        String hex = HexFormat.of().formatHex(data, 0, Math.min(8, data.length));
        return usage + " " + selector + " " + matchingType + " " + hex + (data.length > 8 ? "…" : "");
    }
}
