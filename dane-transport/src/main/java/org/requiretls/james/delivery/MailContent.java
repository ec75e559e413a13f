package org.requiretls.james.delivery;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;
import javax.mail.util.SharedFileInputStream;
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

    private static final String TEMPORARY = "requiretls-7bit-";

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

    /** By way of the disk: neither a large message nor its conversion has to fit into memory. */
    @Override
    public InputStream as7Bit() throws IOException {
        Path original = Files.createTempFile(TEMPORARY, null);
        try {
            try (InputStream in = asItIs()) {
                Files.copy(in, original, StandardCopyOption.REPLACE_EXISTING);
            }
            return converted(original);
        } finally {
            Files.delete(original);
        }
    }

    /** A stream that takes its file away when it is closed. */
    private InputStream converted(Path original) throws IOException {
        Path converted = Files.createTempFile(TEMPORARY, null);
        boolean complete = false;
        try (SharedFileInputStream in = new SharedFileInputStream(original.toFile());
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(converted))) {
            MimeMessage copy = new MimeMessage(null, in);
            new Converter7Bit(context).convertTo7Bit(copy);
            copy.writeTo(out);
            complete = true;
        } catch (MessagingException e) {
            throw new IOException("The content of mail " + mailName + " can't be converted to 7 bit", e);
        } finally {
            if (!complete) {
                Files.delete(converted);
            }
        }
        return Files.newInputStream(converted, StandardOpenOption.DELETE_ON_CLOSE);
    }

    @Override
    public OutgoingContent withoutQuotedContent() {
        return new MailContent(mailName, () -> RedactedNotification.of(source.message()), context);
    }
}
