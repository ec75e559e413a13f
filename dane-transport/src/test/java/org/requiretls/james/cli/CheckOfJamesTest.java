package org.requiretls.james.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.dns.LabDns;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.smtp.SmtpPeer;

@DisplayName("requiretls check, asked about one James: its answer is that of its delivery")
class CheckOfJamesTest {

    private static final Identity ROOT = CertificateMaker.root("Lab").make();

    @TempDir
    Path home;

    private LabDns dns;
    private SmtpPeer peer;
    private String output;
    private String errors;

    @BeforeEach
    void open() throws IOException {
        dns = LabDns.start();
        peer = SmtpPeer.builder()
                .listen(InetAddress.getLoopbackAddress(), 0)
                .tls(CertificateMaker.leaf("mx.good.test").signedBy(ROOT).make().sslContext())
                .start();
        dns.publish(dns.zone("good.test").mx(10, "mx.good.test").address("mx.good.test", "127.0.0.1"));
        Files.createDirectories(home.resolve("conf"));
        dns.trustAnchorFile(home.resolve("conf/anchors"));
        ROOT.writeChainPem(home.resolve("conf/roots.pem"));
    }

    @AfterEach
    void close() {
        peer.close();
        dns.close();
    }

    private int check(String... more) {
        List<String> arguments = new ArrayList<>(List.of("check", "good.test"));
        arguments.addAll(List.of(more));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = RequireTlsTool.run(
                new PrintWriter(out, true), new PrintWriter(err, true), arguments.toArray(String[]::new));
        output = out.toString();
        errors = err.toString();
        return status;
    }

    private void configure(String mailets) throws IOException {
        Files.writeString(
                home.resolve("conf/mailetcontainer.xml"),
                "<mailetcontainer><processors><processor state=\"relay\">" + mailets
                        + "</processor></processors></mailetcontainer>");
    }

    private String mailet(String rules) {
        return """
                <mailet match="All" class="org.requiretls.james.DaneRemoteDelivery">
                  <!-- as in the documentation -->
                  <outgoing>outgoing</outgoing>
                  <dnsServers>%s</dnsServers>
                  <trustAnchors>anchors</trustAnchors>
                  <trustStore>file://conf/roots.pem</trustStore>
                  <trustStoreType>PEM</trustStoreType>
                  <smtpPort>%d</smtpPort>
                  <tlsRules>
                    %s
                  </tlsRules>
                </mailet>
                """.formatted(dns.address().getHostString() + ":" + dns.address().getPort(), peer.port(), rules);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "# none                | deliver-encrypted: encrypted, nobody asked for more",
                "good.test verify      | deliver-authenticated: authenticated as the local rule asks",
                "good.test dane-only   | defer: 450 4.7.5",
                "good.test none override=yes | deliver-clear: in clear; the local rule sets published policies aside"
            })
    @DisplayName("11: rules, trust store, resolvers, anchors and port are those of the configuration")
    @Covers("S-DNS-10")
    void takesTheConfiguration(String rules, String told) throws Exception {
        configure(mailet(rules));

        int status = check("--james", home.toString());

        assertThat(errors).isEmpty();
        assertThat(status).isEqualTo(1);
        assertThat(output).contains("none        " + told).contains("requiretls  bounce: 550 5.7.");
    }

    @Test
    @DisplayName("An option counts before the configuration")
    void optionsCountFirst() throws Exception {
        configure(mailet("good.test dane-only"));
        Path rules = Files.writeString(home.resolve("rules"), "good.test encrypt\n");

        check("--james", home.toString(), "--rules", rules.toString());

        assertThat(output).contains("none        deliver-encrypted");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "<mailet match='All' class='RemoteDelivery'/> | there is no mailet DaneRemoteDelivery in it",
                "<mailet class='DaneRemoteDelivery'/><mailet class='DaneRemoteDelivery'><bind>127.0.0.1</bind></mailet>"
                        + " | there are 2 mailets DaneRemoteDelivery in it that differ",
                "<mailet class='DaneRemoteDelivery'><bind>${env:BIND}</bind></mailet> | known to James alone",
                "<mailet class='DaneRemoteDelivery'><tlsRules>a b</tlsRules></mailet> | after the destination stands one of",
                "<mailet class='DaneRemoteDelivery'><smtpPort>x</smtpPort></mailet> | <smtpPort>: 'x' is not a number",
                "<unclosed> | mailetcontainer.xml",
            })
    @DisplayName("A configuration that can't be followed is wrong usage, and says why")
    void refusesWhatItCannotFollow(String mailets, String told) throws Exception {
        configure(mailets);

        assertThat(check("--james", home.toString())).isEqualTo(64);
        assertThat(errors).contains(told).doesNotContain("\tat ");
        assertThat(output).isEmpty();
    }

    @Test
    @DisplayName("No James there, and no such file of rules: wrong usage")
    void nothingThere() {
        assertThat(check("--james", home.resolve("nowhere").toString())).isEqualTo(64);
        assertThat(errors).contains("mailetcontainer.xml");
        assertThat(check("--rules", home.resolve("nowhere").toString())).isEqualTo(64);
        assertThat(errors).contains("--rules", "can't be read");
    }

    @Test
    @DisplayName("A file that pulls in others is not read")
    void noDoctype() throws Exception {
        Files.writeString(
                home.resolve("conf/mailetcontainer.xml"),
                "<!DOCTYPE m [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><m><mailet class='DaneRemoteDelivery'/></m>");

        assertThat(check("--james", home.toString())).isEqualTo(64);
        assertThat(errors).contains("DOCTYPE");
    }
}
