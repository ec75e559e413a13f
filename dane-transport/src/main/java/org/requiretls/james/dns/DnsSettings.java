package org.requiretls.james.dns;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How to reach DNS and whom to trust there.
 *
 * @param resolvers recursive resolvers in order of preference; empty means those of the operating system
 * @param trustAnchors a file of DS or DNSKEY records in zone-file syntax; without it, or for the root if it does not
 *     mention the root, the anchors of the public root apply
 * @param timeout for one lookup with everything that belongs to it, keys and aliases included; more than 0
 * @param validator who validates; a resolver needs no trust anchors, since it has its own
 */
public record DnsSettings(
        List<InetSocketAddress> resolvers, Optional<Path> trustAnchors, Duration timeout, Validator validator) {

    /** Who checks the signatures of DNSSEC. */
    public enum Validator {
        /** This software does; the resolvers are not believed. */
        THIS_PROCESS,
        /** The resolver does, and its AD bit is believed; every resolver has to be on the loopback interface. */
        LOOPBACK_RESOLVER
    }

    /** Long enough for two tries at a slow resolver. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    public DnsSettings {
        resolvers = List.copyOf(resolvers);
        if (timeout.isNegative() || timeout.isZero()) {
            throw new DnsConfigurationException("The DNS time-out is " + timeout + ": it has to be more than 0");
        }
        if (validator == Validator.LOOPBACK_RESOLVER && trustAnchors.isPresent()) {
            throw new DnsConfigurationException("The trust anchor file " + trustAnchors.get()
                    + " has no effect where a resolver validates: configure the anchors in the resolver, or let this"
                    + " software validate");
        }
    }

    /** Validating in this process. */
    public DnsSettings(List<InetSocketAddress> resolvers, Optional<Path> trustAnchors, Duration timeout) {
        this(resolvers, trustAnchors, timeout, Validator.THIS_PROCESS);
    }

    /** The resolvers of the operating system, the public root, the default time-out, validation in this process. */
    public static DnsSettings defaults() {
        return new DnsSettings(List.of(), Optional.empty(), DEFAULT_TIMEOUT);
    }

    public DnsSettings withResolvers(List<InetSocketAddress> chosen) {
        return new DnsSettings(chosen, trustAnchors, timeout, validator);
    }

    public DnsSettings withTrustAnchors(Path file) {
        return new DnsSettings(resolvers, Optional.of(file), timeout, validator);
    }

    public DnsSettings withTimeout(Duration chosen) {
        return new DnsSettings(resolvers, trustAnchors, chosen, validator);
    }

    public DnsSettings withValidator(Validator chosen) {
        return new DnsSettings(resolvers, trustAnchors, timeout, chosen);
    }
}
