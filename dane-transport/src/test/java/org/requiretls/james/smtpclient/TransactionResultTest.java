package org.requiretls.james.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.requiretls.james.smtpclient.SessionFailure.ConnectionLost;
import org.requiretls.james.smtpclient.SessionFailure.Loss;
import org.requiretls.james.smtpclient.TransactionResult.RecipientReply;

class TransactionResultTest {

    private static final Optional<Reply> OK = Optional.of(new Reply(250, List.of("ok")));
    private static final Optional<Reply> GO = Optional.of(new Reply(354, List.of("go")));
    private static final Optional<Reply> NO = Optional.of(new Reply(550, List.of("no")));
    private static final Optional<Reply> SILENCE = Optional.empty();
    private static final SessionFailure LOST = new ConnectionLost(SmtpStage.END_OF_DATA, Loss.RESET, "reset");

    @Test
    void theEarliestRefusalDecides() {
        assertThat(outcome(NO, NO, NO, SILENCE)).isEqualTo(refused(SmtpStage.MAIL));
        assertThat(outcome(OK, NO, GO, OK)).isEqualTo(refused(SmtpStage.RCPT));
        assertThat(outcome(OK, OK, NO, SILENCE)).isEqualTo(refused(SmtpStage.DATA));
        assertThat(outcome(OK, OK, GO, NO)).isEqualTo(refused(SmtpStage.END_OF_DATA));
        assertThat(outcome(OK, OK, GO, OK)).isEqualTo(new RecipientOutcome.Accepted(OK.orElseThrow()));
    }

    @Test
    void afterTheFinalDotAFailureLeavesDoubtForThoseAccepted() {
        assertThat(failed(OK, OK, GO, true)).isEqualTo(new RecipientOutcome.InDoubt(LOST));
        assertThat(failed(OK, NO, GO, true)).isEqualTo(refused(SmtpStage.RCPT));
    }

    @Test
    void beforeTheFinalDotAFailureLeavesNoDoubt() {
        assertThat(failed(OK, OK, GO, false)).isEqualTo(new RecipientOutcome.NotSent(LOST));
        assertThat(failed(OK, SILENCE, SILENCE, false)).isEqualTo(new RecipientOutcome.NotSent(LOST));
        assertThat(failed(SILENCE, SILENCE, SILENCE, false)).isEqualTo(new RecipientOutcome.NotSent(LOST));
    }

    @Test
    void somethingHappensToEveryRecipient() {
        assertThatThrownBy(() -> outcome(OK, OK, GO, SILENCE)).isInstanceOf(IllegalStateException.class);
    }

    private static RecipientOutcome refused(SmtpStage stage) {
        return new RecipientOutcome.Refused(stage, NO.orElseThrow());
    }

    private static RecipientOutcome outcome(
            Optional<Reply> mail, Optional<Reply> rcpt, Optional<Reply> data, Optional<Reply> end) {
        return outcome(new TransactionResult(mail, List.of(recipient(rcpt)), data, end, true, Optional.empty()));
    }

    private static RecipientOutcome failed(
            Optional<Reply> mail, Optional<Reply> rcpt, Optional<Reply> data, boolean finalDotSent) {
        return outcome(
                new TransactionResult(mail, List.of(recipient(rcpt)), data, SILENCE, finalDotSent, Optional.of(LOST)));
    }

    private static RecipientOutcome outcome(TransactionResult result) {
        return result.outcomeFor(result.recipients().get(0));
    }

    private static RecipientReply recipient(Optional<Reply> reply) {
        return new RecipientReply(Envelope.Recipient.of("b@c"), reply);
    }
}
