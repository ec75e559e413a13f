package org.requiretls.james.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.requiretls.james.lab.dns.LabDns;
import org.requiretls.james.lab.dns.LabZone;
import org.requiretls.james.lab.james.JamesHome;
import org.requiretls.james.lab.james.JamesLauncher;

/**
 * The stock remote delivery and ours, each in a James of its own, go through the same configurations, mail and peers.
 * What the peers saw and what became of the mail is the same, but for the {@link Difference differences} that are
 * wanted; each of those stands in {@code parameters.md}, and is really there.
 */
@TestInstance(Lifecycle.PER_CLASS)
@DisplayName("Stock and new remote delivery")
class StockComparisonIT {

    private static final String STOCK = "RemoteDelivery";
    private static final String OURS = "org.requiretls.james.DaneRemoteDelivery";
    private static final String NAMED_JAMES = "org.requiretls.james.named.NamedJames";
    private static final String TRUST_STORE_PASSWORD = "laboratory";
    private static final String SIZE = " SIZE=\\d+";

    private final List<ComparedCase> cases = ComparedCases.all();
    private LabDns dns;
    private ComparedSide stock;
    private ComparedSide ours;

    @BeforeAll
    void open() throws IOException {
        Path directory = Laboratory.newDirectory("comparison");
        stock = new ComparedSide(20);
        ours = new ComparedSide(30);
        stock.open(cases);
        ours.open(cases);
        startStock(directory);
        startOurs(directory);
        for (ComparedCase each : cases) {
            stock.send(each);
            ours.send(each);
        }
    }

    private void startStock(Path directory) throws IOException {
        JamesHome home = ComparedSide.homeIn(directory.resolve("stock"));
        StringBuilder names = new StringBuilder();
        cases.stream()
                .filter(ComparedCase::exists)
                .forEach(each -> domains(each).forEach(domain -> {
                    names.append("mx.").append(domain).append('=');
                    hosts(each)
                            .forEach(host -> names.append(host == 0 ? "" : ",")
                                    .append(ComparedSide.hostName(domain, host))
                                    .append(':')
                                    .append(stock.port(each)));
                    hosts(each)
                            .forEach(host -> names.append("\naddress.")
                                    .append(ComparedSide.hostName(domain, host))
                                    .append('=')
                                    .append(stock.address(host).getHostAddress()));
                    names.append('\n');
                }));
        home.write("names.properties", names.toString());
        // With TLS it asks the JVM for addresses, and has it judge certificates.
        home.addHost("mx1.starttls.test", stock.address(0));
        Path trusted = directory.resolve("trusted.p12").toAbsolutePath();
        ComparedCases.IDENTITY.writeTrustStore(trusted, TRUST_STORE_PASSWORD.toCharArray());
        stock.configure(home, STOCK, Map.of());
        stock.start(JamesLauncher.of(home)
                .withProgram(NAMED_JAMES, Laboratory.persistentJames())
                .withJvmOptions(
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djavax.net.ssl.trustStore=" + trusted,
                        "-Djavax.net.ssl.trustStorePassword=" + TRUST_STORE_PASSWORD));
    }

    private void startOurs(Path directory) throws IOException {
        dns = LabDns.start();
        cases.stream()
                .filter(ComparedCase::exists)
                .forEach(each -> domains(each).forEach(domain -> {
                    LabZone zone = dns.zone(domain).unsigned();
                    hosts(each).forEach(host -> {
                        String name = ComparedSide.hostName(domain, host);
                        zone.mx(10 + host, name)
                                .address(name, ours.address(host).getHostAddress());
                    });
                    dns.publish(zone);
                }));
        JamesHome home = ComparedSide.homeIn(directory.resolve("ours"));
        home.install(Laboratory.release());
        Path anchors = dns.trustAnchorFile(directory.resolve("root.anchors")).toAbsolutePath();
        Map<ComparedCase, Map<String, String>> more = new HashMap<>();
        for (ComparedCase each : cases) {
            Map<String, String> own = new HashMap<>(each.onlyOurs());
            own.put("dnsServers", "127.0.0.1:" + dns.address().getPort());
            own.put("trustAnchors", anchors.toString());
            own.put("smtpPort", String.valueOf(ours.port(each)));
            own.put("mtaSts", "false");
            // A host that was down a moment ago is asked again, as the stock mailet does.
            own.put("hostDownTime", "0");
            more.put(each, own);
        }
        ours.configure(home, OURS, more);
        ours.start(JamesLauncher.of(home));
    }

    private static Stream<String> domains(ComparedCase each) {
        return Stream.of(each.domain(), each.otherDomain());
    }

    private static IntStream hosts(ComparedCase each) {
        return IntStream.range(0, each.hosts().size());
    }

    @AfterAll
    void close() {
        Stream.of(stock, ours, dns).filter(each -> each != null).forEach(StockComparisonIT::close);
    }

    private static void close(AutoCloseable open) {
        try {
            open.close();
        } catch (Exception e) {
            throw new IllegalStateException("Cannot close " + open, e);
        }
    }

    List<ComparedCase> cases() {
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    @DisplayName("look the same to the peers and to the processors, but for what is wanted otherwise")
    void sameToPeersAndProcessors(ComparedCase each) {
        List<String> oursSeen = ours.seen(each, each.outcomes()).stream()
                .map(line -> line.replaceAll(SIZE, ""))
                .toList();
        List<String> expected = stock.seen(each, each.outcomes());
        for (Difference difference : each.differences()) {
            List<String> changed = difference.stockAsOurs().apply(expected);
            assertThat(changed)
                    .as("no difference any more, take it out: " + difference.reason())
                    .isNotEqualTo(expected);
            expected = changed;
        }

        assertThat(String.join("\n", oursSeen)).isEqualTo(String.join("\n", expected));
    }

    @Test
    @DisplayName("differ everywhere in the size that MAIL names, which may save sending the content")
    void oneNamesTheSize() {
        ComparedCase plain = cases.get(0);

        assertThat(ours.seen(plain, 1)).anyMatch(line -> line.matches("envelope: .*" + SIZE + ".*"));
        assertThat(stock.seen(plain, 1)).noneMatch(line -> line.contains(" SIZE="));
    }

    @Test
    @DisplayName("differ in nothing that administrators are not told")
    void everyDifferenceIsDocumented() throws IOException {
        String page = Files.readString(Path.of("..", "james-conf", "src", "main", "docs", "parameters.md"));
        String table = page.substring(page.indexOf("## Where it differs from RemoteDelivery"));

        assertThat(Stream.concat(
                        Stream.of(ComparedCases.SIZE_ROW),
                        cases.stream()
                                .flatMap(each -> each.differences().stream())
                                .map(Difference::row)))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(table).contains("\n| " + row + " |"));
    }

    @Test
    @DisplayName("keep to SMTP, both")
    void noViolations() {
        assertThat(ours.violations()).isEmpty();
    }
}
