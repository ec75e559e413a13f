package org.requiretls.james.tag;

import java.util.Optional;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that knows how the tag is written onto a {@link Mail}.
 *
 * <p>A string, since that is what every queue of James keeps; a type of our own could not be read back, the queues
 * deserialise with the class loader of the server and not with that of the extensions.
 */
public final class TlsRequirementCodec {

    /** The attribute that carries the tag. Absent means {@link TlsRequirement#NONE}. */
    public static final AttributeName ATTRIBUTE = AttributeName.of("org.requiretls.tls-requirement");

    private static final Logger LOGGER = LoggerFactory.getLogger(TlsRequirementCodec.class);

    private TlsRequirementCodec() {}

    /**
     * The tag of the mail. A damaged value reads as {@link TlsRequirement#REQUIRED} and is logged: the mail may then
     * be delayed or bounced, but never exposed.
     */
    public static TlsRequirement read(Mail mail) {
        Optional<Object> stored =
                mail.getAttribute(ATTRIBUTE).map(Attribute::getValue).map(AttributeValue::value);
        if (stored.isEmpty()) {
            return TlsRequirement.NONE;
        }
        return parse(stored.get()).orElseGet(() -> {
            LOGGER.warn(
                    "Mail {}: the attribute {} holds '{}', which is none of {}; treated as REQUIRED so that the mail"
                            + " is not exposed. Find what wrote it: only this bundle should.",
                    mail.getName(),
                    ATTRIBUTE.asString(),
                    stored.get(),
                    TlsRequirementNames.allowed());
            return TlsRequirement.REQUIRED;
        });
    }

    /** Puts the tag on the mail, in place of the one it may carry; {@link TlsRequirement#NONE} takes it off. */
    public static void write(Mail mail, TlsRequirement requirement) {
        if (requirement == TlsRequirement.NONE) {
            mail.removeAttribute(ATTRIBUTE);
        } else {
            mail.setAttribute(new Attribute(ATTRIBUTE, AttributeValue.of(TlsRequirementNames.nameOf(requirement))));
        }
    }

    private static Optional<TlsRequirement> parse(Object stored) {
        return stored instanceof String name ? TlsRequirementNames.parse(name) : Optional.empty();
    }
}
