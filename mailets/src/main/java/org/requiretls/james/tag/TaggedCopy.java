package org.requiretls.james.tag;

import java.util.Collection;
import java.util.List;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A copy of a mail, to be handed to a processor or described to somebody, and closed then. It has the tag of the mail in
 * any case, and all of its attributes that can be copied. With one that cannot, James would copy none of them, or give
 * no copy at all, and the mail could never be handed on.
 *
 * @param mail the copy; not to be used once this is closed
 */
public record TaggedCopy(Mail mail) implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(TaggedCopy.class);

    /** @throws MessagingException where the content cannot be copied */
    public static TaggedCopy of(Mail original) throws MessagingException {
        Mail copy = copyOf(original);
        TlsRequirementCodec.write(copy, TlsRequirementCodec.read(original));
        return new TaggedCopy(copy);
    }

    /**
     * For some of the recipients.
     *
     * @throws MessagingException where the content cannot be copied
     */
    public static TaggedCopy of(Mail original, Collection<MailAddress> recipients) throws MessagingException {
        TaggedCopy copy = of(original);
        copy.mail().setRecipients(recipients);
        return copy;
    }

    private static Mail copyOf(Mail original) throws MessagingException {
        List<Attribute> stubborn = original.attributes()
                .filter(attribute -> !canBeCopied(attribute))
                .toList();
        if (stubborn.isEmpty()) {
            return original.duplicate();
        }
        LOGGER.warn(
                "Mail {}: a copy of it lacks the attributes {}, which cannot be copied. The mailet that sets them should"
                        + " use values that James can serialise.",
                original.getName(),
                stubborn.stream()
                        .map(Attribute::getName)
                        .map(AttributeName::asString)
                        .toList());
        stubborn.forEach(attribute -> original.removeAttribute(attribute.getName()));
        try {
            return original.duplicate();
        } finally {
            stubborn.forEach(original::setAttribute);
        }
    }

    /** As James copies it: by writing and reading it, of which either may fail in any way. */
    private static boolean canBeCopied(Attribute attribute) {
        try {
            attribute.duplicate();
            return true;
        } catch (RuntimeException cannot) {
            return false;
        }
    }

    @Override
    public void close() {
        LifecycleUtil.dispose(mail);
    }
}
