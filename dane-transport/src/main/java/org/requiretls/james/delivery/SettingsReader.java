package org.requiretls.james.delivery;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.requiretls.james.dane.DigestOrder;
import org.requiretls.james.delivery.DeliverySettings.QueuePriority;
import org.requiretls.james.hop.ConnectionSettings;
import org.requiretls.james.mailets.EveryMailet;
import org.requiretls.james.pkix.PkixVerifier;
import org.requiretls.james.pkix.TrustStore;
import org.requiretls.james.pkix.TrustStoreException;
import org.requiretls.james.policy.DaneState.InsecureMxDane;
import org.requiretls.james.route.AddressOrder;
import org.requiretls.james.route.MxHost;
import org.requiretls.james.rules.DestinationRules;
import org.requiretls.james.rules.RuleReader;
import org.requiretls.james.rules.RuleSyntaxException;
import org.requiretls.james.smtpclient.Chunking;
import org.requiretls.james.smtpclient.Envelope.Quorum;
import org.requiretls.james.smtpclient.TlsProvider;

/**
 * Reads and checks the parameters in mailetcontainer.xml. Whatever is wrong stops start-up, and all that is wrong is
 * said at once: an administrator who mends one mistake should not have to restart to see the next.
 */
public final class SettingsReader {

    private static final String PEM = "PEM";

    private final Map<String, String> parameters;
    private final Function<String, Path> fileLocator;
    private final ParameterValues values;

    private SettingsReader(Map<String, String> parameters, Function<String, Path> fileLocator) {
        this.parameters = parameters;
        this.fileLocator = fileLocator;
        values = new ParameterValues(parameters, fileLocator);
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
        if (!reader.values.mistakes().isEmpty()) {
            throw new SettingsException(reader.values.mistakes());
        }
        return settings;
    }

    private void checkNames() {
        for (String name : parameters.keySet()) {
            if (!isKnown(name)) {
                values.mistake(name, adviceForUnknown(name));
            }
        }
    }

    private static boolean isKnown(String name) {
        return Parameter.named(name).isPresent()
                || JavaMailProperty.isTaken(name)
                || EveryMailet.PARAMETERS.contains(name);
    }

    private static String adviceForUnknown(String name) {
        return RefusedParameter.adviceFor(name)
                .or(() -> Parameter.resembling(name).map(right -> "the parameter is spelt <" + right.key() + ">"))
                .orElseGet(() -> "there is no such parameter, there are " + String.join(", ", Parameter.keys()));
    }

    private DeliverySettings readAll() {
        if (!values.flag(Parameter.START_TLS) && !values.flag(Parameter.SSL_ENABLE)) {
            values.mistake(Parameter.START_TLS, Parameter.START_TLS.meaning());
        }
        values.flag(Parameter.DEBUG);
        PkixVerifier pkix = pkix();
        DnsParameters dns = new DnsParameters(values);
        GatewayReader gateways = new GatewayReader(values);
        List<MxHost> gatewayHosts = gateways.hosts();
        DestinationRules rules = rules(pkix);
        String queue = values.value(Parameter.OUTGOING).orElse(Parameter.OUTGOING.defaultValue());
        return new DeliverySettings(
                queue,
                retries(),
                values.number(Parameter.MAX_DNS_PROBLEM_RETRIES, 0, 10_000),
                TimeoutReader.read(values),
                deliveryDeadline(),
                values.flag(Parameter.SEND_PARTIAL) ? Quorum.ANY : Quorum.ALL,
                values.number(Parameter.MOST_RECIPIENTS, 1, 10_000),
                values.value(Parameter.BOUNCE_PROCESSOR),
                values.value(Parameter.ON_SUCCESS),
                delayNotice(),
                values.value(Parameter.RELAYED_PROCESSOR),
                gatewayHosts,
                gateways.access(),
                values.flag(Parameter.LOAD_BALANCING) ? AddressOrder.SHUFFLED : AddressOrder.AS_ANSWERED,
                values.value(Parameter.HELO_NAME),
                values.value(Parameter.BIND).flatMap(text -> values.address(Parameter.BIND, text)),
                values.flag(Parameter.USE_PRIORITY) ? QueuePriority.FIRST_ATTEMPTS_FIRST : QueuePriority.EQUAL,
                dns.settings(),
                dns.cache(),
                dns.testNames(),
                values.number(Parameter.SMTP_PORT, 1, 65535),
                pkix,
                gateways.protectedBy(rules, gatewayHosts),
                values.flag(Parameter.INSECURE_MX_DANE) ? InsecureMxDane.ON : InsecureMxDane.OFF,
                tlsaDigests(),
                tlsProvider(),
                values.flag(Parameter.CHUNKING) ? Chunking.WHERE_OFFERED : Chunking.NEVER,
                values.number(Parameter.CONCURRENT_DELIVERIES, 1, 10_000),
                connections(),
                new MtaStsParameters(values).settings(pkix, rules),
                new ReportParameters(values).settings(queue));
    }

    private TlsProvider tlsProvider() {
        String text = values.value(Parameter.TLS_PROVIDER).orElse(Parameter.TLS_PROVIDER.defaultValue());
        for (TlsProvider provider : TlsProvider.values()) {
            if (provider.name().equalsIgnoreCase(text)) {
                return provider;
            }
        }
        values.mistake(Parameter.TLS_PROVIDER, text, "auto, native or jdk");
        return TlsProvider.AUTO;
    }

    private ConnectionSettings connections() {
        return new ConnectionSettings(
                values.number(Parameter.MAX_CONNECTIONS_PER_HOST, 1, 100_000),
                values.number(Parameter.MAX_CONNECTIONS, 1, 1_000_000),
                values.number(Parameter.IDLE_CONNECTIONS, 0, 1_000_000),
                milliseconds(Parameter.CONNECTION_IDLE_TIME, 1),
                milliseconds(Parameter.CONNECTION_LIFETIME, 1),
                values.number(Parameter.MESSAGES_PER_CONNECTION, 1, Integer.MAX_VALUE),
                ConnectionSettings.DEFAULT.patience(),
                milliseconds(Parameter.HOST_DOWN_TIME, 0));
    }

    private Duration milliseconds(Parameter parameter, int least) {
        return Duration.ofMillis(values.number(parameter, least, Integer.MAX_VALUE));
    }

    private RetrySchedule retries() {
        int maxRetries = values.number(Parameter.MAX_RETRIES, 0, 100_000);
        String delayTime = values.value(Parameter.DELAY_TIME).orElse(Parameter.DELAY_TIME.defaultValue());
        try {
            return RetrySchedule.parse(delayTime, maxRetries);
        } catch (IllegalArgumentException e) {
            values.mistake(Parameter.DELAY_TIME, e.getMessage());
            return new RetrySchedule(List.of());
        }
    }

    private PkixVerifier pkix() {
        try {
            return new PkixVerifier(values.value(Parameter.TRUST_STORE)
                    .flatMap(text -> values.file(Parameter.TRUST_STORE, text))
                    .map(this::trustStore)
                    .orElseGet(TrustStore::ofJvm));
        } catch (TrustStoreException e) {
            values.mistake(Parameter.TRUST_STORE, e.getMessage());
            return new PkixVerifier(TrustStore.ofJvm());
        }
    }

    private TrustStore trustStore(Path file) {
        String type = values.value(Parameter.TRUST_STORE_TYPE).orElse(Parameter.TRUST_STORE_TYPE.defaultValue());
        return type.equalsIgnoreCase(PEM)
                ? TrustStore.ofPem(file)
                : TrustStore.ofKeyStore(
                        file,
                        type,
                        values.value(Parameter.TRUST_STORE_PASSWORD)
                                .map(String::toCharArray)
                                .orElse(null));
    }

    private DigestOrder tlsaDigests() {
        try {
            return values.value(Parameter.TLSA_DIGESTS).map(DigestOrder::parse).orElse(DigestOrder.STANDARD);
        } catch (IllegalArgumentException e) {
            values.mistake(Parameter.TLSA_DIGESTS, e.getMessage());
            return DigestOrder.STANDARD;
        }
    }

    private Optional<Duration> deliveryDeadline() {
        return values.isSet(Parameter.DELIVERY_DEADLINE)
                ? Optional.of(values.wait(Parameter.DELIVERY_DEADLINE))
                : Optional.empty();
    }

    private Optional<DelayNotice> delayNotice() {
        Duration after = duration(Parameter.DELAY_NOTICE_AFTER);
        return values.value(Parameter.DELAYED_PROCESSOR).map(processor -> new DelayNotice(processor, after));
    }

    private Duration duration(Parameter parameter) {
        String text = values.value(parameter).orElse(parameter.defaultValue());
        return TimeSpan.parse(text).orElseGet(() -> {
            values.mistake(parameter, text, "one delay with its unit, such as 4 hour");
            return Duration.ZERO;
        });
    }

    private DestinationRules rules(PkixVerifier pkix) {
        try {
            return new RuleReader(fileLocator, pkix)
                    .read(values.value(Parameter.TLS_RULES).orElse(""));
        } catch (RuleSyntaxException e) {
            e.mistakes().forEach(mistake -> values.mistake(Parameter.TLS_RULES, mistake));
            return DestinationRules.NONE;
        }
    }
}
