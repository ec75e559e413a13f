package org.requiretls.james.hop;

import java.util.concurrent.CompletableFuture;
import org.requiretls.james.smtpclient.SessionOpening;
import org.requiretls.james.smtpclient.SessionRequest;

/** Where sessions come from: the network, or a record of what it showed a moment ago. */
@FunctionalInterface
interface Sessions {

    /** Like {@link org.requiretls.james.smtpclient.SmtpClient#open}, knowing which host the address belongs to. */
    CompletableFuture<SessionOpening> open(HopContext hop, SessionRequest request);
}
