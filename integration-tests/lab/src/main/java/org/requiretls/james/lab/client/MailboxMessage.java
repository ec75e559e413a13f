package org.requiretls.james.lab.client;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A message as it lies in a mailbox. */
public final class MailboxMessage {

    private final byte[] octets;

    MailboxMessage(byte[] octets) {
        this.octets = octets.clone();
    }

    /** Every octet, header and body, with CRLF line ends. */
    public byte[] octets() {
        return octets.clone();
    }

    /** The same as text, each octet one character. */
    public String text() {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    /** What comes after the first empty line; empty if there is no such line. */
    public String body() {
        String text = text();
        int end = text.indexOf("\r\n\r\n");
        return end < 0 ? "" : text.substring(end + 4);
    }

    /** The value of the first header field of this name, in any case, unfolded and trimmed. */
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /** The values of all header fields of this name, topmost first, unfolded (RFC 5322 section 2.2.3) and trimmed. */
    public List<String> headers(String name) {
        String prefix = name + ":";
        return Arrays.stream(unfoldedHeader().split("\r\n"))
                .filter(field -> field.regionMatches(true, 0, prefix, 0, prefix.length()))
                .map(field -> field.substring(prefix.length()).strip())
                .toList();
    }

    @Override
    public String toString() {
        return text();
    }

    private String unfoldedHeader() {
        return text().split("\r\n\r\n", 2)[0].replaceAll("\r\n(?=[ \t])", "");
    }
}
