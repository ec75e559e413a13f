package org.requiretls.james.dns;

import java.net.InetAddress;
import java.util.Arrays;

/** The data of one record. Names are A-labels in lower case without the trailing dot; the root is {@code "."}. */
public sealed interface DnsRecord {

    /**
     * A mail exchanger (RFC 5321 section 5.1).
     *
     * @param preference 0 to 65535, lower is better
     */
    record Mx(int preference, String host) implements DnsRecord {}

    /** The address of an A or AAAA record. */
    record Address(InetAddress address) implements DnsRecord {}

    /** Where an alias leads. */
    record Alias(String target) implements DnsRecord {}

    /** The strings of a TXT record put together, one character for each octet (ISO 8859-1). */
    record Txt(String text) implements DnsRecord {}

    /**
     * A TLSA record as published (RFC 6698 section 2.1).
     *
     * @param usage 0 to 255
     * @param selector 0 to 255
     * @param matchingType 0 to 255
     * @param data any length, even none
     */
    record Tlsa(int usage, int selector, int matchingType, byte[] data) implements DnsRecord {

        public Tlsa {
            data = data.clone();
        }

        @Override
        public byte[] data() {
            return data.clone();
        }

        /** Octets of data, without copying them. */
        int size() {
            return data.length;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Tlsa that
                    && usage == that.usage
                    && selector == that.selector
                    && matchingType == that.matchingType
                    && Arrays.equals(data, that.data);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * (31 * usage + selector) + matchingType) + Arrays.hashCode(data);
        }
    }
}
