package org.requiretls.james.smtp;

import java.util.Optional;

/** The rule for MAIL, as a pure function. */
final class MailRule {

    private MailRule() {}

    /**
     * Why the MAIL command is refused; empty where James may go on with it.
     *
     * <p>Syntax comes first: a line that cannot be read says nothing on which the rest could be decided.
     */
    static Optional<Refusal> refusalOf(MailArgument argument, Standing standing) {
        return switch (argument) {
            case WITHOUT_REQUIRETLS -> Optional.empty();
            case MALFORMED -> Optional.of(Refusal.MALFORMED_PARAMETER);
            case WITH_REQUIRETLS -> refusalOfRequireTls(standing);
        };
    }

    private static Optional<Refusal> refusalOfRequireTls(Standing standing) {
        return switch (standing) {
            case EXTENSION_OFF -> Optional.of(Refusal.EXTENSION_OFF);
            case NOT_INSIDE_TLS -> Optional.of(Refusal.NOT_INSIDE_TLS);
            case HELO_SESSION -> Optional.of(Refusal.HELO_SESSION);
            case NO_EHLO_INSIDE_TLS -> Optional.of(Refusal.NO_EHLO_INSIDE_TLS);
            case KEYWORD_OFFERED -> Optional.empty();
        };
    }
}
