package org.requiretls.james.dsn;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.apache.mailet.DsnParameters.Notify;

/** What a notification says of its recipients (RFC 3464 section 2.3.3). */
public enum Action {
    /** Given up. */
    FAILED("failed", "Undelivered mail", Notify.FAILURE, WithoutNotify.IS_TOLD),

    /** Not there yet, and tried on. */
    DELAYED("delayed", "Delayed mail", Notify.DELAY, WithoutNotify.IS_TOLD),

    /** Handed to a server that does not tell the sender what becomes of it (RFC 3461 section 5.2.2). */
    RELAYED("relayed", "Relayed mail", Notify.SUCCESS, WithoutNotify.IS_NOT_TOLD),

    /** In the mailbox. */
    DELIVERED("delivered", "Delivered mail", Notify.SUCCESS, WithoutNotify.IS_NOT_TOLD);

    /** Whether a sender hears of it who did not say with NOTIFY (RFC 3461 section 4.1). */
    private enum WithoutNotify {
        IS_TOLD,
        IS_NOT_TOLD
    }

    private final String keyword;
    private final String subject;
    private final Notify notify;
    private final WithoutNotify withoutNotify;

    Action(String keyword, String subject, Notify notify, WithoutNotify withoutNotify) {
        this.keyword = keyword;
        this.subject = subject;
        this.notify = notify;
        this.withoutNotify = withoutNotify;
    }

    /** The action of that keyword; exact. */
    public static Optional<Action> parse(String keyword) {
        return Arrays.stream(values())
                .filter(action -> action.keyword.equals(keyword))
                .findFirst();
    }

    /** What stands in the Action field. */
    public String keyword() {
        return keyword;
    }

    /** How the Subject of the notification begins. */
    String subject() {
        return subject;
    }

    /** Whether a sender who said this with NOTIFY, or nothing, wants to hear of it. */
    boolean isAskedForBy(Optional<? extends Set<Notify>> said) {
        return said.map(wanted -> wanted.contains(notify)).orElse(withoutNotify == WithoutNotify.IS_TOLD);
    }
}
