package org.requiretls.james.bench.sink;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the sink has seen of one turn.
 *
 * @param turn the number of the turn
 * @param messages of this turn, each counted once
 * @param duplicates further copies of these
 * @param strays messages of other turns
 * @param firstAt when the first was acknowledged, in milliseconds since 1970; 0 if there was none
 * @param lastAt the same of the last one
 */
public record Count(int turn, int messages, int duplicates, int strays, long firstAt, long lastAt) {

    /** One line, as the sink writes it. */
    String asLine() {
        return Stream.of(turn, messages, duplicates, strays, firstAt, lastAt)
                .map(String::valueOf)
                .collect(Collectors.joining(" "));
    }

    /** Reads {@link #asLine}. */
    static Count parse(String line) {
        long[] values =
                Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
        return new Count((int) values[0], (int) values[1], (int) values[2], (int) values[3], values[4], values[5]);
    }
}
