package org.requiretls.james.hop;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.requiretls.james.smtpclient.EhloKeywords;
import org.requiretls.james.smtpclient.Envelope;
import org.requiretls.james.smtpclient.Login;
import org.requiretls.james.smtpclient.LoginResult;
import org.requiretls.james.smtpclient.MessageContent;
import org.requiretls.james.smtpclient.SessionOpening;
import org.requiretls.james.smtpclient.SmtpSession;
import org.requiretls.james.smtpclient.TlsDetails;
import org.requiretls.james.smtpclient.TransactionResult;

/** What is left of a session after QUIT: what the peer said of itself. It can't carry a message. */
record RecordedSession(InetSocketAddress peer, EhloKeywords ehlo, Optional<TlsDetails> tls) implements SmtpSession {

    /** Says QUIT on the session of an opening, if it has one, and keeps what was said until then. */
    static SessionOpening afterQuit(SessionOpening opening) {
        if (opening instanceof SessionOpening.Encrypted encrypted) {
            return new SessionOpening.Encrypted(afterQuit(encrypted.session()), encrypted.tls());
        }
        if (opening instanceof SessionOpening.StartTlsNotOffered notOffered) {
            return new SessionOpening.StartTlsNotOffered(afterQuit(notOffered.session()));
        }
        if (opening instanceof SessionOpening.InClear clear) {
            return new SessionOpening.InClear(afterQuit(clear.session()));
        }
        if (opening instanceof SessionOpening.StartTlsRefused refused) {
            return new SessionOpening.StartTlsRefused(
                    refused.reply(), refused.session().map(RecordedSession::afterQuit));
        }
        return opening;
    }

    private static SmtpSession afterQuit(SmtpSession session) {
        session.quit();
        return new RecordedSession(session.peer(), session.ehlo(), session.tls());
    }

    @Override
    public boolean isOpen() {
        return false;
    }

    @Override
    public int transactions() {
        return 0;
    }

    @Override
    public CompletableFuture<TransactionResult> send(Envelope envelope, MessageContent content) {
        return CompletableFuture.failedFuture(new IllegalStateException("a recorded session carries no message"));
    }

    @Override
    public void breakOff(CompletableFuture<TransactionResult> sent) {
        // Nothing was sent.
    }

    @Override
    public CompletableFuture<LoginResult> login(Login login) {
        return CompletableFuture.failedFuture(new IllegalStateException("a recorded session takes no login"));
    }

    @Override
    public CompletableFuture<Void> quit() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        // The session has been quit already.
    }
}
