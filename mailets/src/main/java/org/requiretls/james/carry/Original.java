package org.requiretls.james.carry;

import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.requiretls.james.tag.TlsRequirement;
import org.requiretls.james.tag.TlsRequirementCodec;
import org.requiretls.james.tag.Unredacted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mail that a mailet serves, and its tag when it came there: what is sent meanwhile inherits from it.
 *
 * @param requirement the tag, as it was before the mailet could change the mail
 * @param unredacted whether it had the mark {@link Unredacted} then
 */
record Original(Mail mail, TlsRequirement requirement, boolean unredacted) {

    private static final Logger LOGGER = LoggerFactory.getLogger(Original.class);

    private static final String TLS_REQUIRED = "TLS-Required";

    static Original of(Mail mail) {
        return new Original(mail, TlsRequirementCodec.read(mail), Unredacted.isMarked(mail));
    }

    /**
     * The tag of what came out of a mail, given both tags: the stricter one (RFC 8689 section 6). An heir without a
     * tag has not been asked, so it takes the one of the original, {@link TlsRequirement#OPTIONAL} too.
     */
    static TlsRequirement inherited(TlsRequirement original, TlsRequirement heir) {
        if (original == TlsRequirement.REQUIRED || heir == TlsRequirement.REQUIRED) {
            return TlsRequirement.REQUIRED;
        }
        return original;
    }

    /**
     * Puts the tag on a mail that was made out of this one.
     *
     * @param step the mailet that made it, for the log
     * @throws MessagingException when the messages can't be read; then the heir must not be sent
     */
    void bequeathTo(Mail heir, String step) throws MessagingException {
        TlsRequirement inherited = inherited(requirement, TlsRequirementCodec.read(heir));
        TlsRequirementCodec.write(heir, inherited);
        switch (inherited) {
            case REQUIRED -> {
                if (isToBeProtectedWhole(heir)) {
                    Unredacted.mark(heir);
                }
            }
            case OPTIONAL -> askAsTheOriginalDid(heir);
            case NONE -> {
                return;
            }
        }
        LOGGER.info(
                "Mail {} for {}, sent by {}, inherits the tag {} of mail {}",
                heir.getName(),
                heir.getRecipients(),
                step,
                inherited,
                mail.getName());
    }

    /** Gives the mail back a tag that the mailet took off or lowered. */
    void restore(String step) {
        TlsRequirement left = TlsRequirementCodec.read(mail);
        TlsRequirement restored = inherited(requirement, left);
        if (restored != left) {
            TlsRequirementCodec.write(mail, restored);
            LOGGER.info("Mail {}: {} left it with the tag {}, it is {} again", mail.getName(), step, left, restored);
        }
        if (unredacted) {
            Unredacted.mark(mail);
        }
    }

    /** RFC 8689 section 5 lets a notification go without the keyword because the content is not in it. */
    private boolean isToBeProtectedWhole(Mail heir) throws MessagingException {
        return !heir.hasSender()
                && (unredacted || mail.hasSender() && Disclosure.of(mail.getMessage(), heir.getMessage()));
    }

    /** What was composed anew needs the field itself: for the hops behind the next one it is the only request. */
    private void askAsTheOriginalDid(Mail heir) throws MessagingException {
        if (mail.getMessage().getHeader(TLS_REQUIRED) != null
                && heir.getMessage().getHeader(TLS_REQUIRED) == null) {
            heir.getMessage().setHeader(TLS_REQUIRED, "No");
        }
    }
}
