package org.requiretls.james.bench;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What one sender has to deliver in one go.
 *
 * @param number distinguishes it from all others of a run
 * @param messages how many
 * @param firstDestination the number of the first destination
 * @param destinations the messages go round these
 */
public record Turn(int number, int messages, int firstDestination, int destinations) {

    /** The envelope sender of every message. */
    public static final String SENDER = "sender@bench.test";

    private static final int SIZE = 4096;
    private static final String LINE = "The quick brown fox jumps over the lazy dog, and nobody asks it why.\r\n";
    private static final String HEADER = "From: Sender <" + SENDER + ">\r\nTo: undisclosed-recipients:;\r\n"
            + "Subject: A message of the benchmark\r\nDate: Mon, 2 Nov 2026 12:00:00 +0000\r\n"
            + "Message-ID: <1@bench.test>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n";

    /** The recipient of one message, from whose address the sink knows it. */
    public String recipient(int message) {
        return "m" + number + "." + message + "@" + Network.domain(destination(message));
    }

    /** The number of the destination of one message. */
    public int destination(int message) {
        return firstDestination + message % destinations;
    }

    /** How many of the messages go to the destinations with these numbers. */
    public int messagesTo(int first, int end) {
        return (int) IntStream.range(0, messages)
                .map(this::destination)
                .filter(destination -> destination >= first && destination < end)
                .count();
    }

    /** Header and body of every message: 4 KB of plain ASCII with CRLF. */
    public String text() {
        StringBuilder text = new StringBuilder(HEADER);
        while (text.length() + LINE.length() <= SIZE) {
            text.append(LINE);
        }
        return text.toString();
    }

    /** One word that {@link #parse} reads. */
    public String asWord() {
        return IntStream.of(number, messages, firstDestination, destinations)
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(","));
    }

    /** Reads {@link #asWord}. */
    public static Turn parse(String word) {
        int[] values =
                Arrays.stream(word.split(",")).mapToInt(Integer::parseInt).toArray();
        return new Turn(values[0], values[1], values[2], values[3]);
    }
}
