package org.requiretls.james.cli;

import java.net.InetSocketAddress;
import java.util.List;
import org.requiretls.james.dns.DnsConfigurationException;
import org.requiretls.james.dns.ResolverAddresses;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Which resolvers to ask.
 *
 * @param addresses in the order of preference; empty for those of the system
 */
record Resolvers(List<InetSocketAddress> addresses) {

    static final Resolvers OF_THE_SYSTEM = new Resolvers(List.of());

    /** Reads them as the mailet does. */
    static final class Converter implements ITypeConverter<Resolvers> {
        @Override
        public Resolvers convert(String text) {
            try {
                return new Resolvers(ResolverAddresses.parse(text));
            } catch (DnsConfigurationException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
