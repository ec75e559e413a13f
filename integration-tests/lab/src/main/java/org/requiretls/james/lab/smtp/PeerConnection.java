package org.requiretls.james.lab.smtp;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import org.requiretls.james.lab.smtp.RecordedSession.Ending;

/** The life of one accepted connection. */
final class PeerConnection implements Runnable {

    private final Socket socket;
    private final PeerScript script;
    private final RecordedSession session;
    private final CountDownLatch stopped = new CountDownLatch(1);

    PeerConnection(Socket socket, PeerScript script, RecordedSession session) {
        this.socket = socket;
        this.script = script;
        this.session = session;
    }

    @Override
    public void run() {
        try (socket) {
            PeerWire wire = new PeerWire(socket, session);
            new PeerDialogue(wire, script, session, new AnswerPlayer(wire, session, stopped)).converse();
            wire.close();
        } catch (EOFException e) {
            session.endedBy(Ending.CLIENT_CLOSED);
        } catch (IOException e) {
            session.endedBy(Ending.BROKEN);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the threads of a peer", e);
        }
    }

    /** Resets the connection and lets its thread end. */
    void stop() {
        session.endedBy(Ending.PEER_STOPPED);
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is closed already, which is all that was wanted.
        }
        // Only now, as the thread that wakes up closes the socket in its own, orderly way.
        stopped.countDown();
    }
}
