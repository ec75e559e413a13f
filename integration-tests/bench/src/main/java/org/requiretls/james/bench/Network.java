package org.requiretls.james.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.requiretls.james.bench.sink.SinkAddresses;
import org.requiretls.james.lab.dns.LabDns;
import org.requiretls.james.lab.dns.LabZone;
import org.requiretls.james.lab.peers.Unbound;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.pki.TlsaData;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * The names of the benchmark: a signed zone in which each destination has an MX host of its own, at an address of its
 * own, with a TLSA record; and a validating resolver that everybody asks. One more destination has a TLSA record that
 * matches nothing.
 */
final class Network implements AutoCloseable {

    static final int SMTP_PORT = 25;
    static final String TRUST_STORE_PASSWORD = "benchmark";

    private static final String ZONE = "bench.test";
    private static final int DNS_PORT = 53;
    private static final Duration DNS_PATIENCE = Duration.ofSeconds(20);
    private static final long TTL_SECONDS = 86_400;

    private final LabDns dns;
    private final Unbound resolver;
    private final Path directory;
    private final int destinations;

    private Network(LabDns dns, Unbound resolver, Path directory, int destinations) {
        this.dns = dns;
        this.resolver = resolver;
        this.directory = directory;
        this.destinations = destinations;
    }

    /** @param destinations how many there are, not counting the one that nobody may deliver to */
    static Network open(Path directory, int destinations) throws IOException {
        Files.createDirectories(directory);
        Identity identity = CertificateMaker.leaf("*." + ZONE).selfSigned().make();
        identity.writeChainPem(directory.resolve("chain.pem"));
        identity.writeKeyPem(directory.resolve("key.pem"));
        identity.writeTrustStore(directory.resolve("trusted.p12"), TRUST_STORE_PASSWORD.toCharArray());
        Identity other = CertificateMaker.leaf("other.test").selfSigned().make();
        LabDns dns = LabDns.start();
        LabZone zone = dns.zone(ZONE).signed().ttl(TTL_SECONDS).denialTtl(TTL_SECONDS);
        for (int number = 0; number <= destinations; number++) {
            Identity shown = number == destinations ? other : identity;
            zone.mx(domain(number), 10, host(number))
                    .address(host(number), SinkAddresses.of(number).getHostAddress())
                    .tlsa(host(number), SMTP_PORT, TlsaData.zoneText(shown.certificate(), 3, 1, 1));
        }
        dns.publish(zone);
        Unbound resolver = Unbound.validatingAt(
                new InetSocketAddress(InetAddress.getByName("127.77.254.53"), DNS_PORT),
                directory.resolve("unbound"),
                dns.address(),
                dns.trustAnchorFile(directory.resolve("root.anchors").toAbsolutePath()));
        Network network = new Network(dns, resolver, directory, destinations);
        network.askForEverything();
        return network;
    }

    /** What is measured is mail, not the first look at a zone: from now on the resolver knows every answer. */
    private void askForEverything() throws IOException {
        SimpleResolver client = new SimpleResolver(resolver.address());
        client.setTimeout(DNS_PATIENCE);
        for (int number = 0; number <= destinations; number++) {
            ask(client, domain(number), Type.MX);
            ask(client, host(number), Type.A);
            ask(client, host(number), Type.AAAA);
            ask(client, "_" + SMTP_PORT + "._tcp." + host(number), Type.TLSA);
        }
    }

    private static void ask(SimpleResolver client, String name, int type) throws IOException {
        Message answer = client.send(Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN)));
        if (answer.getRcode() != Rcode.NOERROR) {
            throw new IOException(name + " " + Type.string(type) + ": " + Rcode.string(answer.getRcode()));
        }
    }

    static String domain(int number) {
        return "d" + number + "." + ZONE;
    }

    static String host(int number) {
        return "mx" + number + "." + ZONE;
    }

    int destinations() {
        return destinations;
    }

    /** The number of the destination whose TLSA record matches nothing. */
    int forgedDestination() {
        return destinations;
    }

    InetSocketAddress resolver() {
        return resolver.address();
    }

    Path chain() {
        return directory.resolve("chain.pem");
    }

    Path key() {
        return directory.resolve("key.pem");
    }

    Path trustStore() {
        return directory.resolve("trusted.p12").toAbsolutePath();
    }

    Path trustAnchors() {
        return directory.resolve("root.anchors").toAbsolutePath();
    }

    @Override
    public void close() {
        resolver.close();
        dns.close();
    }
}
