package org.requiretls.james.tag;

import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;

/**
 * A mark beside the tag {@link TlsRequirement#REQUIRED} of a mail that this server made, without a sender, and with
 * content of the protected mail in it. Such a mail is no notification that could leave without the keyword (RFC 8689
 * section 5): it is held to the whole requirement.
 */
public final class Unredacted {

    /** The attribute; that it is there is the mark, whatever its value. */
    public static final AttributeName ATTRIBUTE = AttributeName.of("org.requiretls.unredacted");

    private Unredacted() {}

    /** Whether the mail has the mark. */
    public static boolean isMarked(Mail mail) {
        return mail.getAttribute(ATTRIBUTE).isPresent();
    }

    /** Puts the mark on the mail. */
    public static void mark(Mail mail) {
        mail.setAttribute(new Attribute(ATTRIBUTE, AttributeValue.of("true")));
    }
}
