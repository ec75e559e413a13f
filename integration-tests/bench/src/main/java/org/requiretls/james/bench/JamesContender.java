package org.requiretls.james.bench;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.requiretls.james.bench.sink.SinkAddresses;
import org.requiretls.james.lab.james.JamesHome;
import org.requiretls.james.lab.james.JamesLauncher;
import org.requiretls.james.lab.james.JamesProcess;
import org.requiretls.james.lab.james.StockJames;
import org.requiretls.james.lab.pki.CertificateMaker;

/** A James with the memory queue, and one or the other remote delivery behind it. */
final class JamesContender implements Contender {

    private static final String OURS = "org.requiretls.james.DaneRemoteDelivery";
    private static final String STOCK = "RemoteDelivery";

    /** By its name: James has what the class needs, this program has not. */
    private static final String QUEUE_LOADER = "org.requiretls.james.bench.james.QueueLoader";

    /** What loading takes, generously; the queue is loaded long before it is due. */
    private static final Duration LEAD = Duration.ofMillis(1500);

    private static final int MESSAGES_LOADED_PER_SECOND = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int LOG_LINES = 3;

    private final String name;
    private final JamesProcess james;
    private final String forgedHost;
    private long due;

    private JamesContender(String name, JamesProcess james, String forgedHost) {
        this.name = name;
        this.james = james;
        this.forgedHost = forgedHost;
    }

    /** A James with the bundle, installed as an administrator would. */
    static JamesContender withTheBundle(StockJames stock, Path release, Bench.Jvm jvm, Network network, Path directory)
            throws IOException {
        JamesHome home = home(stock, directory);
        home.install(release);
        home.setMailetParameter(
                OURS, "dnsServers", network.resolver().getAddress().getHostAddress() + ":53");
        home.setMailetParameter(OURS, "trustAnchors", network.trustAnchors().toString());
        // As long as the whole benchmark: what is measured is mail, not looking up names.
        home.setMailetParameter(OURS, "dnsCacheSeconds", "86400");
        home.setMailetParameter(OURS, "dnsCacheDenialSeconds", "10800");
        return start("this transport", OURS, home, jvm, network);
    }

    /** A James as it is delivered, told to use STARTTLS. It verifies certificates by a trust store, not by DANE. */
    static JamesContender stock(StockJames stock, Bench.Jvm jvm, Network network, Path directory) throws IOException {
        JamesHome home = home(stock, directory);
        home.setMailetParameter(STOCK, "startTLS", "true");
        home.editXml(
                "dnsservice.xml",
                xml -> xml.element("dnsservice", "servers", "server")
                        .withText(network.resolver().getAddress().getHostAddress()));
        // With TLS it asks the JVM for addresses.
        for (int number = 0; number <= network.destinations(); number++) {
            home.addHost(Network.host(number), SinkAddresses.of(number));
        }
        return start("stock James, startTLS", STOCK, home, jvm, network);
    }

    private static JamesHome home(StockJames stock, Path directory) {
        return JamesHome.of(stock)
                .hostName("sender.bench.test")
                .domain("sender.bench.test")
                .identity(
                        CertificateMaker.leaf("sender.bench.test").selfSigned().make())
                .createIn(directory);
    }

    private static JamesContender start(String name, String mailet, JamesHome home, Bench.Jvm jvm, Network network)
            throws IOException {
        home.setMailetParameter(mailet, "delayTime", "2 sec");
        home.setMailetParameter(mailet, "maxRetries", "1000");
        home.setProperty("webadmin.properties", "extensions.routes", QUEUE_LOADER);
        Files.copy(
                jvm.benchJar(),
                home.directory().resolve("extensions-jars").resolve("bench.jar"),
                StandardCopyOption.REPLACE_EXISTING);
        JamesProcess james = JamesLauncher.of(home)
                .withJava(jvm.java())
                .withJvmOptions(
                        "-Xmx" + jvm.heap(),
                        "-Djavax.net.ssl.trustStore=" + network.trustStore(),
                        "-Djavax.net.ssl.trustStorePassword=" + Network.TRUST_STORE_PASSWORD)
                .start();
        return new JamesContender(name, james, Network.host(network.forgedDestination()));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean needsWarmUp() {
        return true;
    }

    @Override
    public void load(Turn turn) throws IOException {
        due = System.currentTimeMillis() + LEAD.toMillis() + 1000L * turn.messages() / MESSAGES_LOADED_PER_SECOND;
        HttpResponse<String> answer = james.webAdmin().put("/bench/load", turn.asWord() + " " + due);
        if (answer.statusCode() != 200) {
            throw new IOException("James did not load " + turn + ": " + answer.statusCode() + " " + answer.body());
        }
        if (Long.parseLong(answer.body()) >= due) {
            throw new IOException("James was still loading when the mail was due");
        }
    }

    @Override
    public void open(Runnable justBefore) {
        sleepUntil(due - 20);
        justBefore.run();
    }

    private static void sleepUntil(long moment) {
        try {
            Thread.sleep(Math.max(0, moment - System.currentTimeMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted before the gate was open", e);
        }
    }

    @Override
    public ProcessTree processes() {
        return ProcessTree.of(james.pid());
    }

    @Override
    public void clear() {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> queued() == 0);
    }

    private long queued() throws IOException {
        return Long.parseLong(james.webAdmin().get("/bench/size").body());
    }

    @Override
    public String complaints() throws IOException {
        return Files.readAllLines(james.home().log()).stream()
                .filter(line -> line.contains(forgedHost))
                .limit(LOG_LINES)
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        james.close();
    }
}
