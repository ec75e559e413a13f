package org.requiretls.james.route;

import org.requiretls.james.dane.DigestOrder;

/**
 * Bounds and preferences for finding a route. The bounds keep a domain with an absurd number of records from keeping
 * a worker busy.
 *
 * @param port where MX hosts listen, 1 to 65535
 * @param mostHosts MX hosts considered for a domain, best preference first; 1 or more
 * @param mostAddresses addresses considered for a host; 1 or more
 * @param addressOrder in which these are tried
 * @param digests that TLSA records may use
 */
public record RouteSettings(
        int port, int mostHosts, int mostAddresses, AddressOrder addressOrder, DigestOrder digests) {

    public static final int SMTP_PORT = 25;
    public static final int DEFAULT_MOST_HOSTS = 20;
    public static final int DEFAULT_MOST_ADDRESSES = 12;

    public RouteSettings {
        if (port < 1 || port > 65535 || mostHosts < 1 || mostAddresses < 1) {
            throw new IllegalArgumentException("A port is 1 to 65535 and a bound 1 or more, not: port " + port
                    + ", hosts " + mostHosts + ", addresses " + mostAddresses);
        }
    }

    /** Port 25 and the default bounds, addresses as answered, the digests of RFC 6698. */
    public static RouteSettings defaults() {
        return new RouteSettings(
                SMTP_PORT, DEFAULT_MOST_HOSTS, DEFAULT_MOST_ADDRESSES, AddressOrder.AS_ANSWERED, DigestOrder.STANDARD);
    }

    public RouteSettings withPort(int chosen) {
        return new RouteSettings(chosen, mostHosts, mostAddresses, addressOrder, digests);
    }

    public RouteSettings withMostHosts(int chosen) {
        return new RouteSettings(port, chosen, mostAddresses, addressOrder, digests);
    }

    public RouteSettings withMostAddresses(int chosen) {
        return new RouteSettings(port, mostHosts, chosen, addressOrder, digests);
    }

    public RouteSettings withAddressOrder(AddressOrder chosen) {
        return new RouteSettings(port, mostHosts, mostAddresses, chosen, digests);
    }

    public RouteSettings withDigests(DigestOrder chosen) {
        return new RouteSettings(port, mostHosts, mostAddresses, addressOrder, chosen);
    }
}
