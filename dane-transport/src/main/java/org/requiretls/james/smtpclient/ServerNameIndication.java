package org.requiretls.james.smtpclient;

import java.nio.charset.StandardCharsets;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.StandardConstants;

/**
 * A host name for the SNI extension (RFC 6066 section 3).
 *
 * <p>The JDK's own {@code SNIHostName} takes no underscore, which no host name should have and some mail hosts do.
 */
final class ServerNameIndication extends SNIServerName {

    private static final int LONGEST = 253;
    private static final int LONGEST_LABEL = 63;

    /** @throws IllegalArgumentException if the name is not an ASCII host name without final dot */
    ServerNameIndication(String name) {
        super(StandardConstants.SNI_HOST_NAME, requireHostName(name).getBytes(StandardCharsets.US_ASCII));
    }

    /** Whether it consists of labels of letters, digits, hyphens and underscores; no final dot, as the RFC says. */
    static boolean isHostName(String name) {
        int label = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '.' ? label == 0 : !isOfLabel(c)) {
                return false;
            }
            label = c == '.' ? 0 : label + 1;
            if (label > LONGEST_LABEL) {
                return false;
            }
        }
        return label > 0 && name.length() <= LONGEST;
    }

    private static boolean isOfLabel(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }

    /** @throws IllegalArgumentException if the name is not an ASCII host name without final dot */
    static String requireHostName(String name) {
        if (!isHostName(name)) {
            throw new IllegalArgumentException("not a host name for SNI: '" + PrintableText.of(name) + "'");
        }
        return name;
    }
}
