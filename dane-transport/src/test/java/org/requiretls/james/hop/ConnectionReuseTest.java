package org.requiretls.james.hop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.requiretls.james.hop.HopLab.BOB;
import static org.requiretls.james.hop.HopLab.DOMAIN;
import static org.requiretls.james.hop.HopLab.MX1;
import static org.requiretls.james.hop.HopLab.inClear;
import static org.requiretls.james.hop.HopLab.message;
import static org.requiretls.james.hop.HopLab.tlsa;
import static org.requiretls.james.hop.HopLab.trusted;
import static org.requiretls.james.hop.HopLab.untrusted;
import static org.requiretls.james.hop.HopLab.withTls;
import static org.requiretls.james.policy.MessageTag.DSN;
import static org.requiretls.james.policy.MessageTag.NO;
import static org.requiretls.james.policy.MessageTag.NONE;
import static org.requiretls.james.policy.MessageTag.REQUIRETLS;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;
import org.requiretls.james.lab.smtp.Stage;
import org.requiretls.james.policy.MessageTag;
import org.requiretls.james.policy.Rule;

@DisplayName("A connection carries the next message if it would be good enough today (A11)")
class ConnectionReuseTest extends HopTest {

    private static final ConnectionSettings DAYLONG = new ConnectionSettings(
            20, 100, 100, Duration.ofDays(1), Duration.ofDays(1), 100, Duration.ofSeconds(20), Duration.ofSeconds(30));

    private final Watch watch = new Watch();
    private SessionPool pool;
    private SmtpPeer peer;

    @BeforeEach
    void openPool() {
        use(DAYLONG);
    }

    private void use(ConnectionSettings settings) {
        if (pool != null) {
            pool.close();
        }
        pool = lab.pool(settings, watch);
    }

    @AfterEach
    void closePool() {
        pool.close();
        if (peer != null) {
            assertThat(peer.violations()).isEmpty();
        }
    }

    private void listen(SmtpPeerBuilder description) {
        peer = lab.startMx1(description);
    }

    private DeliveryReport send(MessageTag tag) {
        return HopLab.deliver(lab.engine(pool, watch), message(tag, BOB));
    }

    private void sendAll(MessageTag... tags) {
        for (MessageTag tag : tags) {
            assertDelivered(send(tag), MX1);
        }
    }

    /** How many messages each connection carried, in the order in which they were opened. */
    private List<Long> messagesByConnection() {
        return peer.sessions().stream()
                .map(session -> session.verbs().stream().filter("MAIL"::equals).count())
                .toList();
    }

    @Test
    @DisplayName("several messages, one connection, one handshake; the log says so")
    void reuses() {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));
        listen(withTls(untrusted()));

        sendAll(NONE, NONE, NONE);

        assertThat(messagesByConnection()).containsExactly(3L);
        assertThat(peer.messages()).hasSize(3).allMatch(message -> message.tls().isPresent());
        assertThat(lab.attempts)
                .extracting(Attempt::reason)
                .satisfiesExactly(
                        first -> assertThat(first).doesNotContain("reused"),
                        second -> assertThat(second).contains("connection reused after 1, ", "TLSA"),
                        third -> assertThat(third).contains("connection reused after 2, "));
        assertThat(lab.attempts).allMatch(attempt -> attempt.rule() == Rule.N2b);
    }

    @Test
    @DisplayName("a transaction that was begun and refused leaves nothing behind for the next")
    void resetsInBetween() {
        lab.publish(zone -> zone);
        listen(inClear().on(Stage.RCPT, Answer.inTurn(Answer.reply("450 4.2.1 later"), Answer.normal())));

        assertThat(outcome(send(NONE), BOB)).isInstanceOf(DeliveryReport.RecipientOutcome.Deferred.class);
        sendAll(NONE);

        assertThat(peer.sessions()).hasSize(1);
        assertThat(peer.sessions().get(0).verbs())
                .containsSubsequence("MAIL", "RCPT", "DATA", "RSET", "MAIL", "RCPT", "DATA");
    }

    @Test
    @DisplayName("a TLSA RRset that no longer names the key: refused, though the connection is up")
    @Covers({"S-RES-02", "S-RES-03"})
    void judgesByTheRecordsOfNow() {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));
        listen(withTls(untrusted()));
        sendAll(NONE);

        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(trusted(MX1))));
        assertDeferred(send(NONE), "4.7.5", Rule.N2e);

        assertThat(peer.messages()).hasSize(1);
        assertThat(messagesByConnection()).containsExactly(1L, 0L);
    }

    @Test
    @DisplayName("a TLSA RRset that appears and does not fit: an opportunistic connection is of no use any more")
    @Covers("S-RES-02")
    void judgesOpportunisticConnectionsByNewRecords() {
        lab.publish(zone -> zone);
        listen(withTls(untrusted()));
        sendAll(NONE);

        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(trusted(MX1))));
        assertDeferred(send(NONE), "4.7.5", Rule.N2e);
        assertThat(peer.messages()).hasSize(1);
    }

    @Test
    @DisplayName("a TLSA RRset that still names the key, next to a new one: the connection stays good")
    void aRolloverDoesNotCostTheConnection() {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));
        listen(withTls(untrusted()));
        sendAll(NONE);

        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())).tlsa(MX1, lab.port, tlsa(trusted(MX1))));
        sendAll(NONE);
        assertThat(messagesByConnection()).containsExactly(2L);
    }

    @Test
    @DisplayName("a certificate that expires while the connection is up: refused under PKIX")
    @Covers("S-RES-02")
    void judgesByTheTimeOfNow() {
        Identity shortLived = HopLab.issued(CertificateMaker.leaf(MX1)
                .validity(Instant.now().minusSeconds(60), Instant.now().plusSeconds(3600)));
        lab.publish(zone -> zone);
        lab.rules(DOMAIN + " secure");
        listen(withTls(shortLived));
        sendAll(NONE);

        watch.advance(Duration.ofHours(2));
        assertDeferred(send(NONE), "4.7.5", Rule.L3);
        assertThat(peer.messages()).hasSize(1);
        // The kept one is not used, the TLS session not resumed, and the full handshake broken off.
        assertThat(messagesByConnection()).containsExactly(1L, 0L, 0L);
    }

    @Test
    @DisplayName("a rule that is new and stricter binds at once")
    @Covers("S-RES-02")
    void judgesByTheRulesOfNow() {
        lab.publish(zone -> zone);
        listen(withTls(untrusted()));
        sendAll(NONE);

        lab.rules(DOMAIN + " secure");
        assertDeferred(send(NONE), "4.7.5", Rule.L3);
        assertThat(peer.messages()).hasSize(1);
    }

    @Test
    @DisplayName("a connection in clear is of no use once TLS is needed")
    void judgesClearTextAnew() {
        lab.publish(zone -> zone);
        listen(inClear());
        sendAll(NONE, NONE);
        assertThat(messagesByConnection()).containsExactly(2L);

        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));
        assertDeferred(send(NONE), "4.7.4", Rule.N2c);
        assertThat(peer.messages()).hasSize(2);
    }

    @Test
    @DisplayName("R8689-4.2.1-16: tagged mail goes only where tagged mail for this domain went before")
    @Covers("R8689-4.2.1-16")
    void taggedMailHasItsOwn() {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));
        listen(withTls(untrusted()).requireTlsOffered());

        sendAll(NONE, REQUIRETLS, NONE, REQUIRETLS);

        assertThat(messagesByConnection()).containsExactly(2L, 2L);
        assertThat(peer.sessions().get(0).commandLines())
                .filteredOn(line -> line.startsWith("MAIL"))
                .noneMatch(line -> line.contains("REQUIRETLS"));
        assertThat(peer.sessions().get(1).commandLines())
                .filteredOn(line -> line.startsWith("MAIL"))
                .allMatch(line -> line.contains(" REQUIRETLS "));
    }

    @Test
    @DisplayName("R8689-4.2.1-16: tagged mail for another domain at the same host has a connection of its own")
    @Covers("R8689-4.2.1-16")
    void taggedMailOfAnotherDomain() {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));
        lab.dns.publish(lab.dns.zone("other.test").mx(10, MX1));
        listen(withTls(untrusted()).requireTlsOffered());

        sendAll(REQUIRETLS);
        HopLab.deliver(lab.engine(pool, watch), message(REQUIRETLS, "carol@other.test"));
        assertThat(messagesByConnection()).containsExactly(1L, 1L);
        assertThat(peer.messages()).hasSize(2);
    }

    @Test
    @DisplayName("untagged mail of another domain at the same host shares a connection that passes its own check")
    void untaggedMailOfAnotherDomain() {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));
        lab.dns.publish(lab.dns.zone("other.test").mx(10, MX1));
        listen(withTls(untrusted()));

        sendAll(NONE);
        HopLab.deliver(lab.engine(pool, watch), message(NONE, "carol@other.test"));
        assertThat(messagesByConnection()).containsExactly(2L);
    }

    @Test
    @DisplayName("untagged mail of a domain with a stricter rule does not")
    void untaggedMailOfAStricterDomain() {
        lab.publish(zone -> zone);
        lab.dns.publish(lab.dns.zone("other.test").mx(10, MX1));
        lab.rules("other.test secure");
        listen(withTls(untrusted()));

        sendAll(NONE);
        HopLab.deliver(lab.engine(pool, watch), message(NONE, "carol@other.test"));
        assertThat(messagesByConnection()).containsExactly(1L, 0L);
    }

    @ParameterizedTest
    @EnumSource(
            value = MessageTag.class,
            names = {"NO", "REPORT"})
    @DisplayName("A11: a connection with policies set aside is shared with nobody, and takes none of others")
    void policiesAside(MessageTag tag) {
        lab.publish(zone -> zone);
        listen(withTls(untrusted()));

        sendAll(tag, tag, NONE, tag, NONE);
        assertThat(messagesByConnection()).containsExactly(1L, 1L, 2L, 1L);
        assertThat(pool.idleSessions()).isEqualTo(1);
    }

    @Test
    @DisplayName("a notification that went without the promise leaves nothing for tagged mail")
    void notificationWithoutPromise() {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));
        listen(withTls(untrusted()));

        sendAll(DSN);
        assertThat(pool.idleSessions()).isZero();
    }

    @Test
    @DisplayName("a notification and a message about the same domain share what promised")
    void notificationWithPromise() {
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));
        listen(withTls(untrusted()).requireTlsOffered());

        sendAll(REQUIRETLS, REQUIRETLS);
        assertThat(messagesByConnection()).containsExactly(2L);
    }

    @Test
    @DisplayName("a kept connection that was closed meanwhile costs no attempt")
    void closedWhileIdle() {
        lab.publish(zone -> zone);
        listen(inClear().on(Stage.END_OF_DATA, Answer.reply("250 2.0.0 taken").then(Answer.close())));

        sendAll(NONE, NONE, NONE);
        assertThat(messagesByConnection()).hasSizeGreaterThanOrEqualTo(3);
        assertThat(peer.messages()).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource(StaleAnswer.class)
    @DisplayName("a kept connection that fails before anything was taken is replaced, without a duplicate")
    void replaced(StaleAnswer stale) {
        lab.publish(zone -> zone);
        listen(inClear().on(stale.stage, Answer.inTurn(Answer.normal(), stale.answer, Answer.normal())));

        sendAll(NONE, NONE);

        assertThat(peer.messages()).hasSize(2);
        assertThat(peer.sessions()).hasSize(2);
        assertThat(lab.attempts).hasSize(2).allMatch(attempt -> attempt.outcome() == Attempt.Outcome.DELIVERED);
    }

    private enum StaleAnswer {
        CLOSING_AT_MAIL(Stage.MAIL, Answer.reply("421 4.4.2 idle for too long")),
        TOO_MANY_MESSAGES(Stage.MAIL, Answer.reply("452 4.5.3 too many messages")),
        CLOSED_AT_MAIL(Stage.MAIL, Answer.close()),
        RESET_AT_RCPT(Stage.RCPT, Answer.reset()),
        CLOSING_AT_DATA(Stage.DATA, Answer.reply("421 4.3.2 going down")),
        GARBAGE(Stage.MAIL, Answer.raw("what?\r\n"));

        private final Stage stage;
        private final Answer answer;

        StaleAnswer(Stage stage, Answer answer) {
            this.stage = stage;
            this.answer = answer;
        }
    }

    @Test
    @DisplayName("after the final dot nothing is tried again at once: the host may have it")
    void inDoubt() {
        lab.publish(zone -> zone);
        listen(inClear().on(Stage.END_OF_DATA, Answer.inTurn(Answer.normal(), Answer.close())));

        sendAll(NONE);
        assertThat(outcome(send(NONE), BOB)).isInstanceOf(DeliveryReport.RecipientOutcome.Deferred.class);
        assertThat(peer.sessions()).hasSize(1);
    }

    @Test
    @DisplayName("a fresh connection that fails is not tried again")
    void freshFailure() {
        lab.publish(zone -> zone);
        listen(inClear().on(Stage.MAIL, Answer.close()));

        assertThat(outcome(send(NONE), BOB)).isInstanceOf(DeliveryReport.RecipientOutcome.Deferred.class);
        assertThat(peer.sessions()).hasSize(1);
    }

    @Test
    void carriesSoManyMessages() {
        use(new ConnectionSettings(
                20, 100, 100, Duration.ofDays(1), Duration.ofDays(1), 2, Duration.ofSeconds(20), Duration.ZERO));
        lab.publish(zone -> zone);
        listen(inClear());
        sendAll(NONE, NONE, NONE);
        assertThat(messagesByConnection()).containsExactly(2L, 1L);
    }

    @Test
    void getsSoOld() {
        use(new ConnectionSettings(
                20, 100, 100, Duration.ofDays(1), Duration.ofMinutes(5), 9, Duration.ofSeconds(20), Duration.ZERO));
        lab.publish(zone -> zone);
        listen(inClear());
        sendAll(NONE);
        watch.advance(Duration.ofMinutes(6));
        sendAll(NONE);
        assertThat(messagesByConnection()).containsExactly(1L, 1L);
    }

    @Test
    @DisplayName("is quit after it has been idle for so long")
    void idlesSoLong() {
        use(new ConnectionSettings(
                20, 100, 100, Duration.ofSeconds(10), Duration.ofDays(1), 9, Duration.ofSeconds(20), Duration.ZERO));
        lab.publish(zone -> zone);
        listen(inClear());
        sendAll(NONE);
        watch.advance(Duration.ofSeconds(11));
        pool.sweep();
        await().until(() -> peer.openConnections() == 0);
        assertThat(peer.sessions().get(0).verbs()).endsWith("QUIT");
        assertThat(pool.idleSessions()).isZero();
    }

    @Test
    @DisplayName("S-RES-01: a new connection resumes the TLS session of an earlier one, until the records change")
    @Covers({"S-RES-01", "S-RES-03"})
    void resumesTls() {
        use(new ConnectionSettings(
                20, 100, 0, Duration.ofDays(1), Duration.ofDays(1), 9, Duration.ofSeconds(20), Duration.ZERO));
        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(untrusted())));
        listen(withTls(untrusted()).requireTlsOffered());

        sendAll(NONE, NONE, REQUIRETLS, NO, REQUIRETLS);
        assertThat(lab.attempts)
                .extracting(attempt -> attempt.reason().contains("TLSv1.3 resumed, TLSA"))
                .containsExactly(false, true, false, false, true);

        lab.publish(zone -> zone.tlsa(MX1, lab.port, tlsa(trusted(MX1))));
        assertDeferred(send(NONE), "4.7.5", Rule.N2e);
        assertThat(peer.messages()).hasSize(5);
    }

    @Test
    @DisplayName("with no idle connections allowed each message has its own")
    void keepsNone() {
        use(new ConnectionSettings(
                20, 100, 0, Duration.ofDays(1), Duration.ofDays(1), 9, Duration.ofSeconds(20), Duration.ZERO));
        lab.publish(zone -> zone);
        listen(inClear());
        sendAll(NONE, NONE);
        assertThat(messagesByConnection()).containsExactly(1L, 1L);
    }
}
