package org.requiretls.james.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long to wait before each further attempt.
 *
 * @param delays before the first, second, … retry; their number is how often a mail is retried
 */
public record RetrySchedule(List<Duration> delays) {

    private static final Pattern STEP = Pattern.compile("(?:(\\d{1,6})\\s*\\*)?(.*)");

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
        Duration delay = TimeSpan.parse(matcher.group(2)).orElseThrow(() -> unreadable(step));
        int attempts = matcher.group(1) == null ? 1 : Integer.parseInt(matcher.group(1));
        if (attempts < 1) {
            throw unreadable(step);
        }
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
