package org.requiretls.james.smtpclient;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.StandardConstants;

/**
 * A host name for the SNI extension (RFC 6066 section 3).
 *
 * <p>The JDK's own {@code SNIHostName} takes no underscore, which no host name should have and some mail hosts do.
 */
final class ServerNameIndication extends SNIServerName {

    /** Labels of letters, digits, hyphens and underscores; no final dot, as the RFC says. */
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*");

    private static final int LONGEST = 253;

    /** @throws IllegalArgumentException if the name is not an ASCII host name without final dot */
    ServerNameIndication(String name) {
        super(StandardConstants.SNI_HOST_NAME, checked(name).getBytes(StandardCharsets.US_ASCII));
    }

    static boolean isHostName(String name) {
        return name.length() <= LONGEST && HOST_NAME.matcher(name).matches();
    }

    private static String checked(String name) {
        if (!isHostName(name)) {
            throw new IllegalArgumentException("not a host name for SNI: '" + PrintableText.of(name) + "'");
        }
        return name;
    }
}
