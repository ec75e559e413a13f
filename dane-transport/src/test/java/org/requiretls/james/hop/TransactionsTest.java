package org.requiretls.james.hop;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.smtpclient.EhloKeywords;
import org.requiretls.james.smtpclient.Envelope;
import org.requiretls.james.smtpclient.Envelope.Recipient;
import org.requiretls.james.smtpclient.MessageContent;
import org.requiretls.james.smtpclient.Reply;
import org.requiretls.james.smtpclient.SmtpSession;
import org.requiretls.james.smtpclient.TransactionResult;
import org.requiretls.james.smtpclient.TransactionResult.RecipientReply;

@DisplayName("The transactions of one message")
class TransactionsTest {

    private static final Reply OK = new Reply(250, List.of("2.0.0 fine"));
    private static final Reply TOO_MANY = new Reply(452, List.of("4.5.3 too many"));
    private static final MessageContent HELLO = MessageContent.of(new byte[] {'h', 'i', '\r', '\n'});

    private final List<CompletableFuture<TransactionResult>> asked = new ArrayList<>();
    private final List<Envelope> envelopes = new ArrayList<>();
    private int lastGiven;

    private CompletableFuture<List<TransactionResult>> send(int recipients, int most, Envelope.Quorum quorum) {
        SmtpSession session = (SmtpSession) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {SmtpSession.class}, (self, method, arguments) -> {
                    switch (method.getName()) {
                        case "send":
                            envelopes.add((Envelope) arguments[0]);
                            asked.add(new CompletableFuture<>());
                            return asked.get(asked.size() - 1);
                        case "ehlo":
                            return EhloKeywords.none();
                        default:
                            return true;
                    }
                });
        List<Recipient> all = IntStream.range(0, recipients)
                .mapToObj(i -> Recipient.of(i + "@x"))
                .toList();
        return new Transactions(session, HELLO, most)
                .send(new Envelope("a@x", List.of(), all, quorum), () -> lastGiven++);
    }

    private void answer(Reply toTheLastRecipient) {
        List<RecipientReply> replies = new ArrayList<>();
        List<Recipient> recipients = envelopes.get(envelopes.size() - 1).recipients();
        for (Recipient recipient : recipients) {
            boolean isLast = replies.size() == recipients.size() - 1;
            replies.add(new RecipientReply(recipient, Optional.of(isLast ? toTheLastRecipient : OK)));
        }
        asked.get(asked.size() - 1)
                .complete(new TransactionResult(
                        Optional.of(OK), replies, Optional.empty(), Optional.of(OK), true, Optional.empty()));
    }

    @Test
    @DisplayName("others may follow once the last one is given to the session, not before")
    void lastOfSeveral() {
        CompletableFuture<List<TransactionResult>> results = send(5, 2, Envelope.Quorum.ANY);
        assertThat(lastGiven).isZero();
        answer(OK);
        assertThat(lastGiven).isZero();
        answer(OK);
        assertThat(asked).hasSize(3);
        assertThat(lastGiven).isEqualTo(1);
        assertThat(results).isNotDone();
        answer(OK);
        assertThat(results.join()).hasSize(3);
        assertThat(lastGiven).isEqualTo(1);
    }

    @Test
    @DisplayName("the only one is the last")
    void onlyOne() {
        send(2, 2, Envelope.Quorum.ANY);
        assertThat(lastGiven).isEqualTo(1);
        send(5, 2, Envelope.Quorum.ALL);
        assertThat(lastGiven).isEqualTo(2);
        assertThat(asked).hasSize(2);
    }

    @Test
    @DisplayName("recipients that were too many are asked for once more, though others follow already")
    void tooManyForTheLast() {
        CompletableFuture<List<TransactionResult>> results = send(3, 3, Envelope.Quorum.ANY);
        assertThat(lastGiven).isEqualTo(1);
        answer(TOO_MANY);
        assertThat(envelopes.get(1).recipients()).hasSize(1);
        answer(OK);
        assertThat(results.join()).hasSize(2);
    }
}
