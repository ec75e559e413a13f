package org.requiretls.james.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.dns.DnsSettings.Validator;
import org.requiretls.james.dns.DnssecSelfTest.Result;
import org.requiretls.james.dns.DnssecSelfTest.Result.BrokenNameAccepted;
import org.requiretls.james.dns.DnssecSelfTest.Result.GoodNameRefused;
import org.requiretls.james.dns.DnssecSelfTest.Result.NoAnswer;
import org.requiretls.james.dns.DnssecSelfTest.Result.ValidationOff;
import org.requiretls.james.dns.DnssecSelfTest.Result.Works;
import org.requiretls.james.lab.dns.Fault;
import org.requiretls.james.lab.dns.LabDns;
import org.xbill.DNS.Flags;

@DisplayName("S-DNS: the self-test tells whether validation really works")
class DnssecSelfTestTest {

    @TempDir
    Path folder;

    private LabDns dns;
    private DnsSettings settings;

    @BeforeEach
    void start() throws IOException {
        dns = LabDns.start();
        dns.publish(
                dns.zone("good.test").address("good.test", "127.0.0.2"),
                dns.zone("plain.test").unsigned().address("plain.test", "127.0.0.3"),
                dns.zone("broken.test").bogus().address("broken.test", "127.0.0.4"));
        settings = DnsSettings.defaults()
                .withResolvers(List.of(dns.address()))
                .withTrustAnchors(dns.trustAnchorFile(folder.resolve("anchors")))
                .withTimeout(Duration.ofSeconds(8));
    }

    @AfterEach
    void stop() {
        dns.close();
    }

    private Result run(DnsSettings chosen, String good, String broken) {
        try (DnsClient client = new DnsClient(chosen)) {
            return new DnssecSelfTest(client, new SelfTestNames(good, broken), client.resolvers())
                    .run()
                    .join();
        }
    }

    private String resolver() {
        return "resolver 127.0.0.1:" + dns.address().getPort();
    }

    private Result run() {
        return run(settings, "good.test", "broken.test");
    }

    @Test
    void works() {
        assertThat(run()).isInstanceOf(Works.class);
        assertThat(run().sentence()).contains("good.test is secure", "broken.test is refused");
    }

    @Test
    void anUnsignedGoodNameShowsThatNothingIsValidated() {
        assertThat(run(settings, "plain.test", "broken.test"))
                .isInstanceOf(ValidationOff.class)
                .extracting(Result::sentence)
                .asString()
                .contains("plain.test is signed, but its answer counts as unsigned", resolver());
    }

    @Test
    void trustAnchorsThatDoNotCoverTheGoodName() throws IOException {
        dns.publish(dns.zone("island.test").island());
        Path elsewhere = Files.writeString(folder.resolve("other"), dns.trustAnchor("island.test"));

        // The anchors of the public root apply then, whose keys the lab does not have.
        assertThat(run(settings.withTrustAnchors(elsewhere), "good.test", "broken.test"))
                .isInstanceOf(GoodNameRefused.class)
                .extracting(Result::sentence)
                .asString()
                .contains("good.test A", "clock", "trust anchors", resolver());
    }

    @Test
    void aResolverThatStripsSignatures() {
        for (String type : List.of("A", "DNSKEY", "DS")) {
            dns.tamper("good.test", type, Forgery::unsigned);
        }

        assertThat(run())
                .isInstanceOf(GoodNameRefused.class)
                .extracting(Result::sentence)
                .asString()
                .contains("pass on signatures and keys");
    }

    @Test
    void aBrokenNameThatIsNotBroken() {
        for (String accepted : List.of("good.test", "plain.test")) {
            assertThat(run(settings, "good.test", accepted))
                    .isInstanceOf(BrokenNameAccepted.class)
                    .extracting(Result::sentence)
                    .asString()
                    .contains(accepted + " has broken signatures, but its answer was taken");
        }
    }

    @DisplayName("A name that is proven to be gone shows that this name validates, and nothing about the other")
    @ParameterizedTest
    @CsvSource({"gone.good.test, broken.test", "good.test, gone.good.test"})
    void aNameThatIsGone(String good, String broken) {
        assertThat(run(settings, good, broken))
                .isInstanceOf(NoAnswer.class)
                .extracting(Result::sentence)
                .asString()
                .contains("could not be tested", "gone.good.test has no address any more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"good.test", "broken.test"})
    void noAnswer(String name) {
        dns.fault(name, "A", Fault.DROP);

        assertThat(run(settings.withTimeout(Duration.ofMillis(300)), "good.test", "broken.test"))
                .isInstanceOf(NoAnswer.class)
                .extracting(Result::sentence)
                .asString()
                .contains(name + " could not be looked up", resolver());
    }

    @DisplayName("A resolver that validates for us may refuse with SERVFAIL alone")
    @Test
    void byTheAdBit() {
        DnsSettings trusting =
                DnsSettings.defaults().withResolvers(List.of(dns.address())).withValidator(Validator.LOOPBACK_RESOLVER);
        assertThat(run(trusting, "good.test", "broken.test")).isInstanceOf(ValidationOff.class);

        dns.tamper("good.test", "A", response -> {
            response.getHeader().setFlag(Flags.AD);
            return response;
        });
        assertThat(run(trusting, "good.test", "broken.test")).isInstanceOf(BrokenNameAccepted.class);

        dns.fault("broken.test", "A", Fault.SERVFAIL);
        assertThat(run(trusting, "good.test", "broken.test")).isInstanceOf(Works.class);
    }
}
