package org.requiretls.james.lab.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;

/**
 * A name server on a loopback port that knows only its own zones, and acts as the recursive resolver for them.
 *
 * <pre>{@code
 * try (LabDns dns = LabDns.start()) {
 *     dns.publish(dns.zone("good.test")
 *             .mx(10, "mx.good.test")
 *             .address("mx.good.test", "127.0.0.2")
 *             .tlsa("mx.good.test", 25, "3 1 1 " + digest));
 *     dns.trustAnchorFile(anchors);
 *     // point a validating resolver at dns.address() with that trust anchor
 * }
 * }</pre>
 *
 * <p>A zone hangs below the nearest published zone above it, in the end below the root. Thread-safe.
 */
public final class LabDns implements AutoCloseable {

    private final Map<Name, ZoneKey> keys = new ConcurrentHashMap<>();
    private final Map<Name, LabZone> definitions = new HashMap<>();
    private final Faults faults = new Faults();
    private final QueryLog queries = new QueryLog();
    private final Listener listener;
    private volatile Zones zones;

    private LabDns(int port) {
        publish();
        listener = Listener.open(port, new WireHandler(() -> zones, faults, queries));
    }

    /** Listens on a free port. */
    public static LabDns start() {
        return new LabDns(0);
    }

    /**
     * Listens on a port of one's choice, for programs that cannot be told another.
     *
     * @param port 1 to 65535
     * @throws java.io.UncheckedIOException if the port is taken or forbidden
     */
    public static LabDns start(int port) {
        return new LabDns(port);
    }

    /** An empty, signed zone, to be filled and then {@linkplain #publish published}. */
    public LabZone zone(String origin) {
        return new LabZone(origin);
    }

    /** Makes zones visible as they are now; one of the same name is replaced, its key stays. */
    public synchronized void publish(LabZone... changed) {
        definitions.computeIfAbsent(Name.root, root -> new LabZone("."));
        for (LabZone zone : changed) {
            definitions.put(zone.origin(), zone.copy());
        }
        zones = new Zones(definitions, this::key);
    }

    /** Takes a zone away, so that its names no longer exist. */
    public synchronized void withdraw(String origin) {
        definitions.remove(Names.absolute(origin));
        publish();
    }

    /** From now on a question goes wrong in this way. */
    public void fault(String name, String type, Fault fault) {
        faults.set(Question.of(name, type), fault);
    }

    /**
     * From now on the answer to a question is rewritten before it leaves, by what could be an attacker.
     *
     * @param rewrite gets the complete response with signatures, returns what is sent in its place
     */
    public void tamper(String name, String type, UnaryOperator<Message> rewrite) {
        faults.setTampering(Question.of(name, type), rewrite);
    }

    /** A question is answered properly again. */
    public void mend(String name, String type) {
        faults.clear(Question.of(name, type));
    }

    /** How often a question was asked, faulty or not. */
    public long queries(String name, String type) {
        return queries.count(Question.of(name, type));
    }

    /** Every question so far, in order, as in {@code mx.good.test/TLSA}. */
    public List<String> queries() {
        return queries.texts();
    }

    /** Counting starts anew. */
    public void forgetQueries() {
        queries.clear();
    }

    /** Where to send queries, over UDP or TCP. */
    public InetSocketAddress address() {
        return listener.address();
    }

    /**
     * Writes the trust anchor of the root as a DS record in zone-file syntax.
     *
     * @return the file, for chaining
     */
    public Path trustAnchorFile(Path file) throws IOException {
        return Files.writeString(file, trustAnchor(".") + "\n");
    }

    /** The DS record that makes one zone a trust anchor, in zone-file syntax; for an island of trust or the root. */
    public String trustAnchor(String origin) {
        return key(Names.absolute(origin)).ds().toString();
    }

    /** A published zone with keys, signatures and proofs, as other name servers read it. */
    public Optional<String> zoneFile(String origin) {
        return zones.zone(Names.absolute(origin)).map(PublishedZone::zoneFile);
    }

    private ZoneKey key(Name origin) {
        return keys.computeIfAbsent(origin, ZoneKey::create);
    }

    @Override
    public void close() {
        listener.close();
    }
}
