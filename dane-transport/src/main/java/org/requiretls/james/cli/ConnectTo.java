package org.requiretls.james.cli;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.requiretls.james.dns.DnsConfigurationException;
import org.requiretls.james.dns.ResolverAddresses;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * An address to use for one host in place of those that DNS gives.
 *
 * @param host name as A-labels in lower case
 */
record ConnectTo(String host, InetSocketAddress address) {

    private static final Pattern FORM = Pattern.compile("(?<host>[^=\\s]+)=(?<address>[^,\\s]+:[0-9]+)");

    /** Reads {@code HOST=IP:PORT}. */
    static final class Converter implements ITypeConverter<ConnectTo> {
        @Override
        public ConnectTo convert(String text) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                throw malformed(text);
            }
            try {
                List<InetSocketAddress> addresses = ResolverAddresses.parse(matcher.group("address"));
                return new ConnectTo(matcher.group("host").toLowerCase(Locale.ROOT), addresses.get(0));
            } catch (DnsConfigurationException e) {
                throw malformed(text);
            }
        }

        private static TypeConversionException malformed(String text) {
            return new TypeConversionException(
                    "'" + text + "' is not of the form HOST=IP:PORT, such as mx.example.org=192.0.2.1:25 or"
                            + " mx.example.org=[2001:db8::1]:25");
        }
    }
}
