package org.requiretls.james.carry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.mail.MessagingException;
import javax.mail.Multipart;
import javax.mail.Part;
import javax.mail.internet.MimeMessage;

/**
 * Whether a message gives away what stands in the body of another one.
 *
 * <p>It errs to one side only: text discloses if it holds a line of the body; a whole message inside, and whatever is
 * neither text nor a report about a delivery, always counts.
 */
final class Disclosure {

    /** Shorter lines stand in any mail: a greeting, a closing brace, the end of an attachment. */
    private static final int SHORTEST_TELLING_LINE = 4;

    private static final Pattern QUOTATION = Pattern.compile("^[>\\s]+");
    private static final Pattern EMPTY_LINE = Pattern.compile("\r?\n\r?\n");

    private static final String HEADER_ONLY = "text/rfc822-headers";
    private static final String DELIVERY_STATUS = "message/delivery-status";
    private static final String DISPOSITION = "message/disposition-notification";

    private Disclosure() {}

    /** @throws MessagingException when one of them can't be read */
    static boolean of(MimeMessage original, MimeMessage message) throws MessagingException {
        try {
            Set<String> telling = new HashSet<>();
            byte[] raw = rawBody(original);
            // An answer quotes the body as it came, in one charset or another, or as it reads once it is decoded.
            lines(new String(raw, StandardCharsets.ISO_8859_1)).forEach(telling::add);
            lines(new String(raw, StandardCharsets.UTF_8)).forEach(telling::add);
            addDecodedLines(original, telling);
            return isIn(message, telling);
        } catch (IOException e) {
            throw new MessagingException(
                    "The content of a mail can't be read, so nobody knows what an answer gives away of it", e);
        }
    }

    private static void addDecodedLines(Part part, Set<String> telling) throws MessagingException, IOException {
        if (part.isMimeType("multipart/*") && part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                addDecodedLines(parts.getBodyPart(i), telling);
            }
        } else if (part.isMimeType("text/*") && part.getContent() instanceof String text) {
            lines(text).forEach(telling::add);
        }
    }

    private static boolean isIn(Part part, Set<String> telling) throws MessagingException, IOException {
        if (part.isMimeType(HEADER_ONLY) || part.isMimeType(DELIVERY_STATUS) || part.isMimeType(DISPOSITION)) {
            return false;
        }
        if (part.isMimeType("multipart/*") && part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                if (isIn(parts.getBodyPart(i), telling)) {
                    return true;
                }
            }
            return false;
        }
        if (part.isMimeType("text/*") && part.getContent() instanceof String text) {
            return lines(text).anyMatch(telling::contains);
        }
        return true;
    }

    /** The lines without white space and quotation marks around them. */
    private static Stream<String> lines(String text) {
        return text.lines()
                .map(line -> QUOTATION.matcher(line).replaceFirst("").strip())
                .filter(line -> line.length() >= SHORTEST_TELLING_LINE);
    }

    private static byte[] rawBody(MimeMessage message) throws MessagingException, IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        message.writeTo(whole);
        byte[] bytes = whole.toByteArray();
        Matcher endOfHeader = EMPTY_LINE.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        return endOfHeader.find() ? Arrays.copyOfRange(bytes, endOfHeader.end(), bytes.length) : new byte[0];
    }
}
