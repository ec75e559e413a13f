package org.requiretls.james.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.james.JamesHome;
import org.requiretls.james.lab.james.JamesLauncher;
import org.requiretls.james.lab.james.JamesProcess;
import org.requiretls.james.lab.james.LoopbackPorts;

/** A real James hosts the policy of its own domain (RFC 8461 section 3.3), set up as mta-sts.md says. */
class MtaStsHostIT {

    private static final String POLICY =
            "version: STSv1\r\nmode: enforce\r\nmx: mx.a.test\r\nmx: *.mx.a.test\r\nmax_age: 1209600\r\n";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final InetAddress address = LoopbackPorts.loopback(31);

    private JamesHome home;
    private Path policies;
    private int port;

    @BeforeEach
    void install() throws IOException {
        home = Laboratory.jamesFor("a.test").createIn(Laboratory.newDirectory("mta-sts-host"));
        home.install(Laboratory.release());
        home.write("extensions.properties", "guice.extension.startable=org.requiretls.james.MtaStsPolicyHost\n");
        port = LoopbackPorts.freeOn(address);
        home.write("mta-sts.properties", "listen=" + address.getHostAddress() + ":" + port + "\n");
        policies = Files.createDirectories(home.directory().resolve("conf").resolve("mta-sts"));
    }

    /** As the TLS server in front would ask. */
    private String get(String host, String path) throws IOException {
        try (Socket socket = new Socket(address, port)) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    @Covers({"R8461-3.1-13", "R8461-3.2-12"})
    void servesThePolicyAndSaysWhichRecordBelongsToIt() throws IOException {
        Files.writeString(policies.resolve("a.test.txt"), POLICY);

        try (JamesProcess james = JamesLauncher.of(home).start()) {
            // James starts what is its own before what extensions bring.
            String answer = await().atMost(PATIENCE)
                    .ignoreException(ConnectException.class)
                    .until(() -> get("mta-sts.a.test", "/.well-known/mta-sts.txt"), any -> true);
            assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n" + POLICY);
            assertThat(answer.toLowerCase()).contains("content-type: text/plain");
            assertThat(get("mta-sts.b.test", "/.well-known/mta-sts.txt")).startsWith("HTTP/1.1 404 ");
            assertThat(get("mta-sts.a.test", "/conf/smtpserver.xml")).startsWith("HTTP/1.1 404 ");

            String record = records();
            assertThat(record).matches("(?s).*_mta-sts\\.a\\.test\\. IN TXT \"v=STSv1; id=[0-9a-f]{32};\".*");
            assertThat(Files.readString(james.home().log()))
                    .contains("The MTA-STS policy of a.test (mode enforce) is served at")
                    .contains(record.lines()
                            .filter(line -> line.startsWith("_mta-sts."))
                            .findFirst()
                            .orElseThrow());
        }
    }

    /** What the command of the release says, which the installer lies beside. */
    private String records() throws IOException {
        Path release = home.directory().resolveSibling(home.directory().getFileName() + "-release");
        try (Stream<Path> files = Files.walk(release)) {
            Path command = files.filter(file -> file.endsWith("bin/requiretls"))
                    .findFirst()
                    .orElseThrow();
            Process process = new ProcessBuilder("sh", command.toString(), "records", "--policies", policies.toString())
                    .redirectErrorStream(true)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Half a policy must not be served, nor none: senders would go on with what they remember, and nobody would notice. */
    @Test
    void aPolicyWithAMistakeStopsJames() throws IOException {
        Files.writeString(policies.resolve("a.test.txt"), POLICY.replace("enforce", "enforced"));

        endsSoon();

        assertThat(Files.readString(home.log()))
                .contains("MTA-STS policies can't be hosted")
                .contains("a.test.txt: mode is enforce, testing or none, not 'enforced'");
    }

    /** At its start, or right after that: extensions come last, when the listeners are there already. */
    private void endsSoon() {
        try (JamesProcess james = JamesLauncher.of(home).start()) {
            await().atMost(PATIENCE).until(() -> !james.alive());
        } catch (IllegalStateException didNotStart) {
            assertThat(didNotStart).hasMessageContaining("MTA-STS policies can't be hosted");
        }
    }
}
