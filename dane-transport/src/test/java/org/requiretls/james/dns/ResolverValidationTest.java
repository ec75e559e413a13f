package org.requiretls.james.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.dns.DnsAnswer.Cause;
import org.requiretls.james.dns.DnsAnswer.Failed;
import org.requiretls.james.dns.DnsAnswer.Found;
import org.requiretls.james.dns.DnsAnswer.NoData;
import org.requiretls.james.dns.DnsAnswer.NoSuchName;
import org.requiretls.james.dns.DnsSettings.Validator;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.dns.Fault;
import org.requiretls.james.lab.dns.LabDns;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

class ResolverValidationTest {

    private static final UnaryOperator<Message> PROVEN = response -> {
        response.getHeader().setFlag(Flags.AD);
        return response;
    };

    private LabDns dns;
    private DnsSettings settings;
    private DnsClient client;

    @BeforeEach
    void start() {
        dns = LabDns.start();
        dns.publish(
                dns.zone("good.test")
                        .address("mx.good.test", "127.0.0.2")
                        .cname("alias.good.test", "mx.good.test")
                        .cname("void.good.test", "nosuch.good.test")
                        .cname("out.good.test", "host.plain.test"),
                dns.zone("plain.test").unsigned().address("host.plain.test", "127.0.0.4"));
        settings =
                DnsSettings.defaults().withResolvers(List.of(dns.address())).withValidator(Validator.LOOPBACK_RESOLVER);
        client = new DnsClient(settings);
    }

    @AfterEach
    void stop() {
        client.close();
        dns.close();
    }

    private DnsAnswer<DnsRecord.Address> ask(String name) {
        return client.lookup(name, RecordType.A).join();
    }

    @Test
    @Covers("R7672-2.1.1-05")
    void theAdBitMakesAnAnswerSecure() {
        assertThat(ask("mx.good.test").security()).isEqualTo(SecurityStatus.INSECURE);

        dns.tamper("mx.good.test", "A", PROVEN);
        assertThat(ask("mx.good.test")).isInstanceOf(Found.class);
        assertThat(ask("mx.good.test").security()).isEqualTo(SecurityStatus.SECURE);
    }

    @Test
    void soItDoesWithADenial() {
        dns.tamper("nosuch.good.test", "A", PROVEN);
        dns.tamper("good.test", "A", PROVEN);

        assertThat(ask("nosuch.good.test")).isEqualTo(new NoSuchName<>(SecurityStatus.SECURE, List.of(), 30));
        assertThat(ask("good.test")).isEqualTo(new NoData<>(SecurityStatus.SECURE, List.of(), 30));
        assertThat(ask("nosuch.plain.test")).isEqualTo(new NoSuchName<>(SecurityStatus.INSECURE, List.of(), 30));
        assertThat(ask("plain.test")).isEqualTo(new NoData<>(SecurityStatus.INSECURE, List.of(), 30));
    }

    @Test
    void noTrustAnchorIsAskedForAndNoKeyFetched() {
        ask("mx.good.test");

        assertThat(dns.queries()).containsExactly("mx.good.test/A");
    }

    @DisplayName("R7672-2.1.3-04: the state of each link is known here, too")
    @Test
    void aliases() {
        dns.tamper("out.good.test", "CNAME", PROVEN);

        DnsAnswer<DnsRecord.Address> answer = ask("out.good.test");

        assertThat(answer.security()).isEqualTo(SecurityStatus.INSECURE);
        assertThat(answer.aliases())
                .containsExactly(new AliasLink("out.good.test", "host.plain.test", SecurityStatus.SECURE));
        assertThat(ask("alias.good.test")).isInstanceOf(Found.class);
        assertThat(ask("void.good.test")).isInstanceOf(NoSuchName.class);
    }

    @DisplayName("An AD bit over the first link of a chain proves nothing about its end")
    @Test
    void aResolverThatDoesNotFollowAliases() {
        dns.fault("alias.good.test", "A", Fault.ALIAS_ONLY);

        assertThat(ask("alias.good.test")).satisfies(failure(Cause.MALFORMED, "does not follow aliases"));
    }

    @DisplayName("RFC 8914: SERVFAIL with an extended error about DNSSEC is bogus or indeterminate")
    @ParameterizedTest
    @CsvSource({
        "6, BOGUS",
        "7, BOGUS",
        "8, BOGUS",
        "9, BOGUS",
        "10, BOGUS",
        "11, BOGUS",
        "12, BOGUS",
        "27, BOGUS",
        "5, INDETERMINATE",
        "0, SERVER_FAILURE",
        "22, SERVER_FAILURE"
    })
    void extendedErrors(int code, Cause expected) {
        dns.tamper("mx.good.test", "A", response -> {
            Message refusal = new Message(response.getHeader().getID());
            refusal.getHeader().setFlag(Flags.QR);
            refusal.getHeader().setRcode(Rcode.SERVFAIL);
            refusal.addRecord(response.getQuestion(), Section.QUESTION);
            refusal.addRecord(
                    new OPTRecord(1232, 0, 0, 0, List.of(new ExtendedErrorCodeOption(code, "says the lab"))),
                    Section.ADDITIONAL);
            return refusal;
        });

        assertThat(ask("mx.good.test")).satisfies(failure(expected, "says the lab"));
        assertThat(((Failed<?>) ask("mx.good.test")).extendedError()).hasValue(code);
    }

    @Test
    void servfailAloneIsAFailure() {
        dns.fault("mx.good.test", "A", Fault.SERVFAIL);

        assertThat(ask("mx.good.test")).satisfies(failure(Cause.SERVER_FAILURE, "SERVFAIL"));
    }

    private static Consumer<DnsAnswer<DnsRecord.Address>> failure(Cause cause, String reason) {
        return answer -> {
            assertThat(((Failed<?>) answer).cause()).isEqualTo(cause);
            assertThat(((Failed<?>) answer).reason()).contains(reason);
        };
    }

    @DisplayName("The AD bit counts only from a resolver that nobody sits in front of")
    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.53", "10.0.0.1", "0.0.0.0", "2001:db8::53"})
    @Covers("R7672-2.1.1-07")
    void aResolverElsewhere(String address) {
        List<InetSocketAddress> resolvers = List.of(dns.address(), new InetSocketAddress(address, 53));

        assertThatThrownBy(() -> new DnsClient(settings.withResolvers(resolvers)))
                .isInstanceOf(DnsConfigurationException.class)
                .hasMessageContaining(address.contains(":") ? "2001:" : address)
                .hasMessageContaining("not on this machine")
                .hasMessageContaining("127.0.0.1 or ::1");
    }

    @Test
    void aResolverThatIsANameIsNotTrusted() {
        InetSocketAddress name = InetSocketAddress.createUnresolved("localhost", 53);

        assertThatThrownBy(() -> new ResolverValidation(null, List.of(name)))
                .isInstanceOf(DnsConfigurationException.class)
                .hasMessageContaining("localhost");
    }

    @Test
    void trustAnchorsWouldHaveNoEffect() {
        assertThatThrownBy(() -> settings.withTrustAnchors(Path.of("anchors")))
                .isInstanceOf(DnsConfigurationException.class)
                .hasMessageContaining("anchors has no effect");
    }
}
