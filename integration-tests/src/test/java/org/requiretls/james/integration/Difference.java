package org.requiretls.james.integration;

import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Something that the far side of the two remote deliveries sees differently, on purpose.
 *
 * @param row the first cell of the row of {@code parameters.md} that tells administrators
 * @param reason why it is so
 * @param stockAsOurs turns what was seen of the stock one into what has to be seen of ours
 */
record Difference(String row, String reason, UnaryOperator<List<String>> stockAsOurs) {

    private static final Pattern CONTENT = Pattern.compile("(?s)(content: )(.*?\r\n)(\r\n.*)");

    /** What matches in a line becomes something else. */
    static Difference replacing(String row, String reason, String part, String other) {
        return new Difference(
                row,
                reason,
                lines ->
                        lines.stream().map(each -> each.replaceAll(part, other)).toList());
    }

    /** There are no lines that begin so. */
    static Difference without(String row, String reason, String beginning) {
        return new Difference(
                row,
                reason,
                lines -> lines.stream()
                        .filter(line -> !line.startsWith(beginning))
                        .toList());
    }

    /** The fields of the header have this order; all of them are named. */
    static Difference headerInOrder(String row, String reason, List<String> names) {
        return new Difference(
                row,
                reason,
                lines -> lines.stream().map(line -> reordered(line, names)).toList());
    }

    private static String reordered(String line, List<String> names) {
        Matcher content = CONTENT.matcher(line);
        if (!content.matches()) {
            return line;
        }
        String header = Stream.of(content.group(2).split("(?<=\r\n)"))
                .sorted(Comparator.comparing(field -> names.indexOf(field.substring(0, field.indexOf(':')))))
                .collect(Collectors.joining());
        return content.group(1) + header + content.group(3);
    }
}
