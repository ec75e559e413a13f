package org.requiretls.james.mailets;

import java.util.Set;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;
import org.requiretls.james.tag.TlsReportMail;
import org.requiretls.james.tag.TlsRequirement;
import org.requiretls.james.tag.TlsRequirementCodec;
import org.requiretls.james.tag.TlsRequirementNames;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets the tag of a mail by a local rule.
 *
 * <pre>{@code
 * <mailet match="SenderIs=legal@example.org" class="org.requiretls.james.mailets.SetTlsRequirement">
 *   <tag>required</tag>
 * </mailet>
 * }</pre>
 *
 * <p>{@code tag} (no default): {@code none}, {@code required} or {@code optional}. {@code override} (default
 * {@code false}): whether a mail that is {@code required} may be lowered. Without it such a mail stays as it is: the
 * client was promised protection with the reply to MAIL (RFC 8689 section 4.1).
 *
 * <p>A TLS report (RFC 8460 section 5.3) is never tagged {@code required}, so that a rule for all mail does no harm.
 *
 * <p>The tag rules what this server does; {@code optional} does not put a {@code TLS-Required: No} field into the
 * message, so servers further on know nothing of it.
 */
public class SetTlsRequirement extends GenericMailet {

    static final String TAG = "tag";
    static final String OVERRIDE = "override";

    private static final Logger LOGGER = LoggerFactory.getLogger(SetTlsRequirement.class);

    private TlsRequirement requirement;
    private boolean mayLower;

    /** @throws MessagingException for an unknown parameter, a missing or unknown tag, or an unclear override */
    @Override
    public void init() throws MessagingException {
        Parameters.requireKnown(this, Set.of(TAG, OVERRIDE));
        String tag = getInitParameter(TAG, "");
        requirement = TlsRequirementNames.parse(tag)
                .orElseThrow(() -> new MessagingException("SetTlsRequirement: <" + TAG + "> is '" + tag
                        + "', it has to be one of " + TlsRequirementNames.allowed()));
        mayLower = Parameters.flag(this, OVERRIDE, false);
    }

    /** @throws MessagingException when the header of the mail cannot be read */
    @Override
    public void service(Mail mail) throws MessagingException {
        if (requirement == TlsRequirement.REQUIRED && TlsReportMail.isOne(mail.getMessage())) {
            LOGGER.info(
                    "Mail {}: not tagged {}, it is a TLS report, which has to get through where TLS is broken.",
                    mail.getName(),
                    requirement);
            return;
        }
        TlsRequirement before = TlsRequirementCodec.read(mail);
        if (!lowers(before)) {
            TlsRequirementCodec.write(mail, requirement);
        } else if (mayLower) {
            LOGGER.warn(
                    "Mail {}: the TLS requirement goes from {} to {}, because SetTlsRequirement says <{}>true</{}>."
                            + " From here on the mail may travel unprotected.",
                    mail.getName(),
                    before,
                    requirement,
                    OVERRIDE,
                    OVERRIDE);
            TlsRequirementCodec.write(mail, requirement);
        } else {
            LOGGER.info(
                    "Mail {}: stays {}, SetTlsRequirement does not lower it to {} without <{}>true</{}>.",
                    mail.getName(),
                    before,
                    requirement,
                    OVERRIDE,
                    OVERRIDE);
        }
    }

    @Override
    public String getMailetInfo() {
        return "Sets the TLS requirement (RFC 8689) of a mail";
    }

    private boolean lowers(TlsRequirement before) {
        return before == TlsRequirement.REQUIRED && requirement != TlsRequirement.REQUIRED;
    }
}
