package org.requiretls.james.cli;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where mail would go.
 *
 * @param domain a name or an address literal in brackets; whether it exists is for DNS to say
 */
record Destination(String domain) {

    private static final Pattern PLAUSIBLE = Pattern.compile("\\[[^\\s\\[\\]@]+]|[^\\s\\[\\]@<>]+");

    /** A domain, or what follows the last {@code @} of an address. */
    static final class Converter implements ITypeConverter<Destination> {
        @Override
        public Destination convert(String text) {
            String domain = text.substring(text.lastIndexOf('@') + 1);
            if (!PLAUSIBLE.matcher(domain).matches()) {
                throw new TypeConversionException("'" + text + "' is neither a domain nor a mail address");
            }
            return new Destination(domain);
        }
    }
}
