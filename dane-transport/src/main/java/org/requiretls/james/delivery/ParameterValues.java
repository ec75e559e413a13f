package org.requiretls.james.delivery;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The values of parameters, each in its form, and a note of every one that is not. */
final class ParameterValues {

    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\s\\[\\]]+)(?::(\\d{1,5}))?");

    /** A mistaken unit is likelier than a wish to wait for longer. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    private final Map<String, String> parameters;
    private final Function<String, Path> fileLocator;
    /** Each once, however often a parameter is looked at. */
    private final Set<String> mistakes = new LinkedHashSet<>();

    ParameterValues(Map<String, String> parameters, Function<String, Path> fileLocator) {
        this.parameters = parameters;
        this.fileLocator = fileLocator;
    }

    /** What was found wrong so far, a sentence each. */
    List<String> mistakes() {
        return List.copyOf(mistakes);
    }

    Optional<String> value(Parameter parameter) {
        return Stream.concat(Stream.of(parameter.key()), JavaMailProperty.keysFor(parameter))
                .flatMap(key -> Optional.ofNullable(parameters.get(key)).stream())
                .map(String::trim)
                .filter(text -> !text.isEmpty())
                .findFirst();
    }

    int number(Parameter parameter, int least, int most) {
        String text = value(parameter).orElse(parameter.defaultValue());
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return (int) number;
            }
        } catch (NumberFormatException notANumber) {
            // said below, with the range
        }
        mistake(parameter, text, "a number from " + least + " to " + most);
        return least;
    }

    boolean flag(Parameter parameter) {
        String text = value(parameter).orElse(parameter.defaultValue()).toLowerCase(Locale.ROOT);
        if (!text.equals("true") && !text.equals("false")) {
            mistake(parameter, text, "true or false");
        }
        return text.equals("true");
    }

    /** One of the constants, written in lower case with hyphens. */
    <E extends Enum<E>> E choice(Parameter parameter, Class<E> choices) {
        String text = value(parameter).orElse(parameter.defaultValue());
        return Arrays.stream(choices.getEnumConstants())
                .filter(each -> written(each).equals(text))
                .findFirst()
                .orElseGet(() -> {
                    mistake(
                            parameter,
                            text,
                            Arrays.stream(choices.getEnumConstants())
                                    .map(ParameterValues::written)
                                    .collect(Collectors.joining(", ", "one of ", "")));
                    return choices.getEnumConstants()[0];
                });
    }

    private static String written(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the configuration names the parameter at all. */
    boolean isSet(Parameter parameter) {
        return value(parameter).isPresent();
    }

    /** How long to wait: a number and a unit, milliseconds without one; up to a day. */
    Duration wait(Parameter parameter) {
        String text = value(parameter).orElse(parameter.defaultValue());
        return TimeSpan.parse(text)
                .filter(time -> time.toMillis() >= 1 && time.compareTo(LONGEST_WAIT) <= 0)
                .orElseGet(() -> {
                    mistake(parameter, text, "a time from 1 msec to 1 day, such as 5 minute");
                    return LONGEST_WAIT;
                });
    }

    List<InetSocketAddress> list(Parameter parameter, int defaultPort) {
        return value(parameter).stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(String::trim)
                .flatMap(text -> hostAndPort(parameter, text, defaultPort).stream())
                .toList();
    }

    private Optional<InetSocketAddress> hostAndPort(Parameter parameter, String text, int defaultPort) {
        Matcher matcher = HOST_AND_PORT.matcher(text);
        int port = matcher.matches() && matcher.group(2) != null ? Integer.parseInt(matcher.group(2)) : defaultPort;
        if (!matcher.matches() || port < 1 || port > 65535) {
            mistake(parameter, text, "host or host:port, an IPv6 address in brackets");
            return Optional.empty();
        }
        String host = matcher.group(1).replaceAll("[\\[\\]]", "");
        return Optional.of(InetSocketAddress.createUnresolved(host, port));
    }

    Optional<InetAddress> address(Parameter parameter, String text) {
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            mistake(parameter, text, "an IP address or a name that resolves to one");
            return Optional.empty();
        }
    }

    Optional<Path> file(Parameter parameter, String text) {
        Path path = fileLocator.apply(text);
        if (!Files.isReadable(path)) {
            mistake(parameter, text, "a file that this process can read (looked for " + path.toAbsolutePath() + ")");
            return Optional.empty();
        }
        return Optional.of(path);
    }

    /** Where a file or directory is, whether it is there or not. */
    Path locate(Parameter parameter) {
        return fileLocator.apply(value(parameter).orElse(parameter.defaultValue()));
    }

    void mistake(Parameter parameter, String text, String wanted) {
        mistake(parameter, "'" + text + "' is not " + wanted);
    }

    void mistake(Parameter parameter, String advice) {
        mistake(parameter.key(), advice);
    }

    /** One that is about several parameters. */
    void mistake(String sentence) {
        mistakes.add(sentence);
    }

    void mistake(String name, String advice) {
        mistakes.add("<" + name + ">: " + advice);
    }
}
