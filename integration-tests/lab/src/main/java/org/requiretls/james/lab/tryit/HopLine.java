package org.requiretls.james.lab.tryit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line that a James wrote about one attempt at one host, {@code hop mail=… tag=… … reason="…"}.
 *
 * @param values by key; {@code -} stands for a value that does not apply
 */
record HopLine(Map<String, String> values) {

    private static final Pattern LINE = Pattern.compile(" hop (mail=.*) reason=\"(.*)\"");
    private static final Pattern PAIR = Pattern.compile("([a-z]+)=(\\S+)");

    HopLine {
        values = Map.copyOf(values);
    }

    /** All of them, in the order in which they were written. */
    static List<HopLine> in(String log) {
        return log.lines().map(HopLine::parse).flatMap(Optional::stream).toList();
    }

    private static Optional<HopLine> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.find()) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        Matcher pairs = PAIR.matcher(matcher.group(1));
        while (pairs.find()) {
            values.put(pairs.group(1), pairs.group(2));
        }
        values.put("reason", matcher.group(2));
        return Optional.of(new HopLine(values));
    }

    String get(String key) {
        return values.getOrDefault(key, "-");
    }
}
