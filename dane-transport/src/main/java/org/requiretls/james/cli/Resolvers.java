package org.requiretls.james.cli;

import org.requiretls.james.dns.DnsConfigurationException;
import org.requiretls.james.dns.ResolverAddresses;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Which resolvers to ask.
 *
 * @param text IP addresses with ports, in the order of preference, with commas between them
 */
record Resolvers(String text) {

    static final class Converter implements ITypeConverter<Resolvers> {
        @Override
        public Resolvers convert(String text) {
            try {
                ResolverAddresses.parse(text);
                return new Resolvers(text);
            } catch (DnsConfigurationException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
