package org.requiretls.james.reporting;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * When a report goes out.
 *
 * @param spread reports start within this time after the end of the day (RFC 8460 section 4.1)
 * @param firstPause before the second try; each pause is twice the one before
 * @param patience how long after the first try it is given up (section 5.5)
 */
public record ReportTiming(Duration spread, Duration firstPause, Duration patience) {

    public static final ReportTiming DEFAULT =
            new ReportTiming(Duration.ofHours(4), Duration.ofMinutes(10), Duration.ofHours(24));

    /**
     * The first try: a moment that looks random, differs by domain and node, and is the same after a restart.
     *
     * @param node of the submitter
     */
    Instant firstTry(LocalDate day, String domain, String node) {
        Instant over = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        long fraction = Math.floorMod(hash(day + " " + domain + " " + node), Math.max(1, spread.toMillis()));
        return over.plusMillis(fraction);
    }

    private static long hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** @param failures how often it was tried in vain, 1 or more */
    Instant nextTry(Instant failed, int failures) {
        long pauses = 1L << Math.min(failures - 1, 20);
        return failed.plus(firstPause.multipliedBy(pauses));
    }

    boolean isOver(Instant firstTry, Instant next) {
        return next.isAfter(firstTry.plus(patience));
    }
}
