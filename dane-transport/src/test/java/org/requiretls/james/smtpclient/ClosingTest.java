package org.requiretls.james.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.RecordedSession.Ending;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.Stage;
import org.requiretls.james.smtpclient.Envelope.Recipient;

/** The end of sessions and of the client. */
class ClosingTest extends ClientAgainstPeers {

    private static final Envelope ENVELOPE = new Envelope("a@x", List.of(), List.of(Recipient.of("b@x")));
    private static final MessageContent CONTENT = MessageContent.of(new byte[] {'x'});

    @Test
    void quitEndsEvenIfThePeerSaysNothing() {
        SmtpPeer peer = start(withTls().on(Stage.QUIT, Answer.hang()));
        SessionOpening.Encrypted opening =
                (SessionOpening.Encrypted) open(request(peer).with(IMPATIENT.atMost(Duration.ofSeconds(5))));
        result(opening.session().quit());
        assertThat(opening.session().isOpen()).isFalse();
    }

    @Test
    void quitMayBeSaidTwice() {
        SmtpPeer peer = start(inClear());
        SmtpSession session = openInClear(peer);
        result(session.quit());
        result(session.quit());
        assertThat(peer.sessions().get(0).ending()).isEqualTo(Ending.QUIT);
    }

    @Test
    void closeSaysNothing() {
        SmtpPeer peer = start(withTls());
        SmtpSession session = openEncrypted(peer);
        session.close();
        await().until(() -> !session.isOpen());
        await().until(() -> peer.sessions().get(0).ending() == Ending.CLIENT_CLOSED);
        assertThat(peer.sessions().get(0).verbs()).doesNotContain("QUIT");
    }

    @Test
    void theClientLetsTransactionsEnd() {
        SmtpPeer peer = start(inClear().on(Stage.END_OF_DATA, Answer.dripped("250 mine", Duration.ofMillis(30))));
        SmtpSession session = openInClear(peer);
        CompletableFuture<TransactionResult> sent = session.send(ENVELOPE, CONTENT);
        CompletableFuture<Void> quit = sent.thenCompose(result -> session.quit());
        CompletableFuture<Void> closed = client.close(Duration.ofSeconds(20));
        assertThat(result(sent).isAcceptedForSome()).isTrue();
        result(quit);
        result(closed);
        assertThat(peer.sessions().get(0).ending()).isEqualTo(Ending.QUIT);
    }

    @Test
    void theClientCutsTransactionsThatDoNotEnd() {
        SmtpPeer peer = start(inClear().on(Stage.END_OF_DATA, Answer.hang()));
        SmtpSession session = openInClear(peer);
        CompletableFuture<TransactionResult> sent = session.send(ENVELOPE, CONTENT);
        await().until(() -> peer.sessions().get(0).arrivals().size() == 1);
        result(client.close(Duration.ofMillis(10)));
        TransactionResult result = result(sent);
        assertThat(result.outcomeFor(result.recipients().get(0))).isInstanceOf(RecipientOutcome.InDoubt.class);
        TransactionResult afterwards = result(session.send(ENVELOPE, CONTENT));
        assertThat(afterwards.outcomeFor(afterwards.recipients().get(0))).isInstanceOf(RecipientOutcome.NotSent.class);
        result(session.quit());
    }

    @Test
    void theClientMayBeClosedTwice() {
        result(client.close(Duration.ZERO));
        result(client.close(Duration.ZERO));
    }

    @Test
    void theClientHasAThread() {
        assertThatThrownBy(() -> new SmtpClient(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
