package org.requiretls.james.failure;

import java.util.Optional;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;

/** The one place that knows how the host that a mail was offered to last is written onto a {@link Mail}. */
public final class RemoteHostCodec {

    /** String, the name (or address) of the host. */
    static final AttributeName REMOTE_HOST = AttributeName.of("org.requiretls.delivery-remote-host");

    private RemoteHostCodec() {}

    /** Puts the host on the mail, in place of an earlier one; empty takes that off. */
    public static void write(Mail mail, Optional<String> host) {
        host.ifPresentOrElse(
                name -> mail.setAttribute(new Attribute(REMOTE_HOST, AttributeValue.of(name))),
                () -> mail.removeAttribute(REMOTE_HOST));
    }

    /** Empty where there was none, or the attribute is damaged. */
    public static Optional<String> read(Mail mail) {
        return AttributeUtils.getValueAndCastFromMail(mail, REMOTE_HOST, String.class)
                .filter(name -> !name.isBlank());
    }
}
