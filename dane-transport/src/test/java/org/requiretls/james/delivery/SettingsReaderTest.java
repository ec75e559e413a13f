package org.requiretls.james.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.mail.MessagingException;
import org.apache.mailet.base.test.FakeMailetConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.requiretls.james.dane.DigestOrder;
import org.requiretls.james.dane.DigestOrder.Digest;
import org.requiretls.james.dns.CacheSettings;
import org.requiretls.james.dns.DnsSettings;
import org.requiretls.james.dns.DnsSettings.Validator;
import org.requiretls.james.dns.SelfTestNames;
import org.requiretls.james.hop.GatewayAccess;
import org.requiretls.james.hop.GatewayAccess.Exposure;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.policy.DaneState.InsecureMxDane;
import org.requiretls.james.policy.LocalRule;
import org.requiretls.james.route.MxHost;
import org.requiretls.james.smtpclient.Envelope.Quorum;
import org.requiretls.james.smtpclient.Login;
import org.requiretls.james.smtpclient.SmtpTimeouts;

class SettingsReaderTest {

    @TempDir
    Path directory;

    private DeliverySettings read(Map<String, String> parameters) throws MessagingException {
        FakeMailetConfig.Builder config = FakeMailetConfig.builder().mailetName("DaneRemoteDelivery");
        parameters.forEach(config::setProperty);
        return MailetSettings.read(config.build(), directory::resolve);
    }

    @Test
    @Covers("R6698-8.3-01")
    void withoutParametersTheStockDefaultsHold() throws Exception {
        DeliverySettings settings = read(Map.of());

        assertThat(settings.outgoingQueue()).isEqualTo("outgoing");
        assertThat(settings.retries().delays()).hasSize(5).containsOnly(Duration.ofHours(6));
        assertThat(settings.timeouts()).isEqualTo(SmtpTimeouts.DEFAULT.withConnect(Duration.ofMinutes(1)));
        assertThat(settings.quorum()).isEqualTo(Quorum.ANY);
        assertThat(settings.gatewayAccess()).isEqualTo(GatewayAccess.AS_MX);
        assertThat(settings.smtpPort()).isEqualTo(25);
        assertThat(settings.gateways()).isEmpty();
        assertThat(settings.dns().resolvers()).isEmpty();
        assertThat(settings.insecureMxDane()).isEqualTo(InsecureMxDane.ON);
        assertThat(settings.dns()).isEqualTo(DnsSettings.defaults());
        assertThat(settings.dns().validator()).isEqualTo(Validator.THIS_PROCESS);
        assertThat(settings.dnsCache()).isEqualTo(CacheSettings.defaults());
        assertThat(settings.dnssecTest()).isEqualTo(SelfTestNames.DEFAULT);
    }

    @Test
    void dnsIsReadWhole() throws Exception {
        DeliverySettings settings = read(Map.of(
                "dnsServers", "127.0.0.1:5353",
                "dnssecValidator", "resolver",
                "dnsCacheMegabytes", "4096",
                "dnsCacheSeconds", "60",
                "dnsCacheDenialSeconds", "0",
                "dnssecTestNames", "good.example broken.example"));

        assertThat(settings.dns().validator()).isEqualTo(Validator.LOOPBACK_RESOLVER);
        assertThat(settings.dnsCache())
                .isEqualTo(new CacheSettings(Duration.ofMinutes(1), Duration.ZERO, Duration.ofSeconds(2), 4L << 30));
        assertThat(settings.dnssecTest()).isEqualTo(new SelfTestNames("good.example", "broken.example"));
    }

    @Test
    void digestsAndTheirOrderCanBeChosen() throws Exception {
        assertThat(read(Map.of("tlsaDigests", "3=SHA3-512, 1=SHA-256")).tlsaDigests())
                .isEqualTo(new DigestOrder(List.of(new Digest(3, "SHA3-512"), new Digest(1, "SHA-256"))));
        assertThat(read(Map.of("tlsaDigests", Parameter.TLSA_DIGESTS.defaultValue()))
                        .tlsaDigests())
                .isEqualTo(DigestOrder.STANDARD);
    }

    @Test
    void aResolverElsewhereIsNotBelieved() {
        assertThatThrownBy(() -> read(Map.of("dnsServers", "192.0.2.1", "dnssecValidator", "resolver")))
                .hasMessageContaining("<dnssecValidator>")
                .hasMessageContaining("192.0.2.1 is not on this machine");
    }

    @Test
    void aResolverHasItsOwnTrustAnchors() throws Exception {
        Files.writeString(directory.resolve("anchors"), ". IN DS 1 8 2 00");

        assertThatThrownBy(() ->
                        read(Map.of("dnsServers", "::1", "dnssecValidator", "resolver", "trustAnchors", "anchors")))
                .hasMessageContaining("has no effect where a resolver validates");
    }

    @Test
    void theStockSampleConfigurationIsTakenOnceItsIgnoredParametersAreGone() throws Exception {
        DeliverySettings settings = read(Map.of(
                "outgoing", "relay",
                "delayTime", "5000, 100000, 500000",
                "maxRetries", "3",
                "maxDnsProblemRetries", "0",
                "sendpartial", "true",
                "bounceProcessor", "bounces"));

        assertThat(settings.outgoingQueue()).isEqualTo("relay");
        assertThat(settings.bounceProcessor()).contains("bounces");
        assertThat(settings.retries().delays()).hasSize(3);
    }

    @Test
    void gatewaysAndResolversAreReadWithTheirPorts() throws Exception {
        DeliverySettings settings = read(Map.of(
                "gateway",
                "Relay.Example:2525, other.example",
                "gatewayPort",
                "587",
                "dnsServers",
                "127.0.0.1:5353,[::1]"));

        assertThat(settings.gateways())
                .containsExactly(new MxHost("relay.example", 0, 2525), new MxHost("other.example", 0, 587));
        assertThat(settings.dns().resolvers())
                .containsExactly(new InetSocketAddress("127.0.0.1", 5353), new InetSocketAddress("::1", 53));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "maxRetrys|3|there is no such parameter",
                "outGoing|x|is spelt <outgoing>",
                "outgoingQueue|x|named by 'outgoing'",
                "deliveryThreads|10|concurrentDeliveries",
                "sslEnable|true|<gateway> names none",
                "verifyServerIdentity|false|<gateway> names none",
                "gatewayPort|587|<gateway> names none",
                "gatewayPassword|secret|<gateway> names none",
                "gatewayUsername|me|there is no <gatewayPassword> with it",
                "gatewayPassword|secret|there is no <gatewayUsername> with it",
                "gatewayCredentials|somehow|one of authenticated, encrypted, clear",
                "mail.smtp.ssl.trust|*|<trustStore>",
                "mail.smtps.starttls.required|true|'* encrypt' in <tlsRules>",
                "mail.smtp.nonsense|1|nothing that corresponds",
                "mail.debug|true|nothing that corresponds",
                "startTLS|false|must be true",
                "sendpartial|perhaps|true or false",
                "timeout|0|a time from 1 msec to 1 day",
                "rcptTimeout|2 day|a time from 1 msec to 1 day",
                "endOfDataTimeout|soon|such as 5 minute",
                "maxRecipients|0|from 1 to 10000",
                "maxRetries|many|'many' is not a number",
                "maxRetries|-1|'-1' is not a number",
                "smtpPort|70000|from 1 to 65535",
                "insecureMxDane|maybe|'maybe' is not true or false",
                "delayTime|soon|[attempts*]delay [unit]",
                "dnssecValidator|dnsmasq|is not james or resolver",
                "dnsCacheMegabytes|5000|from 0 to 4096",
                "dnsCacheSeconds|-1|from 0 to 604800",
                "dnsCacheDenialSeconds|day|from 0 to 10800",
                "dnssecTestNames|one.example|is not a pair of names",
                "dnssecTestNames|one.example,ONE.example|is not a pair of names",
                "tlsaDigests|SHA-256|is not a matching type and a digest",
                "tlsaDigests|1=SHA-512|stands for SHA-256",
                "tlsaDigests|3=SHA-1|too weak",
                "tlsaDigests|3=SHA-7|no digest",
                "tlsaDigests|1=SHA-256,1=SHA-256|Two digests for matching type 1",
                "tlsaDigests|300=SHA3-256|from 1 to 255",
                "trustAnchors|missing.anchors|a file that this process can read",
                "trustStore|missing.p12|a file that this process can read",
                "gateway|a:b:c|host or host:port",
                "bind|300.1.2.3|an IP address",
            })
    void aMistakeStopsStartUpAndIsNamed(String key, String value, String told) {
        assertThatThrownBy(() -> read(Map.of(key, value)))
                .isInstanceOf(MessagingException.class)
                .hasMessageContaining("<" + key + ">")
                .hasMessageContaining(told);
    }

    @Test
    void theStockTimeOutLowersAllThatIsNotSetItself() throws Exception {
        SmtpTimeouts timeouts = read(Map.of("timeout", "7000", "endOfDataTimeout", "1 hour", "quitTimeout", "500"))
                .timeouts();

        assertThat(timeouts)
                .isEqualTo(new SmtpTimeouts(
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(7),
                        Duration.ofSeconds(7),
                        Duration.ofSeconds(7),
                        Duration.ofSeconds(7),
                        Duration.ofSeconds(7),
                        Duration.ofSeconds(7),
                        Duration.ofSeconds(7),
                        Duration.ofSeconds(7),
                        Duration.ofHours(1),
                        Duration.ofMillis(500),
                        SmtpTimeouts.DEFAULT.opening(),
                        SmtpTimeouts.DEFAULT.transaction()));
    }

    @Test
    void theQueueSaysHowLongADeliveryMayTakeUnlessTheAdministratorDoes() throws Exception {
        assertThat(read(Map.of()).deliveryDeadline()).isEmpty();
        assertThat(read(Map.of("deliveryDeadline", "90 minute")).deliveryDeadline())
                .contains(Duration.ofMinutes(90));
    }

    @Test
    void propertiesOfJavaMailThatSayTheSameAreTaken() throws Exception {
        DeliverySettings settings = read(Map.of(
                "mail.smtp.timeout",
                "7000",
                "mail.smtps.connectiontimeout",
                "8000",
                "mail.smtp.localhost",
                "me.example",
                "mail.smtp.localaddress",
                "127.0.0.9",
                "mail.smtp.sendpartial",
                "false"));

        assertThat(settings.timeouts().rcpt()).isEqualTo(Duration.ofSeconds(7));
        assertThat(settings.timeouts().connect()).isEqualTo(Duration.ofSeconds(8));
        assertThat(settings.heloName()).contains("me.example");
        assertThat(settings.bind()).contains(InetAddress.getByName("127.0.0.9"));
        assertThat(settings.quorum()).isEqualTo(Quorum.ALL);
    }

    private static LocalRule.Level levelOf(DeliverySettings settings, String host) {
        return settings.rules().forDomain(host).decision().level();
    }

    @Test
    void aGatewayThatGetsAPasswordIsAuthenticated() throws Exception {
        DeliverySettings settings = read(Map.of(
                "gateway", "relay.example", "gatewayusername", "me", "gatewayPassword", "secret", "tlsRules", "* may"));

        assertThat(settings.gatewayAccess().login()).contains(new Login("me", "secret"));
        assertThat(settings.gatewayAccess().exposure()).isEqualTo(Exposure.AUTHENTICATED);
        assertThat(levelOf(settings, "relay.example")).isEqualTo(LocalRule.Level.SECURE);
        assertThat(levelOf(settings, "elsewhere.example")).isEqualTo(LocalRule.Level.MAY);
        assertThat(settings.toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({"authenticated, SECURE", "encrypted, ENCRYPT", "clear, MAY"})
    void whereThePasswordMayGoIsSaidOutright(String credentials, LocalRule.Level level) throws Exception {
        DeliverySettings settings = read(Map.of(
                "gateway",
                "relay.example",
                "gatewayUsername",
                "me",
                "gatewayPassword",
                "secret",
                "gatewayCredentials",
                credentials));

        assertThat(levelOf(settings, "relay.example")).isEqualTo(level);
    }

    @Test
    void implicitTlsHasItsPortAndIsVerifiedUnlessToldOtherwise() throws Exception {
        DeliverySettings verified = read(Map.of("gateway", "relay.example", "sslEnable", "true", "startTLS", "false"));

        assertThat(verified.gateways()).containsExactly(new MxHost("relay.example", 0, 465));
        assertThat(verified.gatewayAccess().startsTlsAtOnce(465)).isTrue();
        assertThat(levelOf(verified, "relay.example")).isEqualTo(LocalRule.Level.SECURE);

        DeliverySettings unverified =
                read(Map.of("gateway", "relay.example:2465", "sslEnable", "true", "verifyServerIdentity", "false"));

        assertThat(unverified.gatewayAccess().startsTlsAtOnce(2465)).isTrue();
        assertThat(levelOf(unverified, "relay.example")).isEqualTo(LocalRule.Level.ENCRYPT);
    }

    @Test
    void atPort465TlsComesFirstAndNothingGoesInClear() throws Exception {
        DeliverySettings settings = read(Map.of("gateway", "relay.example:465"));

        assertThat(settings.gatewayAccess().startsTlsAtOnce(465)).isTrue();
        assertThat(settings.gatewayAccess().startsTlsAtOnce(25)).isFalse();
        assertThat(levelOf(settings, "relay.example")).isEqualTo(LocalRule.Level.ENCRYPT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "127.0.0.1|127.0.0.1 is an address",
                "[::1]|is an address",
                "relay.example|the rule for relay.example asks for less than secure"
            })
    void aGatewayThatCanNotBeAuthenticatedGetsNoPassword(String gateway, String told) {
        assertThatThrownBy(() -> read(Map.of(
                        "gateway",
                        gateway,
                        "gatewayUsername",
                        "me",
                        "gatewayPassword",
                        "hidden",
                        "tlsRules",
                        "relay.example encrypt")))
                .hasMessageContaining(told)
                .hasMessageContaining("<gatewayCredentials>")
                .hasMessageNotContaining("hidden");
    }

    @Test
    void rulesAreReadFromTheLinesOfTheirParameter() throws Exception {
        DeliverySettings settings = read(Map.of("tlsRules", "\n  partner.example  encrypt\n  *  may\n"));

        assertThat(settings.rules().forDomain("partner.example").decision().level())
                .isEqualTo(LocalRule.Level.ENCRYPT);
    }

    @Test
    void aMistakeInARuleIsToldWithItsLine() {
        assertThatThrownBy(() -> read(Map.of("tlsRules", "a.example sekure\nb.example none", "smtpPort", "0")))
                .hasMessageContaining("3 mistake(s)")
                .hasMessageContaining("<tlsRules>: 'a.example sekure'")
                .hasMessageContaining("<tlsRules>: 'b.example none'");
    }

    @Test
    void allMistakesAreToldAtOnce() {
        assertThatThrownBy(() -> read(Map.of("maxRetries", "x", "smtpPort", "0", "nonsense", "1")))
                .hasMessageContaining("3 mistake(s)")
                .hasMessageContaining("<maxRetries>")
                .hasMessageContaining("<smtpPort>")
                .hasMessageContaining("<nonsense>");
    }

    @Test
    void trustAnchorsThatAreNoneAreAmongTheMistakes() throws Exception {
        Files.writeString(directory.resolve("anchors"), "nonsense");

        assertThatThrownBy(() -> read(Map.of("trustAnchors", "anchors", "smtpPort", "0")))
                .hasMessageContaining("2 mistake(s)")
                .hasMessageContaining("<trustAnchors>")
                .hasMessageContaining("cannot be read");
    }

    @Test
    void aMistakeIsToldOnce() {
        assertThatThrownBy(() -> read(Map.of("sslEnable", "perhaps", "gateway", "relay.example")))
                .hasMessageContaining("1 mistake(s)");
    }

    @Test
    void filesAreLookedUpWhereTheLocatorSays() throws Exception {
        Files.writeString(directory.resolve("anchors"), ". IN DS 1 8 2 " + "00".repeat(32));

        assertThat(read(Map.of("trustAnchors", "anchors")).dns().trustAnchors()).contains(directory.resolve("anchors"));
    }
}
