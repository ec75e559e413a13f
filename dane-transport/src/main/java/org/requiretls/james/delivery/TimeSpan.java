package org.requiretls.james.delivery;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How times are written in the configuration: {@code 10 minute}, or milliseconds without a unit. */
final class TimeSpan {

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,12})\\s*([a-zA-Z]*)");

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

    private TimeSpan() {}

    /** The time that the text says; empty if it says none. */
    static Optional<Duration> parse(String text) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.ofNullable(UNITS.get(matcher.group(2).toLowerCase(Locale.ROOT)))
                .map(unit -> Duration.of(Long.parseLong(matcher.group(1)), unit));
    }
}
