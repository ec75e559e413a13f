package org.requiretls.james.lab.smtp;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The argument of a MAIL or RCPT command.
 *
 * @param address what stood between the angle brackets; empty for {@code <>}
 * @param parameters as they came, for example {@code SIZE=1000}, {@code REQUIRETLS}
 */
public record ReceivedPath(String address, List<String> parameters) {

    public ReceivedPath {
        parameters = List.copyOf(parameters);
    }

    /** Whether the parameter was given, with or without a value. */
    public boolean hasParameter(String name) {
        return parameters.stream().anyMatch(parameter -> nameOf(parameter).equalsIgnoreCase(name));
    }

    static String nameOf(String parameter) {
        return parameter.split("=", 2)[0];
    }

    /** @throws IllegalArgumentException if the line is not {@code <prefix><address> parameters} */
    static ReceivedPath parse(String line, String prefix) {
        if (!line.toUpperCase(Locale.ROOT).startsWith(prefix + "<")) {
            throw new IllegalArgumentException(line);
        }
        int end = line.indexOf('>');
        if (end < 0) {
            throw new IllegalArgumentException(line);
        }
        String rest = line.substring(end + 1).strip();
        List<String> parameters = rest.isEmpty() ? List.of() : Arrays.asList(rest.split(" +"));
        return new ReceivedPath(line.substring(prefix.length() + 1, end), parameters);
    }
}
