package org.requiretls.james.smtpclient;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads replies octet by octet (RFC 5321 section 4.2).
 *
 * <p>Strict, since two readers that take the same octets for different replies are how smuggling works: a line ends
 * with CRLF and nothing else (section 2.3.8), begins with three digits, and all lines of a reply have the same ones
 * (section 4.2.1). Only the text may be missing, which that section tells clients to accept.
 */
final class ReplyParser {

    private static final int LENGTH_OF_CODE = 3;
    private static final int USUAL_LINE = 128;
    private static final int SHOWN_OF_A_BAD_LINE = 80;

    private final ReplyLimits limits;
    private byte[] line = new byte[USUAL_LINE];
    private int length;
    private final List<String> texts = new ArrayList<>();
    private int codeOfReply;
    private int octetsOfReply;
    private boolean afterCarriageReturn;

    ReplyParser(ReplyLimits limits) {
        this.limits = limits;
    }

    /** Whether a reply has begun and not ended. */
    boolean isInsideReply() {
        return octetsOfReply > 0;
    }

    /**
     * Takes the next octet.
     *
     * @return the reply, if it is complete with this octet
     * @throws ReplySyntaxException if it cannot become a reply any more; the parser is of no use afterwards
     */
    Optional<Reply> feed(byte octet) throws ReplySyntaxException {
        octetsOfReply++;
        if (octetsOfReply > limits.octets()) {
            throw new ReplySyntaxException("a reply of more than " + limits.octets() + " octets");
        }
        if (afterCarriageReturn) {
            if (octet != '\n') {
                throw malformed("a CR without LF in the reply");
            }
            afterCarriageReturn = false;
            return endOfLine();
        }
        if (octet == '\n') {
            throw malformed("a reply line ended by a bare LF");
        }
        if (octet == '\r') {
            afterCarriageReturn = true;
            return Optional.empty();
        }
        keep(octet);
        if (length + 2 > limits.lineOctets()) {
            throw malformed("a reply line of more than " + limits.lineOctets() + " octets");
        }
        return Optional.empty();
    }

    private void keep(byte octet) {
        if (length == line.length) {
            line = Arrays.copyOf(line, 2 * length);
        }
        line[length++] = octet;
    }

    private Optional<Reply> endOfLine() throws ReplySyntaxException {
        byte[] octets = Arrays.copyOf(line, length);
        int code = codeOf(octets);
        boolean last = isLastLine(octets);
        if (!texts.isEmpty() && code != codeOfReply) {
            throw malformed("a reply that changes its code from " + codeOfReply + " to " + code);
        }
        codeOfReply = code;
        texts.add(textOf(octets));
        length = 0;
        if (last) {
            Reply reply = new Reply(code, texts);
            texts.clear();
            octetsOfReply = 0;
            return Optional.of(reply);
        }
        if (texts.size() >= limits.lines()) {
            throw new ReplySyntaxException("a reply of more than " + limits.lines() + " lines");
        }
        return Optional.empty();
    }

    private boolean isLastLine(byte[] octets) throws ReplySyntaxException {
        if (octets.length <= LENGTH_OF_CODE || octets[LENGTH_OF_CODE] == ' ') {
            return true;
        }
        if (octets[LENGTH_OF_CODE] == '-') {
            return false;
        }
        throw malformed("a reply line with neither blank nor hyphen after its code");
    }

    private int codeOf(byte[] octets) throws ReplySyntaxException {
        if (octets.length < LENGTH_OF_CODE
                || !isBetween(octets[0], '2', '5')
                || !isBetween(octets[1], '0', '9')
                || !isBetween(octets[2], '0', '9')) {
            throw malformed("a reply line without a code between 200 and 599");
        }
        return (octets[0] - '0') * 100 + (octets[1] - '0') * 10 + octets[2] - '0';
    }

    private static boolean isBetween(byte octet, char low, char high) {
        return octet >= low && octet <= high;
    }

    private static String textOf(byte[] octets) {
        String line = PrintableText.of(octets);
        return line.length() <= LENGTH_OF_CODE ? "" : line.substring(LENGTH_OF_CODE + 1);
    }

    private ReplySyntaxException malformed(String what) {
        String whole = PrintableText.of(Arrays.copyOf(line, length));
        String shown = whole.length() > SHOWN_OF_A_BAD_LINE ? whole.substring(0, SHOWN_OF_A_BAD_LINE) + "…" : whole;
        return new ReplySyntaxException(what + ": '" + shown + "'");
    }
}
