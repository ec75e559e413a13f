package org.requiretls.james.lab.smtp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.requiretls.james.lab.smtp.RecordedSession.Ending;

/** Carries an {@link Answer} out on the wire. */
final class AnswerPlayer {

    /** How the conversation stands after an answer. */
    enum Outcome {
        /** Nothing special was asked for: the normal answer has yet to be given. */
        NORMAL,
        ACCEPTED,
        REFUSED,
        /** The connection is over. */
        ENDED
    }

    private static final String SERVICE_CLOSING = "421";

    private final PeerWire wire;
    private final RecordedSession session;
    private final CountDownLatch stopped;

    AnswerPlayer(PeerWire wire, RecordedSession session, CountDownLatch stopped) {
        this.wire = wire;
        this.session = session;
        this.stopped = stopped;
    }

    Outcome play(Answer answer) throws IOException, InterruptedException {
        if (answer instanceof Answer.Normal) {
            return Outcome.NORMAL;
        }
        if (answer instanceof Answer.Bytes whole) {
            wire.write(whole.bytes());
            return outcomeOf(whole.bytes());
        }
        if (answer instanceof Answer.Dripped dripped) {
            drip(dripped);
            return outcomeOf(dripped.bytes());
        }
        if (answer instanceof Answer.Then both) {
            Outcome first = play(both.first());
            return first == Outcome.ENDED ? first : play(both.second());
        }
        if (answer instanceof Answer.OnceClientSpoke later) {
            wire.awaitClient();
            return play(later.answer());
        }
        if (answer instanceof Answer.OnceFollowed later) {
            wire.awaitMore();
            return play(later.answer());
        }
        if (answer instanceof Answer.InTurn turns) {
            return play(turns.thisTime());
        }
        return end(answer);
    }

    private Outcome end(Answer answer) throws IOException, InterruptedException {
        if (answer instanceof Answer.Endless endless) {
            while (stopped.getCount() > 0) {
                wire.write(endless.unit());
            }
        } else if (answer instanceof Answer.Hang) {
            wire.drain();
            session.endedBy(Ending.CLIENT_CLOSED);
        } else if (answer instanceof Answer.Stall) {
            stopped.await();
        } else if (answer instanceof Answer.Close) {
            session.endedBy(Ending.BY_SCRIPT);
            wire.close();
        } else if (answer instanceof Answer.Reset) {
            session.endedBy(Ending.BY_SCRIPT);
            wire.reset();
        } else {
            throw new IllegalStateException("no way to carry out " + answer);
        }
        return Outcome.ENDED;
    }

    private void drip(Answer.Dripped dripped) throws IOException, InterruptedException {
        for (byte octet : dripped.bytes()) {
            wire.write(new byte[] {octet});
            Thread.sleep(dripped.pause().toMillis());
        }
    }

    private Outcome outcomeOf(byte[] said) throws IOException {
        String text = new String(said, StandardCharsets.ISO_8859_1);
        if (text.startsWith(SERVICE_CLOSING)) {
            session.endedBy(Ending.BY_SCRIPT);
            wire.closeOnceClientLeaves();
            return Outcome.ENDED;
        }
        return text.startsWith("2") || text.startsWith("3") ? Outcome.ACCEPTED : Outcome.REFUSED;
    }
}
