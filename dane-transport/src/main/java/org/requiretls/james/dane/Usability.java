package org.requiretls.james.dane;

import java.util.Optional;
import org.requiretls.james.dane.UnusableTlsa.Reason;
import org.requiretls.james.x509.SubjectPublicKeyInfo;

/** Whether a record says something that can be matched (RFC 6698 section 4.1, RFC 7672 section 3.1). */
record Usability(DigestOrder digests) {

    /** What makes the record unusable; nothing if it is usable. */
    Optional<Reason> obstacle(TlsaRecord record) {
        return obstacleInUsage(record).or(() -> obstacleInSelector(record)).or(() -> obstacleInData(record));
    }

    private static Optional<Reason> obstacleInUsage(TlsaRecord record) {
        return switch (record.usage()) {
            case TlsaRecord.USAGE_DANE_TA, TlsaRecord.USAGE_DANE_EE -> Optional.empty();
            case TlsaRecord.USAGE_PKIX_TA, TlsaRecord.USAGE_PKIX_EE -> Optional.of(Reason.USAGE_NOT_FOR_SMTP);
            default -> Optional.of(Reason.USAGE_UNKNOWN);
        };
    }

    private static Optional<Reason> obstacleInSelector(TlsaRecord record) {
        return switch (record.selector()) {
            case TlsaRecord.SELECTOR_CERTIFICATE, TlsaRecord.SELECTOR_PUBLIC_KEY -> Optional.empty();
            default -> Optional.of(Reason.SELECTOR_UNKNOWN);
        };
    }

    private Optional<Reason> obstacleInData(TlsaRecord record) {
        byte[] data = record.data();
        boolean exact = record.matchingType() == TlsaRecord.MATCHING_EXACT;
        Optional<DigestOrder.Digest> digest = digests.digest(record.matchingType());
        if (!exact && digest.isEmpty()) {
            return Optional.of(Reason.MATCHING_TYPE_NOT_SUPPORTED);
        }
        if (data.length == 0) {
            return Optional.of(Reason.DATA_EMPTY);
        }
        if (exact) {
            return obstacleInExactData(record.selector(), data);
        }
        return digest.filter(algorithm -> algorithm.length() != data.length).map(wrong -> Reason.DIGEST_LENGTH_WRONG);
    }

    private static Optional<Reason> obstacleInExactData(int selector, byte[] data) {
        if (selector == TlsaRecord.SELECTOR_PUBLIC_KEY) {
            return SubjectPublicKeyInfo.isWellFormed(data)
                    ? Optional.empty()
                    : Optional.of(Reason.DATA_NOT_A_PUBLIC_KEY);
        }
        return PublishedAnchors.certificate(data).isPresent()
                ? Optional.empty()
                : Optional.of(Reason.DATA_NOT_A_CERTIFICATE);
    }
}
