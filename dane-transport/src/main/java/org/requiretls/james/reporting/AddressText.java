package org.requiretls.james.reporting;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;

/** Addresses as a report spells them: IPv4 in dotted decimal, IPv6 as in RFC 5952 (RFC 8460 section 4.4). */
final class AddressText {

    private AddressText() {}

    static String canonical(InetAddress address) {
        return InetAddresses.toAddrString(address);
    }

    /** @param text an address in any form; whatever else it is comes back as it was */
    static String canonical(String text) {
        return InetAddresses.isInetAddress(text) ? canonical(InetAddresses.forString(text)) : text;
    }
}
