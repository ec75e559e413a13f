package org.requiretls.james.dns;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.xbill.DNS.Message;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Section;

/**
 * What the signature of a record set says about time (RFC 4034 section 3.1).
 *
 * @param originalTtl as the zone has it, and not what a resolver has left of it
 * @param inception from when on the signature is good
 * @param expiration until when: so long an attacker may replay the records, even if the zone has others by then
 */
public record SignatureTimes(Duration originalTtl, Instant inception, Instant expiration) {

    /** How long the signature is good for, all in all. */
    public Duration validity() {
        return Duration.between(inception, expiration);
    }

    /** Of several signatures the one that lasts longest, since any of them will do. */
    static Optional<SignatureTimes> longest(Message message, RecordType<?> type) {
        return message.getSection(Section.ANSWER).stream()
                .filter(RRSIGRecord.class::isInstance)
                .map(RRSIGRecord.class::cast)
                .filter(signature -> signature.getTypeCovered() == type.number())
                .map(signature -> new SignatureTimes(
                        Duration.ofSeconds(signature.getOrigTTL()), signature.getTimeSigned(), signature.getExpire()))
                .max(Comparator.comparing(SignatureTimes::expiration));
    }
}
