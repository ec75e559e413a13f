package org.requiretls.james.hop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome;
import org.requiretls.james.hop.ProbeLab.Delivered;
import org.requiretls.james.hop.TagOutcome.Decision;
import org.requiretls.james.lab.dns.Fault;
import org.requiretls.james.lab.dns.LabZone;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.pki.TlsaData;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.ReceivedMessage;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;
import org.requiretls.james.lab.smtp.Stage;
import org.requiretls.james.policy.DeliveryStatus;
import org.requiretls.james.policy.MessageTag;
import org.requiretls.james.policy.Rule;

/** The probe says what delivery does: same rule, same status, same decision, whatever DNS and the peer come up with. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ProbeAgainstDeliveryTest {

    private static final Identity TRUSTED = server(ProbeLab.AUTHORITY);
    private static final Identity SELF_SIGNED =
            CertificateMaker.leaf(names()).selfSigned().make();
    private static final Identity OTHER_NAME =
            CertificateMaker.leaf("elsewhere.test").signedBy(ProbeLab.AUTHORITY).make();

    /** What DNS says about the host. */
    private enum World {
        TLSA_MATCHES,
        TLSA_DIFFERS,
        TLSA_UNUSABLE,
        TLSA_FAILS,
        NO_TLSA,
        UNSIGNED_MX_TLSA_MATCHES,
        UNSIGNED;

        String zone() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-') + ".test";
        }
    }

    private static final Map<String, Supplier<SmtpPeerBuilder>> PEERS = new LinkedHashMap<>();

    static {
        PEERS.put("good", () -> withTls(TRUSTED));
        PEERS.put("self-signed", () -> withTls(SELF_SIGNED));
        PEERS.put("other-name", () -> withTls(OTHER_NAME));
        PEERS.put("without-keyword", () -> inClear().tls(TRUSTED.sslContext()));
        PEERS.put(
                "keyword-in-clear-only",
                () -> inClear().tls(TRUSTED.sslContext()).requireTlsOfferedInClear());
        PEERS.put("no-starttls", ProbeAgainstDeliveryTest::inClear);
        PEERS.put("starttls-454", () -> withTls(TRUSTED).on(Stage.STARTTLS, Answer.reply("454 4.7.0 not now")));
        PEERS.put("starttls-554", () -> withTls(TRUSTED).on(Stage.STARTTLS, Answer.reply("554 5.7.0 never")));
        PEERS.put("starttls-421", () -> withTls(TRUSTED).on(Stage.STARTTLS, Answer.reply("421 4.3.2 bye")));
        PEERS.put(
                "starttls-injection",
                () -> withTls(TRUSTED).on(Stage.STARTTLS, Answer.reply("220 go", "250 injected")));
        PEERS.put("handshake-alert", () -> withTls(TRUSTED).on(Stage.HANDSHAKE, Answer.tlsAlert(40)));
        PEERS.put("handshake-garbage", () -> withTls(TRUSTED).on(Stage.HANDSHAKE, Answer.garbageInsteadOfTls()));
        PEERS.put("handshake-closed", () -> withTls(TRUSTED).on(Stage.HANDSHAKE, Answer.close()));
        PEERS.put("ehlo-550", () -> withTls(TRUSTED).on(Stage.EHLO, Answer.reply("550 5.5.1 helo, please")));
        PEERS.put("ehlo-450", () -> withTls(TRUSTED).on(Stage.EHLO, Answer.reply("450 4.3.2 later")));
        PEERS.put("ehlo-in-tls-550", () -> withTls(TRUSTED).on(Stage.EHLO_IN_TLS, Answer.reply("550 5.5.1 no")));
        PEERS.put("ehlo-in-tls-closed", () -> withTls(TRUSTED).on(Stage.EHLO_IN_TLS, Answer.close()));
        PEERS.put(
                "self-signed-ehlo-in-tls-450",
                () -> withTls(SELF_SIGNED).on(Stage.EHLO_IN_TLS, Answer.reply("450 4.3.2 later")));
        PEERS.put("self-signed-ehlo-in-tls-closed", () -> withTls(SELF_SIGNED).on(Stage.EHLO_IN_TLS, Answer.close()));
        PEERS.put("greeting-554", () -> withTls(TRUSTED).on(Stage.GREETING, Answer.reply("554 5.3.2 no service")));
        PEERS.put("greeting-closed", () -> withTls(TRUSTED).on(Stage.GREETING, Answer.close()));
    }

    @TempDir
    static Path folder;

    private ProbeLab lab;

    private static String[] names() {
        return Stream.of(World.values())
                .map(world -> "*." + hostZone(world))
                .distinct()
                .toArray(String[]::new);
    }

    private static Identity server(Identity authority) {
        return CertificateMaker.leaf(names()).signedBy(authority).make();
    }

    private static SmtpPeerBuilder inClear() {
        return SmtpPeer.builder();
    }

    private static SmtpPeerBuilder withTls(Identity identity) {
        return inClear().tls(identity.sslContext()).requireTlsOffered();
    }

    /** The unsigned MX names a host in a signed zone. */
    private static String hostZone(World world) {
        return world == World.UNSIGNED_MX_TLSA_MATCHES ? World.TLSA_MATCHES.zone() : world.zone();
    }

    private static String address(String peer) {
        return "127.0.1." + (1 + List.copyOf(PEERS.keySet()).indexOf(peer));
    }

    @BeforeAll
    void open() {
        lab = new ProbeLab(folder);
        Map<String, SmtpPeerBuilder> byAddress = new LinkedHashMap<>();
        PEERS.forEach((name, builder) -> byAddress.put(address(name), builder.get()));
        lab.peers(byAddress);
        lab.dns.publish(Stream.of(World.values()).map(this::zone).toArray(LabZone[]::new));
    }

    private LabZone zone(World world) {
        LabZone zone = lab.dns.zone(world.zone());
        for (String peer : PEERS.keySet()) {
            String host = "mx-" + peer + "." + world.zone();
            zone.mx(peer + "." + world.zone(), 10, "mx-" + peer + "." + hostZone(world));
            zone.address(host, address(peer));
            switch (world) {
                case TLSA_MATCHES ->
                    Stream.of(TRUSTED, SELF_SIGNED)
                            .forEach(identity ->
                                    zone.tlsa(host, lab.port(), TlsaData.zoneText(identity.certificate(), 3, 1, 1)));
                case TLSA_DIFFERS -> zone.tlsa(host, lab.port(), "3 1 1 " + "ab".repeat(32));
                case TLSA_UNUSABLE -> zone.tlsa(host, lab.port(), "3 1 9 abab");
                case TLSA_FAILS -> lab.dns.fault("_" + lab.port() + "._tcp." + host, "TLSA", Fault.SERVFAIL);
                case NO_TLSA, UNSIGNED_MX_TLSA_MATCHES, UNSIGNED -> {}
            }
        }
        return world == World.UNSIGNED || world == World.UNSIGNED_MX_TLSA_MATCHES ? zone.unsigned() : zone;
    }

    @AfterAll
    void close() {
        lab.close();
    }

    static Stream<Arguments> cases() {
        return Stream.of(World.values())
                .flatMap(world -> PEERS.keySet().stream().map(peer -> Arguments.of(world, peer)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("cases")
    void saysWhatDeliveryDoes(World world, String peer) {
        String domain = peer + "." + world.zone();
        SmtpPeer server = lab.peer(address(peer));
        int messagesBefore = server.messages().size();
        int sessionsBefore = server.sessions().size();

        ProbeReport report = lab.probed(domain);

        assertThat(server.sessions().subList(sessionsBefore, server.sessions().size()))
                .as("the probe sends nothing")
                .allSatisfy(session -> assertThat(session.verbs()).doesNotContain("MAIL", "RCPT", "DATA"));
        List<Said> expected = new ArrayList<>();
        for (MessageTag tag : HopProbe.TAGS) {
            expected.add(done(tag, lab.delivered(tag, domain), server, messagesBefore));
            messagesBefore = server.messages().size();
        }
        assertThat(HopProbe.TAGS.stream().map(tag -> said(tag, report.outcomes().get(tag))))
                .containsExactlyElementsOf(expected);
        assertThat(HopProbe.TAGS.stream()
                        .map(tag -> said(tag, report.hosts().get(0).outcomes().get(tag))))
                .as("the only host speaks for the domain")
                .containsExactlyElementsOf(expected);
    }

    /** What both have to agree on; the words only where nothing was sent, since after that the peer's answer is in them. */
    private record Said(MessageTag tag, Decision decision, DeliveryStatus status, Rule rule, Optional<String> reason) {}

    private static Said said(MessageTag tag, TagOutcome outcome) {
        return new Said(
                tag,
                outcome.decision(),
                outcome.status().orElseThrow(),
                outcome.rule().orElseThrow(),
                Optional.of(outcome.reason()).filter(any -> !outcome.isDelivered()));
    }

    private static Said done(MessageTag tag, Delivered delivered, SmtpPeer server, int messagesBefore) {
        RecipientOutcome outcome =
                delivered.report().outcomes().values().iterator().next();
        if (outcome instanceof RecipientOutcome.Delivered) {
            Attempt last = delivered.attempts().get(delivered.attempts().size() - 1);
            assertThat(server.messages()).hasSize(messagesBefore + 1);
            ReceivedMessage message = server.messages().get(messagesBefore);
            return new Said(tag, decision(last.rule(), message), last.status(), last.rule(), Optional.empty());
        }
        Failure failure = outcome instanceof RecipientOutcome.Failed failed
                ? failed.failure()
                : ((RecipientOutcome.Deferred) outcome).failure();
        return new Said(
                tag,
                outcome instanceof RecipientOutcome.Failed ? Decision.BOUNCE : Decision.DEFER,
                failure.status(),
                failure.rule().orElseThrow(),
                Optional.of(failure.text()));
    }

    /** Whether it was encrypted is for the peer to say; whether authenticated, by the rule. */
    private static Decision decision(Rule rule, ReceivedMessage message) {
        if (message.tls().isEmpty()) {
            return Decision.DELIVER_CLEAR;
        }
        return switch (rule) {
            case R8 -> Decision.DELIVER_AUTHENTICATED;
            case N2b ->
                message.recipientAddresses().get(0).endsWith(World.UNSIGNED_MX_TLSA_MATCHES.zone())
                        ? Decision.DELIVER_ENCRYPTED
                        : Decision.DELIVER_AUTHENTICATED;
            default -> Decision.DELIVER_ENCRYPTED;
        };
    }
}
