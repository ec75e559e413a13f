package org.requiretls.james.bench.sink;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where the hosts of the destinations live: one loopback address each, in 127.77.0.0/16. */
public final class SinkAddresses {

    /** As many as there are addresses. */
    public static final int MOST = 250 * 250;

    private static final int NET = 77;
    private static final int PER_OCTET = 250;

    private SinkAddresses() {}

    /**
     * The address of one host.
     *
     * @param number 0 to {@link #MOST} - 1
     */
    public static InetAddress of(int number) {
        if (number < 0 || number >= MOST) {
            throw new IllegalArgumentException("There is no host " + number + ", they go from 0 to " + (MOST - 1));
        }
        try {
            return InetAddress.getByAddress(
                    new byte[] {127, NET, (byte) (number / PER_OCTET), (byte) (number % PER_OCTET + 1)});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four octets are an address", e);
        }
    }
}
