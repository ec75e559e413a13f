package org.requiretls.james.delivery;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long to wait before each further attempt.
 *
 * @param delays before the first, second, … retry; their number is how often a mail is retried
 */
public record RetrySchedule(List<Duration> delays) {

    private static final Pattern STEP = Pattern.compile("(?:(\\d{1,6})\\s*\\*)?\\s*(\\d{1,12})\\s*([a-zA-Z]*)");

    private static final Map<String, ChronoUnit> UNITS = Map.ofEntries(
            Map.entry("", ChronoUnit.MILLIS),
            Map.entry("msec", ChronoUnit.MILLIS),
            Map.entry("msecs", ChronoUnit.MILLIS),
            Map.entry("ms", ChronoUnit.MILLIS),
            Map.entry("s", ChronoUnit.SECONDS),
            Map.entry("sec", ChronoUnit.SECONDS),
            Map.entry("secs", ChronoUnit.SECONDS),
            Map.entry("second", ChronoUnit.SECONDS),
            Map.entry("seconds", ChronoUnit.SECONDS),
            Map.entry("m", ChronoUnit.MINUTES),
            Map.entry("min", ChronoUnit.MINUTES),
            Map.entry("minute", ChronoUnit.MINUTES),
            Map.entry("minutes", ChronoUnit.MINUTES),
            Map.entry("h", ChronoUnit.HOURS),
            Map.entry("hour", ChronoUnit.HOURS),
            Map.entry("hours", ChronoUnit.HOURS),
            Map.entry("d", ChronoUnit.DAYS),
            Map.entry("day", ChronoUnit.DAYS),
            Map.entry("days", ChronoUnit.DAYS));

    public RetrySchedule {
        delays = List.copyOf(delays);
    }

    /**
     * Reads what {@code delayTime} and {@code maxRetries} say, with the meaning that the stock mailet gives them: the
     * last delay is repeated until {@code maxRetries} is reached, and a longer list of delays raises it.
     *
     * @throws IllegalArgumentException if a step can't be read; the text quotes it
     */
    static RetrySchedule parse(String delayTime, int maxRetries) {
        List<Duration> delays = new ArrayList<>();
        for (String step : delayTime.split(",")) {
            delays.addAll(parseStep(step.trim()));
        }
        Duration last = delays.get(delays.size() - 1);
        while (delays.size() < maxRetries) {
            delays.add(last);
        }
        return new RetrySchedule(delays);
    }

    private static List<Duration> parseStep(String step) {
        Matcher matcher = STEP.matcher(step);
        if (!matcher.matches()) {
            throw unreadable(step);
        }
        ChronoUnit unit = Optional.ofNullable(UNITS.get(matcher.group(3).toLowerCase(Locale.ROOT)))
                .orElseThrow(() -> unreadable(step));
        int attempts = matcher.group(1) == null ? 1 : Integer.parseInt(matcher.group(1));
        if (attempts < 1) {
            throw unreadable(step);
        }
        Duration delay = Duration.of(Long.parseLong(matcher.group(2)), unit);
        return Collections.nCopies(attempts, delay);
    }

    private static IllegalArgumentException unreadable(String step) {
        return new IllegalArgumentException("'" + step + "' is not [attempts*]delay [unit], such as 3*10 minute");
    }

    /** The wait before the next attempt, empty when the mail has to be given up. */
    public Optional<Duration> delayAfter(int retriesSoFar) {
        return retriesSoFar < delays.size() ? Optional.of(delays.get(retriesSoFar)) : Optional.empty();
    }
}
