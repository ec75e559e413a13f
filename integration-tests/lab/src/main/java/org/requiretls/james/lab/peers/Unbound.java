package org.requiretls.james.lab.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.requiretls.james.lab.james.LoopbackPorts;
import org.requiretls.james.lab.process.DebianTool;

/** A running Unbound: a recursive resolver for zones that one server publishes. */
public final class Unbound implements AutoCloseable {

    /**
     * Without the privileges, places and remote control of a system service. Without minimised questions too: asked
     * for the A records of an alias in this way, NSD answers from the zone at its end, if it has that, and Unbound
     * takes a NXDOMAIN from there for one of the alias itself.
     */
    private static final String SERVER = """
            server:
              interface: %1$s@%2$d
              access-control: 127.0.0.0/8 allow
              num-threads: 1
              username: ""
              chroot: ""
              directory: "%3$s"
              use-syslog: no
              logfile: ""
              do-ip6: no
              do-not-query-localhost: no
              qname-minimisation: no
              %4$s
            remote-control:
              control-enable: no
            """;

    private static final String VALIDATING = """
            module-config: "validator iterator"
              trust-anchor-file: "%s"
              ede: yes
              val-log-level: 2
            """;

    private static final String NOT_VALIDATING = """
            module-config: "iterator"
            """;

    /** Unbound answers for test. itself (RFC 6761 section 6.2) until it is told not to. */
    private static final String ZONE = """
            server:
              local-zone: "%1$s" nodefault
            stub-zone:
              name: "%1$s"
              stub-addr: %2$s@%3$d
            """;

    private static final String FORWARDING = """
            forward-zone:
              name: "."
              forward-addr: %1$s@%2$d
            """;

    private final NameServer server;

    private Unbound(NameServer server) {
        this.server = server;
    }

    /**
     * A resolver that validates what it hears, by the trust anchor of the zones.
     *
     * @param directory for its configuration and log; made if it does not exist
     * @param origins of the zones
     * @param server that publishes them
     * @param trustAnchor a file of DS or DNSKEY records
     * @throws IllegalStateException if Unbound is not installed, ends, or does not answer in time; the message holds
     *     the end of its log
     */
    public static Unbound validating(Path directory, Set<String> origins, InetSocketAddress server, Path trustAnchor)
            throws IOException {
        return start(directory, origins, server, VALIDATING.formatted(trustAnchor));
    }

    /**
     * A resolver that hands on what it hears, signatures included, and believes it all.
     *
     * @param directory for its configuration and log; made if it does not exist
     * @param origins of the zones
     * @param server that publishes them
     * @throws IllegalStateException if Unbound is not installed, ends, or does not answer in time; the message holds
     *     the end of its log
     */
    public static Unbound notValidating(Path directory, Set<String> origins, InetSocketAddress server)
            throws IOException {
        return start(directory, origins, server, NOT_VALIDATING);
    }

    /**
     * A resolver that validates what another one says, at an address of one's choice: for programs that know one port
     * for DNS only.
     *
     * @param address where it listens
     * @param directory for its configuration and log; made if it does not exist
     * @param server a resolver for everything, as the {@link org.requiretls.james.lab.dns.LabDns} is
     * @param trustAnchor a file of DS or DNSKEY records
     * @throws IllegalStateException if Unbound is not installed, ends, or does not answer in time; the message holds
     *     the end of its log
     */
    public static Unbound validatingAt(
            InetSocketAddress address, Path directory, InetSocketAddress server, Path trustAnchor) throws IOException {
        String forwarding = FORWARDING.formatted(server.getAddress().getHostAddress(), server.getPort())
                + "server:\n  local-zone: \"test.\" nodefault\n";
        return start(directory, address, VALIDATING.formatted(trustAnchor), forwarding);
    }

    private static Unbound start(Path directory, Set<String> origins, InetSocketAddress server, String modules)
            throws IOException {
        InetAddress host = LoopbackPorts.loopback(1);
        StringBuilder zones = new StringBuilder();
        for (String origin : origins) {
            zones.append(ZONE.formatted(origin, server.getAddress().getHostAddress(), server.getPort()));
        }
        return start(directory, new InetSocketAddress(host, LoopbackPorts.freeOn(host)), modules, zones.toString());
    }

    private static Unbound start(Path directory, InetSocketAddress address, String modules, String zones)
            throws IOException {
        Files.createDirectories(directory);
        String configuration =
                SERVER.formatted(address.getAddress().getHostAddress(), address.getPort(), directory, modules) + zones;
        Path file = Files.writeString(directory.resolve("unbound.conf"), configuration);
        // In the foreground, logging to standard error, without a process id file.
        List<String> arguments = List.of("-d", "-d", "-p", "-c", file.toString());
        return new Unbound(NameServer.start(DebianTool.UNBOUND, directory, address, arguments));
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
