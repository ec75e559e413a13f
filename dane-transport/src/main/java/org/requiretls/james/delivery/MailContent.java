package org.requiretls.james.delivery;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Optional;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;
import org.apache.james.server.core.MimeMessageInputStream;
import org.apache.james.server.core.MimeMessageWrapper;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.requiretls.james.dsn.RedactedNotification;
import org.requiretls.james.hop.ContentTraits;
import org.requiretls.james.hop.OutgoingContent;
import org.requiretls.james.sevenbit.SevenBitContent;

/** The message of a mail, as the transport reads it. Valid as long as the mail is not disposed of. */
final class MailContent implements OutgoingContent {

    /**
     * Up to this size, in octets, content is kept when it is looked through: James makes it out of a message that it
     * has parsed, and need not do so again to send it.
     */
    private static final int LARGEST_KEPT = 64 * 1024;

    private final String mailName;
    private final MessageSource source;
    private final MailetContext context;
    private Optional<ContentTraits> traits = Optional.empty();
    private byte[] kept;

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
            try (InputStream in = read()) {
                byte[] beginning = in.readNBytes(LARGEST_KEPT + 1);
                if (beginning.length <= LARGEST_KEPT) {
                    kept = beginning;
                }
                traits =
                        Optional.of(ContentTraits.of(new SequenceInputStream(new ByteArrayInputStream(beginning), in)));
            }
        }
        return traits.get();
    }

    @Override
    public synchronized InputStream asItIs() throws IOException {
        return kept == null ? read() : new ByteArrayInputStream(kept);
    }

    private InputStream read() throws IOException {
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
        return SevenBitContent.of(this::asItIs, context.getServerInfo());
    }

    @Override
    public OutgoingContent withoutQuotedContent() {
        return new MailContent(mailName, () -> RedactedNotification.of(source.message()), context);
    }
}
