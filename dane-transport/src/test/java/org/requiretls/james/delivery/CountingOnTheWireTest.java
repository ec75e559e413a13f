package org.requiretls.james.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.delivery.SenderLab.address;
import static org.requiretls.james.delivery.SenderLab.capable;
import static org.requiretls.james.delivery.SenderLab.selfSigned;
import static org.requiretls.james.delivery.SenderLab.trusted;
import static org.requiretls.james.delivery.StsLab.DOMAIN;
import static org.requiretls.james.delivery.StsLab.MX;
import static org.requiretls.james.delivery.StsLab.policy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.dns.Fault;
import org.requiretls.james.lab.dns.LabZone;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.pki.TlsaData;
import org.requiretls.james.lab.policyhost.HttpAnswer;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;
import org.requiretls.james.lab.smtp.Stage;
import org.requiretls.james.policy.MessageTag;
import org.requiretls.james.reporting.DailyCount;
import org.requiretls.james.reporting.SessionCounter;
import org.requiretls.james.reporting.SourceAddress;
import org.requiretls.james.reporting.TallyStore;
import org.requiretls.james.tlsrpt.FailureDetail;
import org.requiretls.james.tlsrpt.PolicyCount;
import org.requiretls.james.tlsrpt.Report;
import org.requiretls.james.tlsrpt.Submitter;

/** What is counted for TLS reports (RFC 8460 section 4) of what really happened on the wire. */
class CountingOnTheWireTest {

    private static final Clock CLOCK = Clock.systemUTC();
    private static final Identity EXPIRED =
            CertificateMaker.leaf(MX).signedBy(SenderLab.ROOT).expired().make();

    @TempDir
    private Path folder;

    private StsLab lab;
    private TallyStore store;
    private DailyCount count;

    @BeforeEach
    void open() throws IOException {
        lab = new StsLab(folder);
        store = new TallyStore(folder.resolve("counts"), new Submitter("O", "tls@out.example", "n1"));
        count = new DailyCount(store, CLOCK);
        lab.sender.tell(new SessionCounter(count, SourceAddress.byRoute()));
    }

    @AfterEach
    void close() throws IOException {
        lab.close();
    }

    private List<PolicyCount> counted(String domain) {
        count.save();
        return store.load(LocalDate.ofInstant(CLOCK.instant(), ZoneOffset.UTC)).of(domain);
    }

    /** Such as {@code sts 0/1 certificate-expired}: successes, failures, and their types with the reason. */
    private String inShort(String domain) {
        return counted(domain).stream()
                .map(each -> each.policy().type().keyword() + " " + each.successes() + "/" + each.failures()
                        + each.details().keySet().stream()
                                .map(detail -> " " + detail.type().keyword()
                                        + detail.reasonCode()
                                                .filter(code -> !code.contains(":"))
                                                .map(code -> "(" + code + ")")
                                                .orElse(""))
                                .collect(Collectors.joining()))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static SmtpPeerBuilder peer(String name) {
        return switch (name) {
            case "good" -> capable(trusted(MX));
            case "expired" -> capable(EXPIRED);
            case "other name" -> capable(trusted("other.test"));
            case "self-signed" -> capable(selfSigned(MX));
            case "no STARTTLS" -> capable(trusted(MX)).startTlsStripped();
            case "454" -> capable(trusted(MX)).on(Stage.STARTTLS, Answer.reply("454 4.7.0 not now"));
            case "alert" -> capable(trusted(MX)).on(Stage.HANDSHAKE, Answer.tlsAlert(40));
            default -> throw new IllegalArgumentException(name);
        };
    }

    @ParameterizedTest(name = "{0}, {1}, {2}: {3}")
    @CsvSource({
        "NONE,       enforce, good,        sts 1/0",
        "NONE,       enforce, expired,     sts 0/1 certificate-expired",
        "NONE,       testing, expired,     sts 0/1 certificate-expired",
        "NO,         enforce, expired,     sts 0/1 certificate-expired",
        "REQUIRETLS, enforce, expired,     sts 0/1 certificate-expired",
        "NONE,       enforce, other name,  sts 0/1 certificate-host-mismatch",
        "NONE,       enforce, self-signed, sts 0/1 certificate-not-trusted(chain-not-trusted)",
        "NONE,       enforce, no STARTTLS, sts 0/1 starttls-not-supported",
        "NONE,       testing, no STARTTLS, sts 0/1 starttls-not-supported",
        "NONE,       enforce, 454,         sts 0/1 starttls-not-supported(STARTTLS answered 454)",
        "NONE,       enforce, alert,       sts 0/1 validation-failure(handshake-alert)",
        "NONE,       testing, alert,       sts 0/1 validation-failure(handshake-alert)",
        "NONE,       none,    good,        no-policy-found 1/0",
        "NONE,       none,    expired,     no-policy-found 1/0",
        "NONE,       none,    no STARTTLS, no-policy-found 0/1 starttls-not-supported",
        "NONE,       none,    alert,       no-policy-found 0/1 validation-failure(handshake-alert)",
        "NO,         none,    good,        no-policy-found 1/0",
        "REPORT,     enforce, good,        ''",
        "REPORT,     enforce, expired,     ''",
    })
    @Covers({
        "R8460-3-14",
        "R8460-4.2-02",
        "R8460-4.3-01",
        "R8460-4.3-02",
        "R8460-4.3-03",
        "R8460-4.3-04",
        "R8460-4.3-05",
        "R8461-5-02",
        "R8461-6-03",
        "S-NO-03"
    })
    void underMtaSts(MessageTag tag, String mode, String host, String expected) throws Exception {
        lab.publish(policy(mode, mode.equals("none") ? "" : MX));
        lab.start(peer(host));
        lab.send(tag);

        assertThat(inShort(DOMAIN)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"enforce", "testing"})
    @Covers("R8460-4.3-02")
    void aHostThatThePolicyDoesNotName(String mode) throws Exception {
        lab.publish(policy(mode, "mx.other.test"));
        lab.start(peer("good"));
        lab.send(MessageTag.NONE);

        assertThat(inShort(DOMAIN)).isEqualTo("sts 0/1 validation-failure(sts-mx-mismatch)");
    }

    @Test
    @Covers({"R8460-4.3-10", "R8461-3.3-10", "R8461-6-01"})
    void aPolicyThatCannotBeFetched() throws Exception {
        lab.publish(HttpAnswer.of(404, "text/plain", "no"));
        lab.start(peer("good"));
        lab.send(MessageTag.NONE);

        assertThat(inShort(DOMAIN)).startsWith("no-policy-found 1/0, sts 0/1 sts-policy-fetch-error");
        PolicyCount sts = counted(DOMAIN).get(0);
        FailureDetail detail = sts.details().keySet().iterator().next();
        assertThat(detail.receivingMxHostname()).isEmpty();
        assertThat(detail.receivingIp()).isEmpty();
    }

    /** The text is shown with its mistakes, to whoever has made them. */
    @Test
    @Covers({"R8460-4.3-11", "R8460-4.4-03"})
    void aPolicyThatIsNone() throws Exception {
        lab.publish("version: STSv1\r\nmode: report\r\n");
        lab.start(peer("good"));
        lab.send(MessageTag.NONE);

        assertThat(inShort(DOMAIN)).contains("sts 0/1 sts-policy-invalid");
        assertThat(counted(DOMAIN).get(0).policy().text()).containsExactly("version: STSv1", "mode: report");
    }

    @Test
    @Covers("R8460-4.4-03")
    void aPolicyIsToldAsItWasPublished() throws Exception {
        lab.publish("max_age: 9999999999\r\nversion: STSv1\r\nmx: MX.sts.test\r\nmode: testing\r\nour: own\r\n");
        lab.start(peer("good"));
        lab.send(MessageTag.NONE);

        assertThat(counted(DOMAIN).get(0).policy().text())
                .containsExactly(
                        "max_age: 9999999999", "version: STSv1", "mx: MX.sts.test", "mode: testing", "our: own");
        assertThat(counted(DOMAIN).get(0).policy().mxPatterns()).containsExactly("mx.sts.test");
    }

    @ParameterizedTest
    @CsvSource({"enforce, sts 2/1 sts-policy-fetch-error", "none, no-policy-found 2/0"})
    @Covers("R8461-6-02")
    void aPolicyThatIsRememberedWhileNeitherRecordNorHostAnswers(String mode, String expected) throws Exception {
        lab.publish(policy(mode, mode.equals("none") ? "" : MX));
        lab.start(peer("good"));
        lab.send(MessageTag.NONE);
        lab.sender.restart();
        lab.block();

        assertThat(lab.send(MessageTag.NONE)).isEqualTo("delivered by " + MX);

        assertThat(inShort(DOMAIN)).startsWith(expected);
    }

    @Test
    @Covers({"R8460-4.4-04", "R8460-5.1-03"})
    void anInternationalDomainByItsALabels() throws Exception {
        String name = "xn--bcher-kva.test";
        lab.sender.dns.publish(
                lab.sender.dns.zone(name).unsigned().mx(10, "mx." + name).address("mx." + name, address(1)));
        start(trusted("mx." + name));

        assertThat(lab.sender.send(MessageTag.NONE, "b\u00fccher.test")).isEqualTo("delivered by mx." + name);

        Report report = new Report(
                new Submitter("O", "tls@out.example", "n1"),
                LocalDate.ofInstant(CLOCK.instant(), ZoneOffset.UTC),
                name,
                counted(name));
        assertThat(report.fileName()).startsWith("out.example!" + name + "!");
        assertThat(new String(report.json(), StandardCharsets.UTF_8)).contains("\"policy-domain\" : \"" + name + "\"");
    }

    @Test
    @Covers("R8460-4.3-12")
    void aPolicyHostThatDoesNotProveWhoItIs() throws Exception {
        lab.policyHost.identify(StsLab.POLICY_HOST, selfSigned(StsLab.POLICY_HOST));
        lab.publish(policy("enforce", MX));
        lab.start(peer("good"));
        lab.send(MessageTag.NONE);

        assertThat(inShort(DOMAIN)).contains("sts 0/1 sts-webpki-invalid");
    }

    @Test
    @Covers({"R8460-4.2-03", "S-RES-05"})
    void messagesOnAConnectionThatIsOpenAddNothing() throws Exception {
        lab.publish(policy("enforce", MX));
        lab.start(peer("good"));
        for (int i = 0; i < 5; i++) {
            assertThat(lab.send(MessageTag.NONE)).isEqualTo("delivered by " + MX);
        }

        assertThat(inShort(DOMAIN)).isEqualTo("sts 1/0");
    }

    @Test
    @Covers("R8460-4.3.4-01")
    void aHostThatIsDownIsNotCounted() throws Exception {
        lab.publish(policy("enforce", MX));
        lab.send(MessageTag.NONE);

        assertThat(counted(DOMAIN)).isEmpty();
    }

    @Test
    @Covers({"R8460-4.4-06", "R8460-4.4-08", "R8460-4.4-09"})
    void aFailureNamesHostAndAddressesAndNobodyElse() throws Exception {
        lab.publish(policy("enforce", MX));
        lab.start(peer("expired"));
        lab.send(MessageTag.NONE);

        FailureDetail detail =
                counted(DOMAIN).get(0).details().keySet().iterator().next();
        assertThat(detail.receivingMxHostname()).contains(MX);
        assertThat(detail.receivingIp().orElseThrow()).startsWith("127.0.7.");
        assertThat(detail.sendingMtaIp().orElseThrow()).startsWith("127.");
        assertThat(detail.toString()).doesNotContain("@");
    }

    private LabZone good() {
        return lab.sender.dns.zone("good.test").mx(10, "mx.good.test").address("mx.good.test", address(1));
    }

    private LabZone good(String tlsa) {
        return good().tlsa("mx.good.test", lab.sender.port(), tlsa);
    }

    private void start(Identity identity) throws IOException {
        lab.sender.start(1, capable(identity));
    }

    private void send() throws Exception {
        lab.sender.send(MessageTag.NONE, "good.test");
    }

    @Test
    @Covers("R8460-1.1-01")
    void underDane() throws Exception {
        Identity identity = selfSigned("other.test");
        lab.sender.dns.publish(good(TlsaData.zoneText(identity.certificate(), 3, 1, 1)));
        start(identity);
        send();

        assertThat(inShort("good.test")).isEqualTo("tlsa 1/0");
        assertThat(counted("good.test").get(0).policy().domain()).isEqualTo("mx.good.test");
        assertThat(counted("good.test").get(0).policy().text().get(0)).matches("3 1 1 [0-9a-f]{64}");
    }

    /** Two policies, two counts: what one of them says does not hide how the other fared. */
    @ParameterizedTest(name = "{0}, {1}: {2}")
    @CsvSource({
        "enforce, trusted,     'sts 1/0, tlsa 1/0'",
        "enforce, self-signed, 'sts 0/1 certificate-not-trusted(chain-not-trusted), tlsa 1/0'",
        "testing, self-signed, 'sts 0/1 certificate-not-trusted(chain-not-trusted), tlsa 1/0'",
        "none,    self-signed, tlsa 1/0"
    })
    @Covers("R8460-4-03")
    void underDaneWithAPolicyBesideIt(String mode, String certificate, String expected) throws Exception {
        Identity identity = certificate.equals("trusted") ? trusted(MX) : selfSigned(MX);
        lab.publish(policy(mode, mode.equals("none") ? "" : MX));
        lab.sender.dns.publish(lab.zone()
                .txt("_mta-sts." + DOMAIN, "v=STSv1; id=1;")
                .tlsa(MX, lab.sender.port(), TlsaData.zoneText(identity.certificate(), 3, 1, 1)));
        lab.start(capable(identity));

        assertThat(lab.send(MessageTag.NONE)).isEqualTo("delivered by " + MX);

        assertThat(inShort(DOMAIN)).isEqualTo(expected);
    }

    @Test
    void underDaneThatDoesNotMatch() throws Exception {
        lab.sender.dns.publish(good("3 1 1 " + "ab".repeat(32)));
        start(trusted("mx.good.test"));
        send();

        assertThat(inShort("good.test")).isEqualTo("tlsa 0/1 validation-failure(tlsa-no-match)");
    }

    @Test
    void underDaneAnExpiredAuthority() throws Exception {
        Identity authority = CertificateMaker.root("Authority").make();
        Identity leaf = CertificateMaker.leaf("mx.good.test")
                .signedBy(authority)
                .expired()
                .make();
        lab.sender.dns.publish(good(TlsaData.zoneText(authority.certificate(), 2, 0, 1)));
        start(leaf);
        send();

        assertThat(inShort("good.test")).isEqualTo("tlsa 0/1 certificate-expired");
    }

    @Test
    @Covers("R8460-4.3-06")
    void unusableRecords() throws Exception {
        lab.sender.dns.publish(good("3 1 9 " + "ab".repeat(32)));
        start(trusted("mx.good.test"));
        send();

        assertThat(inShort("good.test")).isEqualTo("tlsa 0/1 tlsa-invalid(all-unusable)");
    }

    @Test
    @Covers("R8460-4.3-07")
    void bogusRecords() throws Exception {
        String name = "_" + lab.sender.port() + "._tcp.mx.good.test";
        lab.sender.dns.publish(good("3 1 1 " + "ab".repeat(32)).breakSignature(name, "TLSA"));
        start(trusted("mx.good.test"));
        send();

        assertThat(inShort("good.test")).isEqualTo("tlsa 0/1 dnssec-invalid");
    }

    @Test
    void recordsThatCannotBeLookedUpAreNotCounted() throws Exception {
        lab.sender.dns.publish(good("3 1 1 " + "ab".repeat(32)));
        lab.sender.dns.fault("_" + lab.sender.port() + "._tcp.mx.good.test", "TLSA", Fault.SERVFAIL);
        start(trusted("mx.good.test"));
        send();

        assertThat(inShort("good.test")).isEmpty();
    }

    @Test
    @Covers({"R8460-4.3-08", "R7672-2.2-09"})
    void aRuleThatWantsDane() throws Exception {
        lab.sender.with("tlsRules", "good.test dane-only");
        lab.sender.dns.publish(good());
        start(trusted("mx.good.test"));
        send();

        assertThat(inShort("good.test")).contains("tlsa 0/1 dane-required");
    }
}
