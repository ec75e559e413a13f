package org.requiretls.james.rules;

import java.util.List;

/**
 * Which TLS may be spoken with a destination.
 *
 * @param minimum the oldest version for any mail
 * @param minimumForRequireTls the oldest version for REQUIRETLS mail; never older than the other
 * @param cipherSuites by their registered names, in the order of preference; empty for the default
 */
public record TlsLimits(TlsVersion minimum, TlsVersion minimumForRequireTls, List<String> cipherSuites) {

    /** TLS 1.2 and newer, the default suites. */
    public static final TlsLimits DEFAULT = new TlsLimits(TlsVersion.TLS_1_2, TlsVersion.TLS_1_2, List.of());

    public TlsLimits {
        cipherSuites = List.copyOf(cipherSuites);
        if (minimumForRequireTls.compareTo(minimum) < 0) {
            minimumForRequireTls = minimum;
        }
    }

    /** Oldest first. Older ones are not spoken at all (RFC 8996). */
    public enum TlsVersion {
        TLS_1_2("1.2", "TLSv1.2"),
        TLS_1_3("1.3", "TLSv1.3");

        private final String number;
        private final String protocol;

        TlsVersion(String number, String protocol) {
            this.number = number;
            this.protocol = protocol;
        }

        /** As in a rule: {@code 1.3}. */
        public String number() {
            return number;
        }

        /** As the JDK names it: {@code TLSv1.3}. */
        public String protocol() {
            return protocol;
        }
    }
}
