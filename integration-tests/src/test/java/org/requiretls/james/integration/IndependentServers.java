package org.requiretls.james.integration;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.requiretls.james.dns.DnsClient;
import org.requiretls.james.dns.DnsSettings;
import org.requiretls.james.lab.peers.Nsd;
import org.requiretls.james.lab.peers.Referee;
import org.requiretls.james.lab.peers.SignedZones;
import org.requiretls.james.lab.peers.Unbound;
import org.requiretls.james.lab.peers.ZonePlan;

/** An nsd with zones, an unbound as referee, and our clients with several kinds of servers before them. */
final class IndependentServers implements AutoCloseable {

    private final Duration timeout;
    private final Deque<Runnable> endings = new ArrayDeque<>();
    private final Map<String, DnsClient> clients = new LinkedHashMap<>();
    private SignedZones zones;
    private Nsd nsd;
    private Referee referee;

    /**
     * @param timeout of one lookup of ours
     */
    IndependentServers(Duration timeout) {
        this.timeout = timeout;
    }

    /** If anything fails, what was started before ends with {@link #close}. */
    void start(Path directory, List<ZonePlan> plans) throws IOException {
        zones = SignedZones.make(Files.createDirectory(directory.resolve("zones")), plans);
        nsd = Nsd.start(directory.resolve("nsd"), zones);
        endings.push(nsd::close);
        Unbound judge = startUnbound(directory.resolve("referee"), zones.trustAnchor());
        endings.push(judge::close);
        Unbound validating = startUnbound(directory.resolve("validating"), zones.trustAnchor());
        endings.push(validating::close);
        Unbound believing = Unbound.notValidating(
                directory.resolve("believing"), zones.files().keySet(), nsd.address());
        endings.push(believing::close);

        referee = new Referee(judge.address());
        addClient("by way of an unbound that validates", validating.address());
        addClient("by way of an unbound that does not", believing.address());
        addClient("from nsd itself", nsd.address());
    }

    private void addClient(String how, InetSocketAddress upstream) {
        DnsClient client = client(upstream, zones.trustAnchor());
        endings.push(client::close);
        clients.put(how, client);
    }

    /** Our client, for the caller to close. */
    DnsClient client(InetSocketAddress upstream, Path trustAnchor) {
        return new DnsClient(DnsSettings.defaults()
                .withResolvers(List.of(upstream))
                .withTrustAnchors(trustAnchor)
                .withTimeout(timeout));
    }

    /** A validating resolver for the zones of nsd, for the caller to close. */
    Unbound startUnbound(Path directory, Path trustAnchor) throws IOException {
        return Unbound.validating(directory, zones.files().keySet(), nsd.address(), trustAnchor);
    }

    /** How unbound judges, with the root of the zones as trust anchor. */
    Referee unbound() {
        return referee;
    }

    /** Our clients with the same trust anchor, by the way that their answers take. */
    Map<String, DnsClient> clients() {
        return Collections.unmodifiableMap(clients);
    }

    InetSocketAddress nsd() {
        return nsd.address();
    }

    @Override
    public void close() {
        while (!endings.isEmpty()) {
            endings.pop().run();
        }
    }
}
