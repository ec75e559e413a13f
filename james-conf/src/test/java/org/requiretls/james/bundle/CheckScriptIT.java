package org.requiretls.james.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.requiretls.james.lab.dns.LabDns;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.pki.Pem;
import org.requiretls.james.lab.pki.TlsaData;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;

/** Runs bin/requiretls out of the release zip, without James, against a name server and MX hosts on loopback. */
class CheckScriptIT {

    private static final String NAME = System.getProperty("bundle.name");
    private static final Path SOURCE_SCRIPT = Path.of(System.getProperty("source.command"));
    private static final long LONGEST_RUN_SECONDS = 60;
    private static final int DELIVERED = 0;
    private static final int REFUSED = 1;
    private static final int TEMPORARY = 2;
    private static final int USAGE = 64;
    private static final int UNAVAILABLE = 69;

    private static final Identity AUTHORITY = CertificateMaker.root("Lab").make();
    private static final Identity IDENTITY = CertificateMaker.leaf("mx.good.test", "mx.plain.test", "mx.nokey.test")
            .signedBy(AUTHORITY)
            .make();

    @TempDir
    static Path temp;

    private static LabDns dns;
    private static SmtpPeer withKeyword;
    private static SmtpPeer withoutKeyword;
    private static Path script;
    private static Path anchors;
    private static Path authorities;

    private String output;
    private String errors;

    @BeforeAll
    static void open() throws IOException {
        ReleaseZip.unpackInto(temp.resolve("down load"));
        script = temp.resolve("down load").resolve(NAME).resolve("bin/requiretls");
        dns = LabDns.start();
        anchors = dns.trustAnchorFile(temp.resolve("anchors"));
        authorities = Files.writeString(temp.resolve("authorities.pem"), Pem.of(AUTHORITY.chain()));
        withKeyword = peer().requireTlsOffered().start();
        withoutKeyword = peer().start();
        String tlsa = TlsaData.zoneText(IDENTITY.certificate(), 3, 1, 1);
        dns.publish(
                dns.zone("good.test")
                        .mx(10, "mx.good.test")
                        .address("mx.good.test", "127.0.0.1")
                        .tlsa("mx.good.test", 25, tlsa),
                dns.zone("nokey.test")
                        .mx(10, "mx.nokey.test")
                        .address("mx.nokey.test", "127.0.0.1")
                        .tlsa("mx.nokey.test", withoutKeyword.port(), tlsa),
                dns.zone("plain.test").mx(10, "mx.plain.test").address("mx.plain.test", "127.0.0.1"));
    }

    private static SmtpPeerBuilder peer() {
        return SmtpPeer.builder().listen(InetAddress.getLoopbackAddress(), 0).tls(IDENTITY.sslContext());
    }

    @AfterAll
    static void close() {
        withKeyword.close();
        withoutKeyword.close();
        dns.close();
    }

    @Test
    void aReachableDomainIsExplainedStepByStep() throws Exception {
        int status = check("someone@good.test", "--connect", "mx.good.test=127.0.0.1:" + withKeyword.port());

        assertThat(status).as(errors).isEqualTo(DELIVERED);
        assertThat(errors).isEmpty();
        assertThat(output)
                .contains(
                        "mx.good.test, preference 10, port 25",
                        "MX proof    dnssec",
                        "addresses   127.0.0.1",
                        "TLSA        usable",
                        "3 1 1 ",
                        "MTA-STS     none",
                        "127.0.0.1 port " + withKeyword.port() + ", TLS_AES_256_GCM_SHA384, REQUIRETLS offered",
                        "TLSv1.3, TLSA 3 1 1 ",
                        "matched at depth 0")
                .containsSubsequence(
                        "A message to good.test",
                        "none        deliver-authenticated: authenticated by DANE [N2b, RFC 7672 2.2, 3.2], by mx.good.test",
                        "requiretls  deliver-authenticated: authenticated, and REQUIRETLS promised [R8, ",
                        "no          deliver-encrypted: ");
        assertThat(withKeyword.messages()).isEmpty();
    }

    @Test
    void programsGetTheSameAsJson() throws Exception {
        int status = check("nokey.test", "--json", "--port", Integer.toString(withoutKeyword.port()));

        assertThat(status).as(errors).isEqualTo(REFUSED);
        JsonNode report = new ObjectMapper().readTree(output);
        assertThat(report.path("domain").asText()).isEqualTo("nokey.test");
        assertThat(report.path("mx").asText()).isEqualTo("secure");
        JsonNode host = report.path("hosts").path(0);
        assertThat(host.path("name").asText()).isEqualTo("mx.nokey.test");
        assertThat(host.path("mxProof").asText()).isEqualTo("dnssec");
        assertThat(host.path("tlsa").asText()).isEqualTo("usable");
        assertThat(host.path("sts").asText()).isEqualTo("none");
        assertThat(host.path("tls").asText()).isEqualTo("TLSv1.3");
        assertThat(host.path("authentication").asText()).isEqualTo("dane");
        assertThat(host.path("keyword").isBoolean()).isTrue();
        assertThat(host.path("keyword").asBoolean()).isFalse();
        JsonNode tagged = report.path("outcome").path("requiretls");
        assertThat(tagged.path("decision").asText()).isEqualTo("bounce");
        assertThat(tagged.path("status").asText()).isEqualTo("5.7.30");
        assertThat(tagged.path("rule").asText()).isEqualTo("R7");
        assertThat(tagged.path("reason").asText()).contains("mx.nokey.test");
        assertThat(report.path("outcome").path("none").path("decision").asText())
                .isEqualTo("deliver-authenticated");
        assertThat(report.path("outcome").path("no").path("decision").asText()).isEqualTo("deliver-encrypted");
    }

    @Test
    void rootsOfOnesOwnCount() throws Exception {
        String connect = "mx.plain.test=127.0.0.1:" + withKeyword.port();

        assertThat(check("plain.test", "--connect", connect)).isEqualTo(REFUSED);
        assertThat(output).contains("[R6]", "[R6, ");
        assertThat(check("plain.test", "--connect", connect, "--ca-file", authorities.toString()))
                .isEqualTo(DELIVERED);
        assertThat(output).contains("[R8, ");
    }

    @Test
    void whatCanBeTriedAgainIsTemporary() throws Exception {
        assertThat(run(script, "check", "good.test", "--resolver", "127.0.0.1:1"))
                .isEqualTo(TEMPORARY);
        assertThat(output).contains("requiretls  defer: 450 4.4.3");
    }

    @Test
    void withoutASessionTheOutcomeStaysOpen() throws Exception {
        assertThat(check("good.test", "--no-connect", "--json")).isEqualTo(TEMPORARY);

        JsonNode tagged = new ObjectMapper().readTree(output).path("outcome").path("requiretls");
        assertThat(tagged.path("decision").isNull()).isTrue();
        assertThat(tagged.path("reason").asText()).contains("only a session with mx.good.test can tell");
    }

    @Test
    void anUnknownDomainIsRefused() throws Exception {
        assertThat(check("unknown.test")).isEqualTo(REFUSED);
        assertThat(output).contains("requiretls  bounce: 550 5.1.2");
    }

    @Test
    void mistakesAreTold() throws Exception {
        assertThat(check("not a domain")).isEqualTo(USAGE);
        assertThat(errors).contains("'not a domain' is neither a domain nor a mail address");
        assertThat(check("good.test", "--ca-file", "/nowhere.pem")).isEqualTo(USAGE);
        assertThat(errors).contains("/nowhere.pem").doesNotContain("\tat ");
        assertThat(run(script, "check", "good.test", "--trust-anchor", authorities.toString()))
                .isEqualTo(USAGE);
        assertThat(errors).contains("DS or DNSKEY records").doesNotContain("\tat ");
        assertThat(check("good.test", "--port", "70000")).isEqualTo(USAGE);
        assertThat(check("good.test", "--no-connect", "--connect", "mx.good.test=127.0.0.1:25"))
                .isEqualTo(USAGE);
        assertThat(check("good.test", "--connect", "mx.good.test=localhost:25")).isEqualTo(USAGE);
        assertThat(check("good.test", "--helo", "two words")).isEqualTo(USAGE);
        assertThat(run(script)).isEqualTo(USAGE);
        assertThat(output).isEmpty();
    }

    @Test
    void tellsItsVersion() throws Exception {
        assertThat(run(script, "--version")).isZero();
        assertThat(NAME).isEqualTo("requiretls-james-" + output.strip().substring("requiretls ".length()));
    }

    @Test
    void runsFromTheSourceTree() throws Exception {
        assertThat(run(SOURCE_SCRIPT, "check", "--help")).isZero();
        assertThat(output).contains("Usage: requiretls check", "Exit status:");
    }

    @Test
    void aHalfUnpackedReleaseIsNoAnswerAboutTheDestination() throws Exception {
        Path partial = Files.createDirectories(temp.resolve("partial/bin")).resolve("requiretls");
        Files.copy(script, partial);
        Files.createDirectories(temp.resolve("partial/extensions-jars"));

        assertThat(run(partial, "check", "good.test")).isEqualTo(UNAVAILABLE);
        assertThat(errors).contains("no requiretls-james jar in");
    }

    @Test
    void isExecutableInTheZip() throws Exception {
        try (FileSystem zip = FileSystems.newFileSystem(ReleaseZip.FILE, Map.of("enablePosixFileAttributes", true))) {
            assertThat(Files.getPosixFilePermissions(zip.getPath(NAME, "bin", "requiretls")))
                    .contains(PosixFilePermission.OTHERS_EXECUTE);
        }
    }

    private int check(String... words) throws Exception {
        List<String> dnsOptions =
                List.of("--resolver", "127.0.0.1:" + dns.address().getPort(), "--trust-anchor", anchors.toString());
        return run(
                script,
                Stream.of(Stream.of("check"), dnsOptions.stream(), Stream.of(words))
                        .flatMap(all -> all)
                        .toArray(String[]::new));
    }

    private int run(Path command, String... words) throws Exception {
        List<String> line = new ArrayList<>(List.of("sh", command.toString()));
        line.addAll(List.of(words));
        Path out = temp.resolve("out");
        Path err = temp.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(LONGEST_RUN_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        output = Files.readString(out, StandardCharsets.UTF_8);
        errors = Files.readString(err, StandardCharsets.UTF_8);
        return process.exitValue();
    }
}
