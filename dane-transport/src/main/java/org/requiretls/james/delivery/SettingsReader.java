package org.requiretls.james.delivery;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.requiretls.james.dane.DigestOrder;
import org.requiretls.james.delivery.DeliverySettings.QueuePriority;
import org.requiretls.james.hop.ConnectionSettings;
import org.requiretls.james.pkix.PkixVerifier;
import org.requiretls.james.pkix.TrustStore;
import org.requiretls.james.pkix.TrustStoreException;
import org.requiretls.james.policy.DaneState.InsecureMxDane;
import org.requiretls.james.route.AddressOrder;
import org.requiretls.james.route.MxHost;
import org.requiretls.james.rules.DestinationRules;
import org.requiretls.james.rules.RuleReader;
import org.requiretls.james.rules.RuleSyntaxException;

/**
 * Reads and checks the parameters in mailetcontainer.xml. Whatever is wrong stops start-up, and all that is wrong is
 * said at once: an administrator who mends one mistake should not have to restart to see the next.
 */
public final class SettingsReader {

    private static final String PEM = "PEM";
    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\s\\[\\]]+)(?::(\\d{1,5}))?");

    /** What James itself reads from every mailet element. */
    private static final Set<String> OF_EVERY_MAILET = Set.of("onMailetException", "onMatchException");

    private final Map<String, String> parameters;
    private final Function<String, Path> fileLocator;
    private final List<String> mistakes = new ArrayList<>();

    private SettingsReader(Map<String, String> parameters, Function<String, Path> fileLocator) {
        this.parameters = parameters;
        this.fileLocator = fileLocator;
    }

    /**
     * The settings that the parameters ask for.
     *
     * @param parameters what stands in the element of the mailet
     * @param fileLocator where a file is that the configuration names
     * @throws SettingsException names every unknown, refused or unreadable parameter and what to do about it
     */
    public static DeliverySettings read(Map<String, String> parameters, Function<String, Path> fileLocator)
            throws SettingsException {
        SettingsReader reader = new SettingsReader(parameters, fileLocator);
        reader.checkNames();
        DeliverySettings settings = reader.readAll();
        if (!reader.mistakes.isEmpty()) {
            throw new SettingsException(reader.mistakes);
        }
        return settings;
    }

    private void checkNames() {
        for (String name : parameters.keySet()) {
            if (Parameter.named(name).isEmpty() && !OF_EVERY_MAILET.contains(name)) {
                mistakes.add("<" + name + ">: " + adviceForUnknown(name));
            }
        }
    }

    private static String adviceForUnknown(String name) {
        return RefusedParameter.adviceFor(name)
                .or(() -> Parameter.resembling(name).map(right -> "the parameter is spelt <" + right.key() + ">"))
                .orElseGet(() -> "there is no such parameter, there are " + String.join(", ", Parameter.keys()));
    }

    private DeliverySettings readAll() {
        mustBeTrue(Parameter.SEND_PARTIAL);
        mustBeTrue(Parameter.START_TLS);
        flag(Parameter.DEBUG);
        PkixVerifier pkix = pkix();
        DnsParameters dns = new DnsParameters(this);
        int smtpPort = number(Parameter.SMTP_PORT, 1, 65535);
        return new DeliverySettings(
                value(Parameter.OUTGOING).orElse(Parameter.OUTGOING.defaultValue()),
                retries(),
                number(Parameter.MAX_DNS_PROBLEM_RETRIES, 0, 10_000),
                milliseconds(Parameter.TIMEOUT, 1),
                milliseconds(Parameter.CONNECTION_TIMEOUT, 1),
                value(Parameter.BOUNCE_PROCESSOR),
                value(Parameter.ON_SUCCESS),
                delayNotice(),
                gateways(),
                flag(Parameter.LOAD_BALANCING) ? AddressOrder.SHUFFLED : AddressOrder.AS_ANSWERED,
                value(Parameter.HELO_NAME),
                value(Parameter.BIND).flatMap(text -> address(Parameter.BIND, text)),
                flag(Parameter.USE_PRIORITY) ? QueuePriority.FIRST_ATTEMPTS_FIRST : QueuePriority.EQUAL,
                dns.settings(),
                dns.cache(),
                dns.testNames(),
                smtpPort,
                pkix,
                rules(pkix),
                flag(Parameter.INSECURE_MX_DANE) ? InsecureMxDane.ON : InsecureMxDane.OFF,
                tlsaDigests(),
                number(Parameter.CONCURRENT_DELIVERIES, 1, 10_000),
                connections());
    }

    private ConnectionSettings connections() {
        return new ConnectionSettings(
                number(Parameter.MAX_CONNECTIONS_PER_HOST, 1, 100_000),
                number(Parameter.MAX_CONNECTIONS, 1, 1_000_000),
                number(Parameter.IDLE_CONNECTIONS, 0, 1_000_000),
                milliseconds(Parameter.CONNECTION_IDLE_TIME, 1),
                milliseconds(Parameter.CONNECTION_LIFETIME, 1),
                number(Parameter.MESSAGES_PER_CONNECTION, 1, Integer.MAX_VALUE),
                ConnectionSettings.DEFAULT.patience(),
                milliseconds(Parameter.HOST_DOWN_TIME, 0));
    }

    private Duration milliseconds(Parameter parameter, int least) {
        return Duration.ofMillis(number(parameter, least, Integer.MAX_VALUE));
    }

    Optional<String> value(Parameter parameter) {
        return Optional.ofNullable(parameters.get(parameter.key()))
                .map(String::trim)
                .filter(text -> !text.isEmpty());
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

    private boolean flag(Parameter parameter) {
        String text = value(parameter).orElse(parameter.defaultValue()).toLowerCase(Locale.ROOT);
        if (!text.equals("true") && !text.equals("false")) {
            mistake(parameter, text, "true or false");
        }
        return text.equals("true");
    }

    private void mustBeTrue(Parameter parameter) {
        if (!flag(parameter)) {
            mistakes.add("<" + parameter.key() + ">: " + parameter.meaning());
        }
    }

    private RetrySchedule retries() {
        int maxRetries = number(Parameter.MAX_RETRIES, 0, 100_000);
        String delayTime = value(Parameter.DELAY_TIME).orElse(Parameter.DELAY_TIME.defaultValue());
        try {
            return RetrySchedule.parse(delayTime, maxRetries);
        } catch (IllegalArgumentException e) {
            mistakes.add("<" + Parameter.DELAY_TIME.key() + ">: " + e.getMessage());
            return new RetrySchedule(List.of());
        }
    }

    private Optional<DelayNotice> delayNotice() {
        Duration after = duration(Parameter.DELAY_NOTICE_AFTER);
        return value(Parameter.DELAYED_PROCESSOR).map(processor -> new DelayNotice(processor, after));
    }

    private Duration duration(Parameter parameter) {
        String text = value(parameter).orElse(parameter.defaultValue());
        try {
            List<Duration> delays = RetrySchedule.parse(text, 0).delays();
            if (delays.size() == 1) {
                return delays.get(0);
            }
        } catch (IllegalArgumentException unreadable) {
            // said below
        }
        mistake(parameter, text, "one delay with its unit, such as 4 hour");
        return Duration.ZERO;
    }

    private List<MxHost> gateways() {
        int defaultPort = number(Parameter.GATEWAY_PORT, 1, 65535);
        return list(Parameter.GATEWAY, defaultPort).stream()
                .map(at -> new MxHost(at.getHostString().toLowerCase(Locale.ROOT), 0, at.getPort()))
                .toList();
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

    private PkixVerifier pkix() {
        try {
            return new PkixVerifier(value(Parameter.TRUST_STORE)
                    .flatMap(text -> file(Parameter.TRUST_STORE, text))
                    .map(this::trustStore)
                    .orElseGet(TrustStore::ofJvm));
        } catch (TrustStoreException e) {
            mistakes.add("<" + Parameter.TRUST_STORE.key() + ">: " + e.getMessage());
            return new PkixVerifier(TrustStore.ofJvm());
        }
    }

    private TrustStore trustStore(Path file) {
        String type = value(Parameter.TRUST_STORE_TYPE).orElse(Parameter.TRUST_STORE_TYPE.defaultValue());
        return type.equalsIgnoreCase(PEM)
                ? TrustStore.ofPem(file)
                : TrustStore.ofKeyStore(
                        file,
                        type,
                        value(Parameter.TRUST_STORE_PASSWORD)
                                .map(String::toCharArray)
                                .orElse(null));
    }

    private DigestOrder tlsaDigests() {
        try {
            return value(Parameter.TLSA_DIGESTS).map(DigestOrder::parse).orElse(DigestOrder.STANDARD);
        } catch (IllegalArgumentException e) {
            mistake("<" + Parameter.TLSA_DIGESTS.key() + ">: " + e.getMessage());
            return DigestOrder.STANDARD;
        }
    }

    private DestinationRules rules(PkixVerifier pkix) {
        try {
            return new RuleReader(fileLocator, pkix)
                    .read(value(Parameter.TLS_RULES).orElse(""));
        } catch (RuleSyntaxException e) {
            e.mistakes().forEach(mistake -> mistakes.add("<" + Parameter.TLS_RULES.key() + ">: " + mistake));
            return DestinationRules.NONE;
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

    void mistake(Parameter parameter, String text, String wanted) {
        mistake("<" + parameter.key() + ">: '" + text + "' is not " + wanted);
    }

    void mistake(String sentence) {
        mistakes.add(sentence);
    }
}
