package org.requiretls.james.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RememberedPeersTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final RememberedPeers peers = new RememberedPeers(Duration.ofNanos(10), nanos::get);

    private static InetSocketAddress peer(int port) {
        return new InetSocketAddress("127.0.0.1", port);
    }

    @Test
    void forgetsInTime() {
        peers.add(peer(25));
        nanos.addAndGet(9);
        assertThat(peers.contain(peer(25))).isTrue();
        assertThat(peers.contain(peer(26))).isFalse();
        nanos.addAndGet(1);
        assertThat(peers.contain(peer(25))).isFalse();
    }

    @Test
    void remembersFromTheLastTimeOn() {
        peers.add(peer(25));
        nanos.addAndGet(9);
        peers.add(peer(25));
        nanos.addAndGet(9);
        assertThat(peers.contain(peer(25))).isTrue();
    }

    @Test
    void staysSmall() {
        for (int port = 1; port <= RememberedPeers.MOST + 1; port++) {
            peers.add(peer(port));
        }
        assertThat(peers.contain(peer(1))).isFalse();
        assertThat(peers.contain(peer(2))).isTrue();
    }
}
