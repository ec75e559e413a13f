package org.requiretls.james.delivery;

import java.util.Collection;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.mailet.Mail;
import org.requiretls.james.tag.TlsRequirementCodec;

/**
 * A copy of a mail for some of its recipients, to be handed to a processor and closed then. It has the tag of the mail in
 * any case: James makes a copy without any attributes if one of them can't be copied.
 *
 * @param mail the copy; not to be used once this is closed
 */
record TaggedCopy(Mail mail) implements AutoCloseable {

    /** @throws MessagingException where the content cannot be copied */
    static TaggedCopy of(Mail original, Collection<MailAddress> recipients) throws MessagingException {
        Mail copy = original.duplicate();
        copy.setRecipients(recipients);
        TlsRequirementCodec.write(copy, TlsRequirementCodec.read(original));
        return new TaggedCopy(copy);
    }

    @Override
    public void close() {
        LifecycleUtil.dispose(mail);
    }
}
