package org.requiretls.james.delivery;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;
import org.apache.james.server.core.MimeMessageInputStream;
import org.apache.james.server.core.MimeMessageWrapper;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.apache.mailet.base.Converter7Bit;
import org.requiretls.james.dsn.RedactedNotification;
import org.requiretls.james.hop.OutgoingContent;

/** The message of a mail, as the transport reads it. Valid as long as the mail is not disposed of. */
final class MailContent implements OutgoingContent {

    private static final int HIGHEST_7BIT = 0x7f;

    private final String mailName;
    private final MessageSource source;
    private final MailetContext context;
    private Boolean has8Bit;

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
    public synchronized boolean needs8BitMime() {
        if (has8Bit == null) {
            try (InputStream in = asItIs()) {
                has8Bit = containsHighBit(in);
            } catch (IOException e) {
                throw new UncheckedIOException("The content of mail " + mailName + " can't be read", e);
            }
        }
        return has8Bit;
    }

    private static boolean containsHighBit(InputStream in) throws IOException {
        byte[] block = new byte[8192];
        for (int n = in.read(block); n >= 0; n = in.read(block)) {
            for (int i = 0; i < n; i++) {
                if ((block[i] & 0xff) > HIGHEST_7BIT) {
                    return true;
                }
            }
        }
        return false;
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
