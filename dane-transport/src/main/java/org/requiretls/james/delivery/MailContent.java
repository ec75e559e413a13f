package org.requiretls.james.delivery;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;
import org.apache.james.server.core.MimeMessageInputStream;
import org.apache.james.server.core.MimeMessageWrapper;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.apache.mailet.base.Converter7Bit;
import org.requiretls.james.dsn.RedactedNotification;
import org.requiretls.james.hop.ContentTraits;
import org.requiretls.james.hop.OutgoingContent;

/** The message of a mail, as the transport reads it. Valid as long as the mail is not disposed of. */
final class MailContent implements OutgoingContent {

    private final String mailName;
    private final MessageSource source;
    private final MailetContext context;
    private Optional<ContentTraits> traits = Optional.empty();

    /** Where the message is read from. */
    private interface MessageSource {
        MimeMessage message() throws MessagingException;
    }

    MailContent(Mail mail, MailetContext context) {
        this(mail.getName(), mail::getMessage, context);
    }

    private MailContent(String mailName, MessageSource source, MailetContext context) {
        this.mailName = mailName;
        this.source = source;
        this.context = context;
    }

    @Override
    public synchronized ContentTraits traits() throws IOException {
        if (traits.isEmpty()) {
            try (InputStream in = asItIs()) {
                traits = Optional.of(ContentTraits.of(in));
            }
        }
        return traits.get();
    }

    @Override
    public InputStream asItIs() throws IOException {
        try {
            MimeMessage message = source.message();
            return message instanceof MimeMessageWrapper wrapper
                    ? wrapper.getMessageInputStream()
                    : new MimeMessageInputStream(message);
        } catch (MessagingException e) {
            throw new IOException("The content of mail " + mailName + " can't be read", e);
        }
    }

    @Override
    public InputStream as7Bit() throws IOException {
        try {
            MimeMessage copy = new MimeMessage(source.message());
            new Converter7Bit(context).convertTo7Bit(copy);
            ByteArrayOutputStream converted = new ByteArrayOutputStream();
            copy.writeTo(converted);
            return new ByteArrayInputStream(converted.toByteArray());
        } catch (MessagingException e) {
            throw new IOException("The content of mail " + mailName + " can't be converted to 7 bit", e);
        }
    }

    @Override
    public OutgoingContent withoutQuotedContent() {
        return new MailContent(mailName, () -> RedactedNotification.of(source.message()), context);
    }
}
