package org.requiretls.james.carry;

import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.requiretls.james.tag.TlsRequiredHeader;
import org.requiretls.james.tag.TlsRequirement;
import org.requiretls.james.tag.TlsRequirementCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mail that a mailet serves, and its tag when it came there: what is sent meanwhile inherits from it.
 *
 * @param requirement the tag, as it was before the mailet could change the mail
 */
record Original(Mail mail, TlsRequirement requirement) {

    private static final Logger LOGGER = LoggerFactory.getLogger(Original.class);

    static Original of(Mail mail) {
        return new Original(mail, TlsRequirementCodec.read(mail));
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
     * Puts the tag on a mail that was made out of this one. Never fails: some mailets of James take a failure to send for
     * sent, and the mail would be lost.
     *
     * @param step the mailet that made it, for the log
     */
    void bequeathTo(Mail heir, String step) {
        TlsRequirement inherited = inherited(requirement, TlsRequirementCodec.read(heir));
        TlsRequirementCodec.write(heir, inherited);
        if (inherited == TlsRequirement.NONE) {
            return;
        }
        if (inherited == TlsRequirement.OPTIONAL) {
            askAsTheOriginalDid(heir, step);
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
    }

    /** What was composed anew needs the field itself: for the hops behind the next one it is the only request. */
    private void askAsTheOriginalDid(Mail heir, String step) {
        try {
            if (TlsRequiredHeader.of(mail.getMessage()) == TlsRequiredHeader.NO
                    && TlsRequiredHeader.of(heir.getMessage()) == TlsRequiredHeader.ABSENT) {
                heir.getMessage().setHeader(TlsRequiredHeader.FIELD_NAME, "No");
            }
        } catch (MessagingException | RuntimeException e) {
            LOGGER.warn(
                    "Mail {}, sent by {}, goes without TLS-Required: No, which mail {} has: a header cannot be read. This"
                            + " server keeps to it, those behind it may not.",
                    heir.getName(),
                    step,
                    mail.getName(),
                    e);
        }
    }
}
