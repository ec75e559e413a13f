package org.requiretls.james.integration;

import java.util.function.UnaryOperator;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;

/** What a host of a {@link ComparedCase} is like. */
sealed interface ComparedHost {

    /** It listens; called anew for each side. */
    record Listening(UnaryOperator<SmtpPeerBuilder> script) implements ComparedHost {}

    /** Nobody listens there, and it says so. */
    record Down() implements ComparedHost {}

    /** It takes no connection, and says nothing. */
    record Silent() implements ComparedHost {}
}
