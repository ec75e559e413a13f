package org.requiretls.james.mtasts.hosting;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.requiretls.james.mtasts.PolicyDomain;
import org.requiretls.james.mtasts.PolicyMode;
import org.requiretls.james.mtasts.StsPolicy;

/**
 * A policy of ours.
 *
 * @param text as it is served, octet by octet; the parser has read it
 */
public record PublishedPolicy(PolicyDomain domain, String text, StsPolicy policy) {

    /** Below that, an attacker has to hold out for days only (RFC 8461 section 10.2). */
    private static final Duration SHORT = Duration.ofDays(14);

    private static final int ID_LENGTH = 32;

    /** For the TXT record: the begin of the SHA-256 digest of the text, so that it is new with each change (section 3.1). */
    public String id() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, ID_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** The TXT record as it stands in a zone file. */
    public String record() {
        return domain.recordName() + ". IN TXT \"v=STSv1; id=" + id() + ";\"";
    }

    /** What may not be meant so. */
    public Optional<String> advice() {
        return policy.mode() == PolicyMode.ENFORCE && policy.maxAge().compareTo(SHORT) < 0
                ? Optional.of("max_age of " + domain + " is " + policy.maxAge().toSeconds()
                        + " s; in mode enforce weeks are advisable (RFC 8461 section 10.2)")
                : Optional.empty();
    }
}
