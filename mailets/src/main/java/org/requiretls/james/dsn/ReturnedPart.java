package org.requiretls.james.dsn;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.activation.DataHandler;
import javax.mail.MessagingException;
import javax.mail.internet.MimeBodyPart;
import javax.mail.internet.MimeMessage;
import javax.mail.util.ByteArrayDataSource;

/** The third part of the report (RFC 6522 section 3): the failed mail, or its header. */
final class ReturnedPart {

    static final String HEADER_TYPE = "text/rfc822-headers";
    static final String MESSAGE_TYPE = "message/rfc822";

    /** Fields that say what a mail is about and to whom it went. */
    static final Set<String> REDACTED = caseless(
            "Subject",
            "To",
            "Cc",
            "Bcc",
            "Comments",
            "Keywords",
            "Thread-Topic",
            "Resent-To",
            "Resent-Cc",
            "Resent-Bcc");

    /** RFC 5322 section 2.1.1: no line may be longer, its CRLF not counted. */
    private static final int LONGEST_LINE = 998;

    private ReturnedPart() {}

    static Optional<MimeBodyPart> of(MimeMessage failed, ReturnedContent content) throws MessagingException {
        return switch (content) {
            case NONE -> Optional.empty();
            case REDACTED_HEADER -> Optional.of(header(failed, REDACTED));
            case HEADER -> Optional.of(header(failed, Set.of()));
            case MESSAGE -> Optional.of(message(failed));
        };
    }

    private static MimeBodyPart message(MimeMessage failed) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setContent(failed, MESSAGE_TYPE);
        part.setDescription("The message that could not be delivered");
        return part;
    }

    private static MimeBodyPart header(MimeMessage failed, Set<String> leftOut) throws MessagingException {
        StringBuilder lines = new StringBuilder();
        for (Enumeration<String> all = failed.getAllHeaderLines(); all.hasMoreElements(); ) {
            String field = all.nextElement();
            if (!leftOut.contains(nameOf(field))) {
                lines.append(field).append("\r\n");
            }
        }
        // JavaMail reads a header byte by byte into characters; this is the way back to the very same bytes.
        byte[] bytes = lines.toString().getBytes(StandardCharsets.ISO_8859_1);
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(new ByteArrayDataSource(bytes, HEADER_TYPE)));
        part.setHeader("Content-Type", HEADER_TYPE);
        part.setHeader("Content-Transfer-Encoding", fitsSevenBit(lines) ? "7bit" : "quoted-printable");
        part.setDescription("The header of the message that could not be delivered");
        return part;
    }

    private static boolean fitsSevenBit(CharSequence lines) {
        return lines.chars().allMatch(character -> character < 0x80)
                && lines.toString().lines().allMatch(line -> line.length() <= LONGEST_LINE);
    }

    private static String nameOf(String field) {
        int colon = field.indexOf(':');
        return colon < 0 ? field : field.substring(0, colon).strip();
    }

    private static Set<String> caseless(String... names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Collections.addAll(set, names);
        return Collections.unmodifiableSet(set);
    }
}
