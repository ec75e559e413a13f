package org.requiretls.james.dane;

/** The names that people use for the numbers in a TLSA record (RFC 7218 section 2). */
final class TlsaAcronyms {

    private TlsaAcronyms() {}

    /** Such as {@code DANE-EE SPKI SHA2-256}; a number without a name stays a number. */
    static String of(TlsaRecord record) {
        return usage(record.usage()) + " " + selector(record.selector()) + " " + matchingType(record.matchingType());
    }

    private static String usage(int usage) {
        return switch (usage) {
            case TlsaRecord.USAGE_PKIX_TA -> "PKIX-TA";
            case TlsaRecord.USAGE_PKIX_EE -> "PKIX-EE";
            case TlsaRecord.USAGE_DANE_TA -> "DANE-TA";
            case TlsaRecord.USAGE_DANE_EE -> "DANE-EE";
            default -> Integer.toString(usage);
        };
    }

    private static String selector(int selector) {
        return switch (selector) {
            case TlsaRecord.SELECTOR_CERTIFICATE -> "Cert";
            case TlsaRecord.SELECTOR_PUBLIC_KEY -> "SPKI";
            default -> Integer.toString(selector);
        };
    }

    private static String matchingType(int matchingType) {
        return switch (matchingType) {
            case TlsaRecord.MATCHING_EXACT -> "Full";
            case TlsaRecord.MATCHING_SHA256 -> "SHA2-256";
            case TlsaRecord.MATCHING_SHA512 -> "SHA2-512";
            default -> Integer.toString(matchingType);
        };
    }
}
