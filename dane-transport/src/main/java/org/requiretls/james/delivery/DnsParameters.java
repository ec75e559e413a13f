package org.requiretls.james.delivery;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.requiretls.james.dns.CacheSettings;
import org.requiretls.james.dns.DnsClient;
import org.requiretls.james.dns.DnsConfigurationException;
import org.requiretls.james.dns.DnsSettings;
import org.requiretls.james.dns.DnsSettings.Validator;
import org.requiretls.james.dns.SelfTestNames;

/** The parameters that are about DNS. */
final class DnsParameters {

    private static final int DNS_PORT = 53;
    private static final int MOST_MEGABYTES = 4096;
    private static final int MEGABYTE_BITS = 20;

    /** RFC 8767 section 4: no TTL beyond a week makes sense. */
    private static final int LONGEST_SECONDS = 7 * 24 * 3600;

    /** RFC 2308 section 5: one to three hours have been found to work well. */
    private static final int LONGEST_DENIAL_SECONDS = 3 * 3600;

    private final ParameterValues values;

    DnsParameters(ParameterValues values) {
        this.values = values;
    }

    /** Tried out, so that resolvers and trust anchors that are of no use stop start-up with all other mistakes. */
    DnsSettings settings() {
        try {
            DnsSettings settings = new DnsSettings(
                    servers(),
                    values.value(Parameter.TRUST_ANCHORS).flatMap(text -> values.file(Parameter.TRUST_ANCHORS, text)),
                    DnsSettings.DEFAULT_TIMEOUT,
                    validator());
            new DnsClient(settings).close();
            return settings;
        } catch (DnsConfigurationException e) {
            values.mistake("<" + Parameter.DNS_SERVERS.key() + ">, <" + Parameter.TRUST_ANCHORS.key() + ">, <"
                    + Parameter.DNSSEC_VALIDATOR.key() + ">: " + withoutFullStop(e.getMessage()));
            return DnsSettings.defaults();
        }
    }

    private static String withoutFullStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    private List<InetSocketAddress> servers() {
        return values.list(Parameter.DNS_SERVERS, DNS_PORT).stream()
                .flatMap(at -> values.address(Parameter.DNS_SERVERS, at.getHostString()).stream()
                        .map(resolved -> new InetSocketAddress(resolved, at.getPort())))
                .toList();
    }

    private Validator validator() {
        String text = values.value(Parameter.DNSSEC_VALIDATOR).orElse(Parameter.DNSSEC_VALIDATOR.defaultValue());
        Optional<Validator> validator = switch (text) {
            case "james" -> Optional.of(Validator.THIS_PROCESS);
            case "resolver" -> Optional.of(Validator.LOOPBACK_RESOLVER);
            default -> Optional.empty();
        };
        if (validator.isEmpty()) {
            values.mistake(Parameter.DNSSEC_VALIDATOR, text, "james or resolver");
        }
        return validator.orElse(Validator.THIS_PROCESS);
    }

    CacheSettings cache() {
        return new CacheSettings(
                Duration.ofSeconds(values.number(Parameter.DNS_CACHE_SECONDS, 0, LONGEST_SECONDS)),
                Duration.ofSeconds(values.number(Parameter.DNS_CACHE_DENIAL_SECONDS, 0, LONGEST_DENIAL_SECONDS)),
                CacheSettings.defaults().failure(),
                (long) values.number(Parameter.DNS_CACHE_MEGABYTES, 0, MOST_MEGABYTES) << MEGABYTE_BITS);
    }

    SelfTestNames testNames() {
        try {
            return values.value(Parameter.DNSSEC_TEST_NAMES)
                    .map(SelfTestNames::parse)
                    .orElse(SelfTestNames.DEFAULT);
        } catch (DnsConfigurationException e) {
            values.mistake("<" + Parameter.DNSSEC_TEST_NAMES.key() + ">: " + e.getMessage());
            return SelfTestNames.DEFAULT;
        }
    }
}
