package org.requiretls.james.hop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.hop.HopLab.AT_MX1;
import static org.requiretls.james.hop.HopLab.AT_MX2;
import static org.requiretls.james.hop.HopLab.BOB;
import static org.requiretls.james.hop.HopLab.EVE;
import static org.requiretls.james.hop.HopLab.MX1;
import static org.requiretls.james.hop.HopLab.MX2;
import static org.requiretls.james.hop.HopLab.inClear;
import static org.requiretls.james.hop.HopLab.message;
import static org.requiretls.james.hop.HopLab.tlsa;
import static org.requiretls.james.hop.HopLab.trusted;
import static org.requiretls.james.hop.HopLab.untrusted;
import static org.requiretls.james.hop.HopLab.withTls;
import static org.requiretls.james.policy.MessageTag.NONE;
import static org.requiretls.james.policy.MessageTag.REQUIRETLS;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Deferred;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Delivered;
import org.requiretls.james.hop.DeliveryReport.RecipientOutcome.Failed;
import org.requiretls.james.lab.dns.Fault;
import org.requiretls.james.lab.dns.LabZone;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;
import org.requiretls.james.lab.smtp.Stage;
import org.requiretls.james.policy.DaneState.InsecureMxDane;
import org.requiretls.james.policy.Rule;
import org.requiretls.james.route.HostFindings;
import org.requiretls.james.route.MxHost;
import org.requiretls.james.route.Route;
import org.requiretls.james.route.RouteResolver;

@DisplayName("Several hosts, several addresses, section 5")
class SeveralHostsTest extends HopTest {

    private LabZone withDane(LabZone zone) {
        return zone.tlsa(MX1, lab.port, tlsa(untrusted())).tlsa(MX2, lab.port, tlsa(untrusted()));
    }

    private static SmtpPeerBuilder perfect() {
        return withTls(untrusted()).requireTlsOffered();
    }

    private static SmtpPeerBuilder withoutKeyword() {
        return withTls(untrusted());
    }

    @Test
    @DisplayName("A1: the preferred host takes it, the other is left alone")
    void preferredHost() {
        lab.publishTwoHosts(zone -> zone);
        SmtpPeer first = lab.startMx1(inClear());
        SmtpPeer second = lab.startMx2(inClear());

        assertDelivered(lab.deliver(NONE), MX1);
        assertThat(first.messages()).hasSize(1);
        assertThat(second.sessions()).isEmpty();
    }

    @Test
    @DisplayName("P2: preference is not bent for security: a plain host comes before one with TLS, if nobody minds")
    void preferenceIsNotBent() {
        lab.publishTwoHosts(zone -> zone);
        lab.startMx1(inClear());
        SmtpPeer second = lab.startMx2(perfect());

        assertDelivered(lab.deliver(NONE), MX1);
        assertThat(second.sessions()).isEmpty();
    }

    @Test
    @DisplayName("A tagged message goes past a host that won't do to one that does")
    void nextHost() {
        lab.publishTwoHosts(this::withDane);
        SmtpPeer first = lab.startMx1(withoutKeyword());
        SmtpPeer second = lab.startMx2(perfect());

        assertDelivered(lab.deliver(REQUIRETLS), MX2);
        assertToldNothing(first);
        assertTookInTls(second);
        assertThat(lab.attempts).extracting(Attempt::rule).containsExactly(Rule.R7, Rule.R8);
    }

    @Test
    @DisplayName("Several addresses: the next one of the same host, before the next host")
    void nextAddress() {
        lab.publishTwoHosts(zone -> zone.address(MX1, AT_MX2));
        SmtpPeer second = lab.startMx2(inClear());

        assertDelivered(lab.deliver(NONE), MX1);
        assertThat(second.messages()).hasSize(1);
    }

    @Test
    @DisplayName("A2: untagged, all failed: the best host with a reason of security speaks")
    void reasonOfSecuritySpeaks() {
        lab.publishTwoHosts(this::withDane);
        lab.startMx2(inClear());

        Failure failure = assertDeferred(lab.deliver(NONE), "4.7.4", Rule.N2c);
        assertThat(failure.text()).contains(MX2, "also:", MX1, "4.4.1");
    }

    @Test
    @DisplayName("A3: a greeting of 5yz makes the next host try, a RCPT of 5yz does not")
    void permanentReplies() {
        lab.publishTwoHosts(zone -> zone);
        lab.startMx1(inClear().on(Stage.GREETING, Answer.reply("554 5.3.2 no mail here")));
        SmtpPeer second = lab.startMx2(inClear().onRecipient(EVE, Answer.reply("550 5.1.1 no Eve")));

        DeliveryReport report = lab.deliver(message(NONE, BOB, EVE));

        assertThat(outcome(report, BOB)).isEqualTo(new Delivered(MX2));
        assertThat(((Failed) outcome(report, EVE)).failure().text()).isEqualTo("550 5.1.1 no Eve");
        assertThat(second.messages()).hasSize(1);
    }

    @Test
    @DisplayName("A4: the preferred host refuses the connection, the other lacks the keyword: deferred, since the first"
            + " may come back; once given up, 5.7.30")
    void transientBeforeDefinitive() {
        lab.publishTwoHosts(this::withDane);
        SmtpPeer second = lab.startMx2(withoutKeyword());

        DeliveryReport report = lab.deliver(REQUIRETLS);

        assertDeferred(report, "4.4.1", Rule.R4a);
        Failure last = ((Deferred) outcome(report, BOB)).onceGivenUp().orElseThrow();
        assertThat(last.status().enhanced()).hasToString("5.7.30");
        assertThat(last.text()).contains(MX1, MX2);
        assertToldNothing(second);
    }

    @Test
    @DisplayName("A5, OD-30: all failed definitively: 5.7.30 if one host lacked only the keyword, each host is named")
    void definitiveEverywhere() {
        lab.publishTwoHosts(this::withDane);
        lab.startMx1(inClear());
        lab.startMx2(withoutKeyword());

        Failure failure = assertBounced(lab.deliver(REQUIRETLS), "5.7.30", Rule.R7);
        assertThat(failure.text()).contains(MX1, MX2, "5.7.10");
    }

    @Test
    @DisplayName("A5: all failed definitively, none for the keyword alone: 5.7.10")
    void definitiveWithoutKeywordTrouble() {
        lab.publishTwoHosts(this::withDane);
        lab.startMx1(inClear());
        lab.startMx2(withTls(trusted(MX2)).requireTlsOffered());

        assertBounced(lab.deliver(REQUIRETLS), "5.7.10", Rule.R5);
    }

    @Test
    @DisplayName("A refusal for now makes the next host try those recipients, and only those")
    void leftOverRecipients() {
        lab.publishTwoHosts(zone -> zone);
        lab.startMx1(inClear().onRecipient(EVE, Answer.reply("450 4.2.1 later")));
        SmtpPeer second = lab.startMx2(inClear());

        DeliveryReport report = lab.deliver(message(NONE, BOB, EVE));

        assertThat(outcome(report, BOB)).isEqualTo(new Delivered(MX1));
        assertThat(outcome(report, EVE)).isEqualTo(new Delivered(MX2));
        assertThat(second.messages().get(0).recipientAddresses()).containsExactly(EVE);
    }

    @Test
    @DisplayName("A session that breaks before the end of the content makes the next host try")
    void brokenBeforeTheEnd() {
        lab.publishTwoHosts(zone -> zone);
        lab.startMx1(inClear().on(Stage.RCPT, Answer.reset()));
        lab.startMx2(inClear());

        assertDelivered(lab.deliver(NONE), MX2);
    }

    @Test
    @DisplayName("A session that breaks after the final dot does not: the host may have taken the message")
    void inDoubt() {
        lab.publishTwoHosts(zone -> zone);
        lab.startMx1(inClear().on(Stage.END_OF_DATA, Answer.close()));
        SmtpPeer second = lab.startMx2(inClear());

        Deferred deferred = (Deferred) outcome(lab.deliver(NONE), BOB);
        assertThat(deferred.failure().text()).contains("may have taken the message");
        assertThat(second.sessions()).isEmpty();
    }

    @Test
    @DisplayName("D8: hosts without addresses: 5.4.4 if DNS says so of all, 4.4.3 if one can't be looked up")
    void withoutAddresses() {
        lab.dns.publish(lab.dns.zone(HopLab.DOMAIN).mx(10, MX1).mx(20, MX2));
        assertBounced(lab.deliver(NONE), "5.4.4", Rule.D8);

        lab.dns.fault(MX2, "A", Fault.SERVFAIL);
        lab.dns.fault(MX2, "AAAA", Fault.SERVFAIL);
        assertDeferred(lab.deliver(NONE), "4.4.3", Rule.N1);
    }

    @Test
    @DisplayName("D2, D3: no such domain 5.1.2, null MX 5.1.10")
    void nowhere() {
        assertThat(((Failed) outcome(lab.deliver(NONE), BOB)).failure().rule()).contains(Rule.D2);

        lab.dns.publish(lab.dns.zone(HopLab.DOMAIN).nullMx());
        assertBounced(lab.deliver(REQUIRETLS), "5.1.10", Rule.D3);
    }

    @Test
    @DisplayName("A host name that TLS can't take does not stop the others from being tried, nor itself")
    void strangeHostName() {
        lab.dns.publish(
                lab.dns.zone(HopLab.DOMAIN).mx(10, "mx\\032one.good.test").address("mx\\032one.good.test", AT_MX1));
        SmtpPeer peer = lab.startMx1(withTls(untrusted()));

        assertThat(outcome(lab.deliver(NONE), BOB)).isInstanceOf(Delivered.class);
        assertThat(peer.sessions().get(0).requestedServerName()).isEmpty();
    }

    /** DNS as it is, with a defect of ours at one host. */
    private record Defective(RouteResolver sound, String host) implements RouteResolver {
        @Override
        public CompletableFuture<Route> route(String domain) {
            return sound.route(domain);
        }

        @Override
        public CompletableFuture<HostFindings> examine(MxHost at) {
            if (at.name().equals(host)) {
                throw new IllegalStateException("planted");
            }
            return sound.examine(at);
        }
    }

    @Test
    @DisplayName("A defect of ours at the second host does not undo what the first one took")
    void defectAtTheSecondHost() {
        lab.publishTwoHosts(zone -> zone);
        lab.startMx1(inClear().onRecipient(EVE, Answer.reply("450 4.2.1 later")));

        HopEngine engine = lab.engine(new Defective(lab.routes(), MX2), InsecureMxDane.ON);
        DeliveryReport report = HopLab.deliver(engine, message(NONE, BOB, EVE));

        assertThat(outcome(report, BOB)).isEqualTo(new Delivered(MX1));
        assertThat(((Deferred) outcome(report, EVE)).failure().text()).isEqualTo("450 4.2.1 later");
    }

    @Test
    @DisplayName("A defect of ours at the only host waits, it neither bounces nor gets lost")
    void defectAtTheOnlyHost() {
        lab.publish(zone -> zone);

        HopEngine engine = lab.engine(new Defective(lab.routes(), MX1), InsecureMxDane.ON);
        Deferred deferred = (Deferred) outcome(HopLab.deliver(engine, message(REQUIRETLS, BOB)), BOB);

        assertThat(deferred.failure().status().enhanced()).hasToString("4.3.0");
    }

    @Test
    @DisplayName("A listener that fails changes nothing about the delivery")
    void failingListener() {
        lab.publishTwoHosts(this::withDane);
        lab.listener = attempt -> {
            throw new IllegalStateException("planted");
        };
        lab.startMx1(withoutKeyword());
        lab.startMx2(perfect());

        assertDelivered(lab.deliver(REQUIRETLS), MX2);
    }

    @Test
    @DisplayName("What a peer says is bounded, whatever its length, in every text that is kept")
    void longReplies() {
        lab.publishTwoHosts(this::withDane);
        String[] lines = new String[60];
        Arrays.fill(lines, "454-" + "x".repeat(500));
        lines[59] = "454 end";
        lab.startMx1(withTls(untrusted()).on(Stage.STARTTLS, Answer.reply(lines)));
        lab.startMx2(withTls(untrusted()).on(Stage.STARTTLS, Answer.reply(lines)));

        Failure failure = assertDeferred(lab.deliver(NONE), "4.7.4", Rule.N2c);
        assertThat(failure.text().length()).isBetween(1500, 3000);
    }
}
