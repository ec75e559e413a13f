package org.requiretls.james.carry;

import java.util.Arrays;
import java.util.Optional;

/** The mailets of James 3.8.1 that lose the tag unless CarryTlsRequirement stands around them. */
public enum TagLosingMailet {
    FORWARD("Forward", Loss.OF_WHAT_IT_SENDS),
    RESEND("Resend", Loss.OF_WHAT_IT_SENDS),
    REDIRECT("Redirect", Loss.OF_WHAT_IT_SENDS),
    NOTIFY_SENDER("NotifySender", Loss.OF_WHAT_IT_SENDS),
    NOTIFY_POSTMASTER("NotifyPostmaster", Loss.OF_WHAT_IT_SENDS),
    BOUNCE("Bounce", Loss.OF_WHAT_IT_SENDS),

    /** It keeps the tag, but sends the content back where the tag forbids it (RFC 8689 section 5). */
    DSN_BOUNCE("DSNBounce", Loss.OF_WHAT_IT_SENDS),

    /** Redirect, reject, vacation, and the mail that tells a user of a mistake in the script. */
    SIEVE("Sieve", Loss.OF_WHAT_IT_SENDS),
    VACATION("VacationMailet", Loss.OF_WHAT_IT_SENDS),

    /** Recipients whose mapping fails go to the error processor as a new mail. */
    RECIPIENT_REWRITE_TABLE("RecipientRewriteTable", Loss.OF_WHAT_IT_SENDS),

    /** Recipients whose mailbox fails go to the error processor as a new mail. */
    LOCAL_DELIVERY("LocalDelivery", Loss.OF_WHAT_IT_SENDS),
    MANAGE_SIEVE("managesieve.ManageSieveMailet", Loss.OF_WHAT_IT_SENDS),
    SERVER_TIME("ServerTime", Loss.OF_WHAT_IT_SENDS),
    WHITE_LIST_MANAGER("WhiteListManager", Loss.OF_WHAT_IT_SENDS),
    REMOVE_ALL_MAIL_ATTRIBUTES("RemoveAllMailAttributes", Loss.OF_THE_MAIL_ITSELF),
    REMOVE_MAIL_ATTRIBUTE("RemoveMailAttribute", Loss.OF_THE_MAIL_ITSELF);

    /** What is without the tag afterwards. */
    public enum Loss {
        OF_WHAT_IT_SENDS,
        OF_THE_MAIL_ITSELF
    }

    /**
     * The parameter that marks a mailet which only stands there: James with JMAP does not start unless it sees a plain
     * VacationMailet in its processor, so one is put where no mail comes. The mailet does not read it.
     */
    public static final String STAND_IN_MARK = "standsHereForTheStartOfJmap";

    /** Where James looks for a mailet whose name has no package. */
    private static final String PACKAGE = "org.apache.james.transport.mailets.";

    private final String shortName;
    private final Loss loss;

    TagLosingMailet(String shortName, Loss loss) {
        this.shortName = shortName;
        this.loss = loss;
    }

    /** The mailet that a {@code class} attribute names, with or without its package. */
    public static Optional<TagLosingMailet> named(String className) {
        return Arrays.stream(values())
                .filter(mailet -> className.equals(mailet.shortName) || className.equals(PACKAGE + mailet.shortName))
                .findFirst();
    }

    /** The shortest name under which James finds it. */
    public String shortName() {
        return shortName;
    }

    public Loss loss() {
        return loss;
    }
}
