package org.requiretls.james.hop;

import java.util.concurrent.CompletableFuture;
import org.requiretls.james.policy.Verdict.Deliver;
import org.requiretls.james.smtpclient.SessionOpening;
import org.requiretls.james.smtpclient.SessionRequest;
import org.requiretls.james.smtpclient.SmtpSession;

/** Where sessions come from: the network, a stock of idle ones, or a record of what the network showed a moment ago. */
@FunctionalInterface
interface Sessions {

    /**
     * Like {@link org.requiretls.james.smtpclient.SmtpClient#open}, knowing which host the address belongs to. The
     * session may have {@linkplain SmtpSession#transactions carried messages} before; then its certificates have passed
     * the verifier of this request, just now.
     */
    CompletableFuture<SessionOpening> open(HopContext hop, SessionRequest request);

    /** The same, on a connection that has carried nothing before. */
    default CompletableFuture<SessionOpening> openAnew(HopContext hop, SessionRequest request) {
        return open(hop, request);
    }

    /**
     * Says that a message is on its way over the session by this verdict, all of it given to the session: others that
     * wait may be sent behind it.
     */
    default void isUnderWay(HopContext hop, Deliver verdict, SmtpSession session) {}

    /** Takes a session back that has carried a message by this verdict and is in order; ends it, or keeps it. */
    default void release(HopContext hop, Deliver verdict, SmtpSession session) {
        session.quit();
    }
}
