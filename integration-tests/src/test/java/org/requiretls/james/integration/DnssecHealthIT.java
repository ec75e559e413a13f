package org.requiretls.james.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.requiretls.james.lab.dns.Fault;
import org.requiretls.james.lab.dns.LabDns;
import org.requiretls.james.lab.james.JamesHome;
import org.requiretls.james.lab.james.JamesLauncher;
import org.requiretls.james.lab.james.JamesProcess;

/** What James says about DNSSEC validation: in its log at the start, and to whoever asks for its health. */
class DnssecHealthIT {

    private static final String DELIVERY = "org.requiretls.james.DaneRemoteDelivery";

    @TempDir
    Path folder;

    private LabDns dns;

    @BeforeEach
    void start() throws IOException {
        dns = LabDns.start();
        dns.publish(
                dns.zone("good.test").address("good.test", "127.0.0.2"),
                dns.zone("broken.test").bogus().address("broken.test", "127.0.0.3"));
    }

    @AfterEach
    void stop() {
        dns.close();
    }

    @Test
    void validationInJames() throws IOException {
        JamesHome home = installed("dnssec-works");
        home.setMailetParameter(
                DELIVERY,
                "trustAnchors",
                dns.trustAnchorFile(folder.resolve("anchors")).toString());
        try (JamesProcess james = JamesLauncher.of(home).start()) {
            assertThat(health(james)).contains("\"status\":\"healthy\"");
            awaitLogged(home, "DNSSEC validation works: good.test is secure, broken.test is refused");

            // What was well is believed for an hour; James started anew has to find out.
            dns.fault("good.test", "A", Fault.SERVFAIL);
        }
        try (JamesProcess james = JamesLauncher.of(home).start()) {
            assertThat(health(james))
                    .as("no answer is no verdict")
                    .contains("\"status\":\"degraded\"", "DNSSEC validation could not be tested: good.test");
            awaitLogged(home, "DNSSEC validation could not be tested: good.test could not be looked up");
        }
    }

    @Test
    void aResolverThatIsBelievedAndDoesNotValidate() throws IOException {
        JamesHome home = installed("dnssec-off");
        home.setMailetParameter(DELIVERY, "dnssecValidator", "resolver");
        try (JamesProcess james = JamesLauncher.of(home).start()) {
            assertThat(health(james))
                    .contains("\"status\":\"unhealthy\"", "DNSSEC validation is off: good.test is signed");
            awaitLogged(home, "ERROR o.r.j.d.DnssecWatch - DNSSEC validation is off");
        }
    }

    private JamesHome installed(String name) throws IOException {
        JamesHome home = Laboratory.jamesFor("a.test").createIn(Laboratory.newDirectory(name));
        home.install(Laboratory.release());
        home.setMailetParameter(
                DELIVERY, "dnsServers", "127.0.0.1:" + dns.address().getPort());
        home.setMailetParameter(DELIVERY, "dnssecTestNames", "good.test, broken.test");
        return home;
    }

    private static String health(JamesProcess james) throws IOException {
        HttpResponse<String> all = james.webAdmin().get("/healthcheck");
        assertThat(all.body()).contains("\"componentName\":\"DNSSEC validation\"");
        return james.webAdmin().get("/healthcheck/checks/DNSSEC%20validation").body();
    }

    private static void awaitLogged(JamesHome home, String text) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(Files.readString(home.log())).contains(text));
    }
}
