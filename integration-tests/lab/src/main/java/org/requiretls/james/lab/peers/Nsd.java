package org.requiretls.james.lab.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.requiretls.james.lab.james.LoopbackPorts;
import org.requiretls.james.lab.process.DebianTool;

/** A running NSD: an authoritative server, which knows its own zones and nothing else. */
public final class Nsd implements AutoCloseable {

    /** Without the privileges, places and remote control of a system service, and without its limit on query rates. */
    private static final String SERVER = """
            server:
              ip-address: %1$s@%2$d
              server-count: 1
              username: ""
              chroot: ""
              database: ""
              zonesdir: "%3$s"
              xfrdir: "%3$s"
              xfrdfile: "%3$s/xfrd.state"
              zonelistfile: "%3$s/zone.list"
              pidfile: "%3$s/nsd.pid"
              rrl-ratelimit: 0
            remote-control:
              control-enable: no
            """;

    private static final String ZONE = """
            zone:
              name: "%s"
              zonefile: "%s"
            """;

    private final NameServer server;

    private Nsd(NameServer server) {
        this.server = server;
    }

    /**
     * Publishes zones on a free loopback port.
     *
     * @param directory for its configuration, log and state; made if it does not exist
     * @throws IllegalStateException if NSD is not installed, ends, or does not answer in time; the message holds the
     *     end of its log
     */
    public static Nsd start(Path directory, SignedZones zones) throws IOException {
        Files.createDirectories(directory);
        InetAddress host = LoopbackPorts.loopback(1);
        InetSocketAddress address = new InetSocketAddress(host, LoopbackPorts.freeOn(host));
        StringBuilder configuration =
                new StringBuilder(SERVER.formatted(host.getHostAddress(), address.getPort(), directory));
        for (Map.Entry<String, Path> zone : zones.files().entrySet()) {
            configuration.append(ZONE.formatted(zone.getKey(), zone.getValue()));
        }
        Path file = Files.writeString(directory.resolve("nsd.conf"), configuration);
        return new Nsd(NameServer.start(DebianTool.NSD, directory, address, List.of("-d", "-c", file.toString())));
    }

    /** Where to send queries, over UDP or TCP. */
    public InetSocketAddress address() {
        return server.address();
    }

    /** The process, for those who want to see it end. */
    public ProcessHandle handle() {
        return server.handle();
    }

    /** Ends the server and waits for its end. */
    @Override
    public void close() {
        server.close();
    }
}
