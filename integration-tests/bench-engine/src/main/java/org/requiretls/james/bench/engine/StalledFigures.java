package org.requiretls.james.bench.engine;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
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
 * What connections cost that stalled peers hold open, and whether they delay others. Ten thousand messages are for
 * hosts of the sink that do not greet, or do not answer once they are in TLS, a few messages for each; before and during
 * that, messages for another host are timed. Goal: less than 1 GB of resident memory more, and the same rate.
 */
public final class StalledFigures {

    private static final String GOOD = "good.test";
    private static final String STALLED = "stalled.test";
    private static final int GOOD_HOST = 0;
    private static final int FIRST_STALLED_HOST = 1;

    /** The second connection is opened once the first has been silent for a few seconds. */
    private static final int CONNECTIONS_WITH_EACH = 2;

    private static final int HOSTS_PER_OCTET = 250;
    private static final int TIMED_MESSAGES = 20_000;
    private static final int UNDER_WAY = 100;
    private static final int ROUNDS = 3;

    private StalledFigures() {}

    /** @param arguments class path of the sink, native or jdk, how many stall, stall or stall-in-tls */
    public static void main(String[] arguments) throws Exception {
        TlsProvider provider = TlsProvider.valueOf(arguments[1].toUpperCase(Locale.ROOT));
        int stalled = Integer.parseInt(arguments[2]);
        Identity identity = CertificateMaker.leaf("*.test").selfSigned().make();
        Path folder = Files.createTempDirectory("stalled-figures");
        identity.writeChainPem(folder.resolve("chain.pem"));
        identity.writeKeyPem(folder.resolve("key.pem"));
        int port = freePort();
        int hosts = FIRST_STALLED_HOST + (stalled + CONNECTIONS_WITH_EACH - 1) / CONNECTIONS_WITH_EACH;
        Process sink = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        arguments[0],
                        "org.requiretls.james.bench.sink.SinkProgram",
                        String.valueOf(hosts),
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
            toSink.println(arguments[3] + " " + FIRST_STALLED_HOST + " " + hosts);
            expect("ok", fromSink.readLine());
            measure(provider, stalled, identity, port, () -> {
                toSink.println("hanging");
                return Integer.parseInt(fromSink.readLine());
            });
        } finally {
            sink.destroy();
        }
        // What stalls would keep the process for as long as its time-outs say.
        System.exit(0);
    }

    private interface Hanging {
        int count() throws IOException;
    }

    private static void expect(String wanted, String said) {
        if (!wanted.equals(said)) {
            throw new IllegalStateException("the sink said '" + said + "', not '" + wanted + "'");
        }
    }

    private static void measure(TlsProvider provider, int stalled, Identity identity, int port, Hanging hanging)
            throws Exception {
        RouteResolver routes = new HostForEachDomain(
                port, new TlsaRecord(3, 1, TlsaRecord.MATCHING_SHA256, TlsaData.of(identity.certificate(), 1, 1)));
        ConnectionSettings usual = ConnectionSettings.DEFAULT;
        ConnectionSettings wide = new ConnectionSettings(
                usual.overall(),
                usual.overall(),
                usual.idle(),
                usual.idleTime(),
                usual.lifetime(),
                usual.messages(),
                usual.patience(),
                usual.downtime());
        SmtpClient client = new SmtpClient(SmtpClient.DEFAULT_IO_THREADS, provider);
        SessionPool pool = new SessionPool(client, wide, Clock.systemUTC());
        System.out.println(client.tlsLibrary());
        PkixVerifier pkix = new PkixVerifier(new TrustStore("nobody", List.of(identity.certificate())));
        ClientSettings settings = new ClientSettings(Optional.empty(), () -> "client.test", SmtpTimeouts.DEFAULT);
        AddressVisit addresses = new AddressVisit(pool, settings, pkix, attempt -> {}, Clock.systemUTC());
        HopEngine engine = new HopEngine(
                routes,
                new HostVisit(
                        routes, StsPolicies.none(), InsecureMxDane.ON, DestinationRules.NONE, addresses, attempt -> {}),
                attempt -> {});
        for (int round = 0; round < ROUNDS; round++) {
            time(engine, "before");
        }
        int threads = Thread.activeCount();
        Memory before = Memory.now();
        long begin = System.nanoTime();
        for (int i = 0; i < stalled; i++) {
            String domain = FIRST_STALLED_HOST + i / CONNECTIONS_WITH_EACH + "." + STALLED;
            engine.deliver(message("m1." + i + "@" + domain, domain));
        }
        while (hanging.count() < stalled) {
            Thread.sleep(20);
        }
        System.out.printf(
                Locale.ROOT,
                "%d connections hang after %.1f s: %s, %d threads more%n",
                client.openConnections(),
                (System.nanoTime() - begin) / 1e9,
                Memory.now().since(before, stalled),
                Thread.activeCount() - threads);
        for (int round = 0; round < ROUNDS; round++) {
            time(engine, "meanwhile");
        }
    }

    private static void time(HopEngine engine, String when) throws InterruptedException {
        Semaphore places = new Semaphore(UNDER_WAY);
        AtomicLong undelivered = new AtomicLong();
        long[] nanos = new long[TIMED_MESSAGES];
        long begin = System.nanoTime();
        for (int i = 0; i < TIMED_MESSAGES; i++) {
            int number = i;
            places.acquire();
            String recipient = "m1." + i + "@" + GOOD;
            long sent = System.nanoTime();
            engine.deliver(message(recipient, GOOD)).whenComplete((report, defect) -> {
                nanos[number] = System.nanoTime() - sent;
                if (defect != null || !(report.outcomes().get(recipient) instanceof Delivered)) {
                    undelivered.incrementAndGet();
                }
                places.release();
            });
        }
        places.acquire(UNDER_WAY);
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%s: %.0f messages/s, %.1f ms each in the median, %.1f ms at most; %d not delivered%n",
                when,
                TIMED_MESSAGES / ((System.nanoTime() - begin) / 1e9),
                nanos[TIMED_MESSAGES / 2] / 1e6,
                nanos[TIMED_MESSAGES - 1] / 1e6,
                undelivered.get());
    }

    private static OutgoingMessage message(String recipient, String domain) {
        return new OutgoingMessage(
                recipient,
                MessageTag.NONE,
                domain,
                "alice@client.test",
                List.of(),
                List.of(new OutgoingMessage.Recipient(recipient, List.of())),
                new InMemory(new byte[4096]),
                0);
    }

    /**
     * After what is not needed was collected. The heap has to be resident as a whole from the start, so that what it
     * holds and what is resident besides can be told apart.
     */
    private record Memory(long heap, long resident) {

        static Memory now() throws IOException {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            long kilobytes = Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
            return new Memory(runtime.totalMemory() - runtime.freeMemory(), kilobytes * 1024);
        }

        String since(Memory before, int connections) {
            long onHeap = heap - before.heap;
            long outside = resident - before.resident;
            return String.format(
                    Locale.ROOT,
                    "%d MB more on the heap and %d MB outside of it, %.1f kB for each",
                    onHeap >> 20,
                    outside >> 20,
                    (onHeap + outside) / 1e3 / connections);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, address(GOOD_HOST))) {
            return socket.getLocalPort();
        }
    }

    /** As the sink counts its hosts. */
    private static InetAddress address(int host) throws IOException {
        return InetAddress.getByAddress(
                new byte[] {127, 77, (byte) (host / HOSTS_PER_OCTET), (byte) (host % HOSTS_PER_OCTET + 1)});
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

    /** What DNS would say. */
    private record HostForEachDomain(int port, TlsaRecord tlsa) implements RouteResolver {

        @Override
        public CompletableFuture<Route> route(String domain) {
            return CompletableFuture.completedFuture(
                    new Route.Hosts(domain, MxFinding.SECURE, List.of(new MxHost("mx." + domain, 10, port))));
        }

        @Override
        public CompletableFuture<HostFindings> examine(MxHost host) {
            try {
                InetAddress at = address(numberOf(host));
                return CompletableFuture.completedFuture(new HostFindings.Reachable(
                        List.of(at), new HostFindings.TlsaRecords(host.name(), List.of(tlsa))));
            } catch (IOException e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        private static int numberOf(MxHost host) {
            String[] labels = host.name().split("\\.");
            return host.name().equals("mx." + GOOD) ? GOOD_HOST : Integer.parseInt(labels[1]);
        }
    }
}
