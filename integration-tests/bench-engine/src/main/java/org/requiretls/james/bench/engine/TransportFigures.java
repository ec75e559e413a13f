package org.requiretls.james.bench.engine;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.requiretls.james.dane.TlsaRecord;
import org.requiretls.james.hop.AddressVisit;
import org.requiretls.james.hop.ClientSettings;
import org.requiretls.james.hop.ConnectionSettings;
import org.requiretls.james.hop.ContentTraits;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Delivered;
import org.requiretls.james.hop.HopEngine;
import org.requiretls.james.hop.HostVisit;
import org.requiretls.james.hop.OutgoingContent;
import org.requiretls.james.hop.OutgoingMessage;
import org.requiretls.james.hop.SessionPool;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.pki.TlsaData;
import org.requiretls.james.mtasts.StsPolicies;
import org.requiretls.james.pkix.PkixVerifier;
import org.requiretls.james.pkix.TrustStore;
import org.requiretls.james.policy.DaneState.InsecureMxDane;
import org.requiretls.james.policy.MessageTag;
import org.requiretls.james.route.HostFindings;
import org.requiretls.james.route.MxFinding;
import org.requiretls.james.route.MxHost;
import org.requiretls.james.route.Route;
import org.requiretls.james.route.RouteResolver;
import org.requiretls.james.rules.DestinationRules;
import org.requiretls.james.smtpclient.SmtpClient;
import org.requiretls.james.smtpclient.SmtpTimeouts;
import org.requiretls.james.smtpclient.TlsProvider;

/**
 * What the transport by itself costs: the engine is fed from memory, each message judged by DANE, and sends to a sink in
 * another process over connections that are reused. Prints processor time and rate for messages of 4 KB, after a warm-up.
 * Goal: at most 60 µs a message.
 */
public final class TransportFigures {

    private static final String DOMAIN = "bench.test";
    private static final String HOST = "mx.bench.test";
    private static final int WARM_UP = 60_000;
    private static final int ROUNDS = 5;

    /** The first host of the sink. */
    private static final InetAddress AT = sinkAddress();

    private TransportFigures() {}

    /** @param arguments class path of the sink, native or jdk, messages a round, messages under way at once */
    public static void main(String[] arguments) throws Exception {
        TlsProvider provider = TlsProvider.valueOf(arguments[1].toUpperCase(Locale.ROOT));
        int messages = Integer.parseInt(arguments[2]);
        int underWay = Integer.parseInt(arguments[3]);
        Identity identity = CertificateMaker.leaf(HOST).selfSigned().make();
        Path folder = Files.createTempDirectory("transport-figures");
        identity.writeChainPem(folder.resolve("chain.pem"));
        identity.writeKeyPem(folder.resolve("key.pem"));
        int port = freePort();
        Process sink = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        arguments[0],
                        "org.requiretls.james.bench.sink.SinkProgram",
                        "1",
                        String.valueOf(port),
                        folder.resolve("chain.pem").toString(),
                        folder.resolve("key.pem").toString(),
                        "at-once")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader fromSink =
                        new BufferedReader(new InputStreamReader(sink.getInputStream(), StandardCharsets.UTF_8));
                PrintStream toSink = new PrintStream(sink.getOutputStream(), true, StandardCharsets.UTF_8)) {
            expect("ready", fromSink.readLine());
            toSink.println("begin 1");
            expect("ok", fromSink.readLine());
            measure(provider, messages, underWay, identity, port);
            toSink.println("count");
            System.out.println("the sink counts (turn, messages, duplicates, strays, …): " + fromSink.readLine());
        } finally {
            sink.destroy();
        }
    }

    private static void expect(String wanted, String said) {
        if (!wanted.equals(said)) {
            throw new IllegalStateException("the sink said '" + said + "', not '" + wanted + "'");
        }
    }

    private static void measure(TlsProvider provider, int messages, int underWay, Identity identity, int port)
            throws Exception {
        RouteResolver routes = new OneHost(
                new MxHost(HOST, 10, port),
                new TlsaRecord(3, 1, TlsaRecord.MATCHING_SHA256, TlsaData.of(identity.certificate(), 1, 1)));
        try (SmtpClient client = new SmtpClient(SmtpClient.DEFAULT_IO_THREADS, provider);
                SessionPool pool = new SessionPool(client, ConnectionSettings.DEFAULT, Clock.systemUTC())) {
            System.out.println(client.tlsLibrary());
            PkixVerifier pkix = new PkixVerifier(new TrustStore("nobody", List.of(identity.certificate())));
            ClientSettings settings = new ClientSettings(Optional.empty(), () -> "client.test", SmtpTimeouts.DEFAULT);
            AddressVisit addresses = new AddressVisit(pool, settings, pkix, attempt -> {}, Clock.systemUTC());
            HopEngine engine = new HopEngine(
                    routes,
                    new HostVisit(
                            routes,
                            StsPolicies.none(),
                            InsecureMxDane.ON,
                            DestinationRules.NONE,
                            addresses,
                            attempt -> {}),
                    attempt -> {});
            Feeder feeder = new Feeder(engine, underWay);
            feeder.send(WARM_UP);
            for (int round = 0; round < ROUNDS; round++) {
                long cpuBefore = cpuNanos();
                long before = System.nanoTime();
                feeder.send(messages);
                double seconds = (System.nanoTime() - before) / 1e9;
                System.out.printf(
                        Locale.ROOT,
                        "%d messages: %.1f µs CPU a message, %.0f messages/s, %d connections open%n",
                        messages,
                        (cpuNanos() - cpuBefore) / 1e3 / messages,
                        messages / seconds,
                        client.openConnections());
            }
        }
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, AT)) {
            return socket.getLocalPort();
        }
    }

    private static InetAddress sinkAddress() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 77, 0, 1});
        } catch (IOException e) {
            throw new IllegalStateException("Four octets are an address", e);
        }
    }

    /** Keeps so many messages under way. */
    private static final class Feeder {

        private final HopEngine engine;
        private final int underWay;
        private final byte[] content = content();
        private final AtomicLong number = new AtomicLong();

        Feeder(HopEngine engine, int underWay) {
            this.engine = engine;
            this.underWay = underWay;
        }

        void send(int count) throws InterruptedException {
            Semaphore places = new Semaphore(underWay);
            AtomicLong undelivered = new AtomicLong();
            for (int i = 0; i < count; i++) {
                places.acquire();
                String recipient = "m1." + number.incrementAndGet() + "@" + DOMAIN;
                engine.deliver(message(recipient)).whenComplete((report, defect) -> {
                    if (defect != null || !(report.outcomes().get(recipient) instanceof Delivered)) {
                        undelivered.incrementAndGet();
                    }
                    places.release();
                });
            }
            places.acquire(underWay);
            if (undelivered.get() > 0) {
                throw new IllegalStateException(undelivered + " of " + count + " messages were not delivered");
            }
        }

        private OutgoingMessage message(String recipient) {
            return new OutgoingMessage(
                    recipient,
                    MessageTag.NONE,
                    DOMAIN,
                    "alice@client.test",
                    List.of(),
                    List.of(new OutgoingMessage.Recipient(recipient, List.of())),
                    new InMemory(content),
                    0);
        }

        private static byte[] content() {
            String line = "All work and no play makes a dull benchmark, sixty octets a line\r\n";
            byte[] text = ("Subject: benchmark\r\n\r\n" + line.repeat(64)).getBytes(StandardCharsets.US_ASCII);
            return Arrays.copyOf(text, 4096);
        }
    }

    private record InMemory(byte[] content) implements OutgoingContent {

        @Override
        public ContentTraits traits() {
            return new ContentTraits(content.length, false, false);
        }

        @Override
        public InputStream asItIs() {
            return new ByteArrayInputStream(content);
        }

        @Override
        public OutgoingContent withoutQuotedContent() {
            return this;
        }

        @Override
        public InputStream as7Bit() {
            return asItIs();
        }
    }

    /** What DNS would say of the sink. */
    private record OneHost(MxHost host, TlsaRecord tlsa) implements RouteResolver {

        @Override
        public CompletableFuture<Route> route(String domain) {
            return CompletableFuture.completedFuture(new Route.Hosts(domain, MxFinding.SECURE, List.of(host)));
        }

        @Override
        public CompletableFuture<HostFindings> examine(MxHost any) {
            return CompletableFuture.completedFuture(
                    new HostFindings.Reachable(List.of(AT), new HostFindings.TlsaRecords(HOST, List.of(tlsa))));
        }
    }
}
