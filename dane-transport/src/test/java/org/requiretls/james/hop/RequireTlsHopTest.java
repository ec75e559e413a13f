package org.requiretls.james.hop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.hop.HopLab.BOB;
import static org.requiretls.james.hop.HopLab.MX1;
import static org.requiretls.james.hop.HopLab.inClear;
import static org.requiretls.james.hop.HopLab.tlsa;
import static org.requiretls.james.hop.HopLab.trusted;
import static org.requiretls.james.hop.HopLab.untrusted;
import static org.requiretls.james.hop.HopLab.unusableTlsa;
import static org.requiretls.james.hop.HopLab.withTls;
import static org.requiretls.james.policy.MessageTag.REQUIRETLS;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Deferred;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Failed;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.dns.Fault;
import org.requiretls.james.lab.dns.LabZone;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;
import org.requiretls.james.lab.smtp.Stage;
import org.requiretls.james.policy.DaneState.InsecureMxDane;
import org.requiretls.james.policy.Rule;
import org.requiretls.james.route.AddressOrder;
import org.requiretls.james.route.MxHost;
import org.requiretls.james.route.RelayRoutes;

@DisplayName("A REQUIRETLS message, table 4.2")
class RequireTlsHopTest extends HopTest {

    private SmtpPeer peer;

    /** Whatever the outcome. */
    @AfterEach
    void neverInClearNorWithoutKeyword() {
        if (peer == null) {
            return;
        }
        assertNoMailInClear(peer);
        assertThat(peer.sessions())
                .allSatisfy(session -> assertThat(session.commandLines())
                        .filteredOn(line -> line.startsWith("MAIL"))
                        .allSatisfy(line -> assertThat(line).contains(" REQUIRETLS")));
    }

    private void listen(SmtpPeerBuilder description) {
        peer = lab.startMx1(description);
    }

    private LabZone withDane(LabZone zone) {
        return zone.tlsa(MX1, lab.port, tlsa(untrusted()));
    }

    private static SmtpPeerBuilder perfect() {
        return withTls(untrusted()).requireTlsOffered();
    }

    @Test
    @DisplayName("R1: a failing TLSA lookup, 4.4.3, the host is not contacted")
    void failingTlsaLookup() {
        lab.publish(this::withDane);
        lab.dns.fault("_" + lab.port + "._tcp." + MX1, "TLSA", Fault.SERVFAIL);
        listen(perfect());

        assertDeferred(lab.deliver(REQUIRETLS), "4.4.3", Rule.R1);
        assertThat(peer.sessions()).isEmpty();
    }

    @Test
    @DisplayName("R2: an unsigned MX proves nothing, 5.7.10, the perfect host is not contacted")
    void unsignedMx() {
        lab.publish(LabZone::unsigned);
        listen(withTls(trusted(MX1)).requireTlsOffered());

        Failure failure = assertBounced(lab.deliver(REQUIRETLS), "5.7.10", Rule.R2);
        assertThat(failure.text()).startsWith("550 5.7.10 Encryption needed").contains("the sender (REQUIRETLS)");
        assertThat(peer.sessions()).isEmpty();
    }

    @Test
    @DisplayName("D4: an address literal has no name to authenticate, 5.7.10")
    void addressLiteral() {
        listen(perfect());
        DeliveryReport report = lab.deliver(HopLab.message(REQUIRETLS, "bob@[" + HopLab.AT_MX1 + "]"));

        Failed failed = (Failed) report.outcomes().values().iterator().next();
        assertThat(failed.failure().rule()).contains(Rule.D4);
        assertThat(failed.failure().status().enhanced()).hasToString("5.7.10");
        assertThat(peer.sessions()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"refused", "421 4.3.2 busy", "450 4.3.2 busy"})
    @DisplayName("R4a: no connection, or a greeting of 421 or 4yz, 4.4.1")
    void noConnection(String greeting) {
        lab.publish(this::withDane);
        if (!greeting.equals("refused")) {
            listen(perfect().on(Stage.GREETING, Answer.reply(greeting)));
        }

        assertDeferred(lab.deliver(REQUIRETLS), "4.4.1", Rule.R4a);
    }

    @Test
    @DisplayName("R4b: STARTTLS answered 454, 4.7.10")
    void startTlsLater() {
        lab.publish(this::withDane);
        listen(perfect().on(Stage.STARTTLS, Answer.reply("454 4.7.0 later")));

        assertDeferred(lab.deliver(REQUIRETLS), "4.7.10", Rule.R4b);
        assertToldNothing(peer);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"no EHLO", "no STARTTLS", "STARTTLS 502", "alert", "no TLS"})
    @DisplayName("R5: TLS is not to be had, 5.7.10; HELO is not tried")
    @Covers({"R8689-4.2.1-03", "R8689-4.2.1-13"})
    void noTls(String how) {
        lab.publish(this::withDane);
        listen(
                switch (how) {
                    case "no EHLO" -> perfect().on(Stage.EHLO, Answer.reply("502 5.5.1 what"));
                    case "no STARTTLS" -> inClear().requireTlsOfferedInClear();
                    case "STARTTLS 502" -> perfect().on(Stage.STARTTLS, Answer.reply("502 5.5.1 no"));
                    case "alert" -> perfect().on(Stage.HANDSHAKE, Answer.tlsAlert(40));
                    default -> perfect().on(Stage.HANDSHAKE, Answer.garbageInsteadOfTls());
                });

        assertBounced(lab.deliver(REQUIRETLS), "5.7.10", Rule.R5);
        assertToldNothing(peer);
        assertThat(peer.sessions()).hasSize(1);
        assertThat(peer.sessions().get(0).verbs()).doesNotContain("HELO");
    }

    @ParameterizedTest(name = "{0} earlier attempts")
    @CsvSource({"0, false", "1, false", "2, true"})
    @DisplayName("R5, OD-07: a cut handshake is bad luck twice, then it is the peer's answer")
    void cutHandshake(int earlierAttempts, boolean definitive) {
        lab.publish(this::withDane);
        listen(perfect().on(Stage.HANDSHAKE, Answer.reset()));
        OutgoingMessage first = HopLab.message(REQUIRETLS, BOB);
        OutgoingMessage message = new OutgoingMessage(
                first.name(),
                first.tag(),
                first.domain(),
                first.reversePath(),
                List.of(),
                first.recipients(),
                first.content(),
                earlierAttempts);

        DeliveryReport report = lab.deliver(message);
        if (definitive) {
            assertBounced(report, "5.7.10", Rule.R5);
        } else {
            assertDeferred(report, "4.7.10", Rule.R5);
        }
    }

    @Test
    @DisplayName("R6: no TLSA record matches, 5.7.10, though a public authority vouches for the host")
    void daneMismatch() {
        lab.publish(this::withDane);
        listen(withTls(trusted(MX1)).requireTlsOffered());

        assertBounced(lab.deliver(REQUIRETLS), "5.7.10", Rule.R6);
        assertToldNothing(peer);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"RET=FULL", "RET=HDRS"})
    @DisplayName("OD-11: what the sender wants back is handed on as he said it; the next host keeps the content itself")
    @Covers("R8689-5-05")
    void r8689_5_05RetGoesOnUnchanged(String ret) {
        lab.publish(this::withDane);
        listen(perfect().keywordsInTls("REQUIRETLS", "DSN"));
        OutgoingMessage plain = HopLab.message(REQUIRETLS, BOB);
        OutgoingMessage saying = new OutgoingMessage(
                plain.name(),
                plain.tag(),
                plain.domain(),
                plain.reversePath(),
                List.of(ret),
                plain.recipients(),
                plain.content(),
                0);

        assertDelivered(HopLab.deliver(lab.engine(), saying), MX1);
        assertThat(mailCommand(peer)).isEqualTo("MAIL FROM:<alice@sender.example> REQUIRETLS " + ret);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"no records", "unusable records"})
    @DisplayName("R6: without usable TLSA records a self-signed certificate authenticates nobody, 5.7.10")
    void selfSigned(String records) {
        lab.publish(zone -> records.equals("no records") ? zone : zone.tlsa(MX1, lab.port, unusableTlsa()));
        listen(perfect());

        assertBounced(lab.deliver(REQUIRETLS), "5.7.10", Rule.R6);
        assertToldNothing(peer);
    }

    @Test
    @DisplayName("R6: a trusted certificate for another name, 5.7.10")
    void anotherName() {
        lab.publish(zone -> zone);
        listen(withTls(trusted(HopLab.MX2)).requireTlsOffered());

        assertBounced(lab.deliver(REQUIRETLS), "5.7.10", Rule.R6);
        assertToldNothing(peer);
    }

    @Test
    @DisplayName("R7: the keyword is missing inside TLS, 5.7.30, whatever was offered in clear")
    @Covers({"R8689-2-16", "R8689-4.2.1-12"})
    void keywordMissing() {
        lab.publish(this::withDane);
        listen(withTls(untrusted()).requireTlsOfferedInClear());

        Failure failure = assertBounced(lab.deliver(REQUIRETLS), "5.7.30", Rule.R7);
        assertThat(failure.text()).startsWith("550 5.7.30 REQUIRETLS support required");
        assertToldNothing(peer);
    }

    @Test
    @DisplayName("R8: DANE matches and the keyword is there: MAIL carries REQUIRETLS")
    void deliveredByDane() {
        lab.publish(this::withDane);
        listen(perfect());

        assertDelivered(lab.deliver(REQUIRETLS), MX1);
        assertTookInTls(peer);
        assertThat(mailCommand(peer)).isEqualTo("MAIL FROM:<alice@sender.example> REQUIRETLS SIZE=25");
        assertThat(lastAttempt().session().orElseThrow().keyword()).contains(true);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"no records", "unusable records"})
    @DisplayName("R8, OD-24: without usable TLSA records a trusted certificate for the host suffices")
    void deliveredByPkix(String records) {
        lab.publish(zone -> records.equals("no records") ? zone : zone.tlsa(MX1, lab.port, unusableTlsa()));
        listen(withTls(trusted(MX1)).requireTlsOffered());

        assertDelivered(lab.deliver(REQUIRETLS), MX1);
        assertTookInTls(peer);
        assertThat(lastAttempt().rule()).isEqualTo(Rule.R8);
    }

    @Test
    @DisplayName("D9, R8: a gateway needs no proof of MX, its certificate has to name it")
    @Covers("R8689-2-17")
    void gateway() {
        lab.dns.publish(lab.dns.zone("relay.test").unsigned().address("gate.relay.test", HopLab.AT_MX1));
        RelayRoutes relay = new RelayRoutes(
                List.of(new MxHost("gate.relay.test", 0, lab.port)), AddressOrder.AS_ANSWERED, lab.routes());
        listen(withTls(trusted("gate.relay.test")).requireTlsOffered());

        HopEngine engine = lab.engine(relay, InsecureMxDane.ON);
        assertDelivered(HopLab.deliver(engine, HopLab.message(REQUIRETLS, BOB)), "gate.relay.test");
        assertTookInTls(peer);
    }

    @Test
    @DisplayName("A gateway given by its address takes untagged mail without SNI; tagged mail has no name to check")
    void gatewayByAddress() {
        RelayRoutes relay = new RelayRoutes(
                List.of(new MxHost(HopLab.AT_MX1, 0, lab.port)), AddressOrder.AS_ANSWERED, lab.routes());
        HopEngine engine = lab.engine(relay, InsecureMxDane.ON);
        SmtpPeer gate = lab.startMx1(perfect());

        assertBounced(HopLab.deliver(engine, HopLab.message(REQUIRETLS, BOB)), "5.7.10", Rule.R6);
        assertDelivered(
                HopLab.deliver(engine, HopLab.message(org.requiretls.james.policy.MessageTag.NONE, BOB)),
                HopLab.AT_MX1);
        assertThat(gate.sessions())
                .allSatisfy(session -> assertThat(session.requestedServerName()).isEmpty());
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"MAIL", "RCPT", "DATA", "END_OF_DATA"})
    @DisplayName("R9: the peer refuses for good: its words stand, nothing is tried without the parameter")
    @Covers("R8689-4.2.1-15")
    void refusedForGood(String stage) {
        lab.publish(this::withDane);
        listen(perfect().on(Stage.valueOf(stage), Answer.reply("550 5.7.1 not from you")));

        Failed failed = (Failed) outcome(lab.deliver(REQUIRETLS), BOB);
        assertThat(failed.failure().source()).isEqualTo(Failure.Source.PEER);
        assertThat(failed.failure().text()).isEqualTo("550 5.7.1 not from you");
        assertThat(peer.sessions()).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"MAIL", "RCPT", "DATA", "END_OF_DATA"})
    @DisplayName("R10: the peer refuses for now: deferred with its words")
    void refusedForNow(String stage) {
        lab.publish(this::withDane);
        listen(perfect().on(Stage.valueOf(stage), Answer.reply("451 4.3.0 later")));

        Deferred deferred = (Deferred) outcome(lab.deliver(REQUIRETLS), BOB);
        assertThat(deferred.failure().source()).isEqualTo(Failure.Source.PEER);
        assertThat(deferred.failure().text()).isEqualTo("451 4.3.0 later");
        assertThat(deferred.onceGivenUp()).isEqualTo(Optional.empty());
    }
}
