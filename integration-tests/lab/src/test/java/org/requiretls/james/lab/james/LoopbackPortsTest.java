package org.requiretls.james.lab.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackPortsTest {

    private static final int BACKLOG = 1;

    @Test
    void findsPortsThatAreFreeOnEveryAddressAndNeverTheSameTwice() throws IOException {
        InetAddress first = LoopbackPorts.loopback(2);
        InetAddress second = LoopbackPorts.loopback(3);
        Set<Integer> ports = new HashSet<>();

        for (int i = 0; i < 20; i++) {
            int port = LoopbackPorts.freeOn(first, second);
            assertThat(ports.add(port)).isTrue();
            assertThat(port).isBetween(10_000, 32_767);
            try (ServerSocket one = new ServerSocket(port, BACKLOG, first);
                    ServerSocket other = new ServerSocket(port, BACKLOG, second)) {
                assertThat(one.getLocalPort()).isEqualTo(other.getLocalPort());
            }
        }
    }

    @Test
    void givesUpWhereNoPortCanBeHad() throws IOException {
        InetAddress notOfThisMachine = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});

        assertThatThrownBy(() -> LoopbackPorts.freeOn(LoopbackPorts.loopback(1), notOfThisMachine))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("192.0.2.1");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 255, -1})
    void refusesOctetsThatMakeNoHostAddress(int octet) {
        assertThatThrownBy(() -> LoopbackPorts.loopback(octet)).isInstanceOf(IllegalArgumentException.class);
    }
}
