package org.requiretls.james.cli;

import java.net.InetSocketAddress;
import java.util.Map;
import org.requiretls.james.delivery.DeliverySettings;

/**
 * What a check stands on.
 *
 * @param delivery what a delivery would stand on
 * @param heloName what EHLO says
 * @param connectTo addresses in place of those of DNS, by host name in lower case
 */
record CheckSettings(
        DeliverySettings delivery, String heloName, Contact contact, Map<String, InetSocketAddress> connectTo) {

    /** Whether to talk to MX hosts. */
    enum Contact {
        SESSIONS,
        NONE
    }
}
