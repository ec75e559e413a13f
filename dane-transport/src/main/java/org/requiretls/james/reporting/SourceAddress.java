package org.requiretls.james.reporting;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Which address of ours a session came from. */
@FunctionalInterface
public interface SourceAddress {

    /** @param peer the address of the other side, as text */
    Optional<String> towards(String peer);

    /** Always the same: the one that is bound. */
    static SourceAddress of(InetAddress bound) {
        return peer -> Optional.of(AddressText.canonical(bound));
    }

    /** The one that the routing table would choose. Asked of a socket that sends nothing. */
    static SourceAddress byRoute() {
        return peer -> {
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.connect(new InetSocketAddress(InetAddress.getByName(peer), 9));
                InetAddress local = socket.getLocalAddress();
                return local.isAnyLocalAddress() ? Optional.empty() : Optional.of(AddressText.canonical(local));
            } catch (IOException | RuntimeException e) {
                return Optional.empty();
            }
        };
    }
}
