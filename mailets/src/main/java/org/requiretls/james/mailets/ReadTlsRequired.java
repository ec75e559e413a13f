package org.requiretls.james.mailets;

import java.util.Set;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;
import org.requiretls.james.session.SessionFactsCodec;
import org.requiretls.james.tag.TlsRequiredHeader;
import org.requiretls.james.tag.TlsRequirement;
import org.requiretls.james.tag.TlsRequirementCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tags a mail that did not come by SMTP, but from JMAP, WebAdmin or a mailet, by its header field
 * {@code TLS-Required: No} (RFC 8689 section 3).
 *
 * <p>Mail that came by SMTP was tagged when it was received, and stays as it is: what its header says now may have been
 * written by a mailet since (section 4.1 speaks of the message as received). A mail with a tag keeps it. There are no
 * parameters.
 */
public class ReadTlsRequired extends GenericMailet {

    private static final Logger LOGGER = LoggerFactory.getLogger(ReadTlsRequired.class);

    /** @throws MessagingException for any parameter */
    @Override
    public void init() throws MessagingException {
        Parameters.requireKnown(this, Set.of());
    }

    /** @throws MessagingException when the header of the mail cannot be read */
    @Override
    public void service(Mail mail) throws MessagingException {
        if (SessionFactsCodec.read(mail).isPresent()
                || TlsRequirementCodec.read(mail) != TlsRequirement.NONE
                || TlsRequiredHeader.of(mail.getMessage()) != TlsRequiredHeader.NO) {
            return;
        }
        TlsRequirementCodec.write(mail, TlsRequirement.OPTIONAL);
        LOGGER.info(
                "Mail {} from {} tagged {}: its header says TLS-Required: No",
                mail.getName(),
                mail.getMaybeSender().asString(),
                TlsRequirement.OPTIONAL);
    }

    @Override
    public String getMailetInfo() {
        return "Tags mail that did not come by SMTP by its TLS-Required field (RFC 8689 section 3)";
    }
}
