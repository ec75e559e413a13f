package org.requiretls.james.hop;

import java.util.concurrent.CompletableFuture;
import org.requiretls.james.policy.Verdict.Deliver;
import org.requiretls.james.smtpclient.SmtpSession;

/** What is done with a session that the policy has judged good. */
@FunctionalInterface
interface Dispatch {

    /** Uses the session as the verdict says, and then ends it or gives it back. */
    CompletableFuture<Handover.Handed> send(HopContext hop, Deliver verdict, SmtpSession session);
}
