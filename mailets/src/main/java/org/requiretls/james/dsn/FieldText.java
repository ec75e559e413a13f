package org.requiretls.james.dsn;

/**
 * Makes text that others wrote harmless for a line of our own.
 *
 * <p>A reply of a peer is arbitrary bytes; put into a field as it is, a line break in it would begin a field of the
 * peer's choice, and a body part boundary in it would end the part.
 */
final class FieldText {

    /** RFC 5322 section 2.1.1: a line should not be longer, its CRLF not counted. */
    static final int LINE_LENGTH = 78;

    /** What of one text is kept, in characters: a long reply of several lines fits, a flood does not. */
    static final int LONGEST = 2000;

    /** Keeps a line with a name and a word below the 998 characters of RFC 5322 section 2.1.1. */
    static final int LONGEST_WORD = 900;

    private static final String CUT_MARK = " [cut]";

    private FieldText() {}

    /** One line of printable ASCII: controls and blanks become one blank, anything else that is not ASCII a '?'. */
    static String ascii(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().limit(LONGEST).forEach(character -> {
            if (isBlank(character)) {
                appendBlank(line);
            } else {
                line.appendCodePoint(character < 0x7f ? character : '?');
            }
        });
        String cut = text.codePointCount(0, text.length()) > LONGEST ? CUT_MARK : "";
        return line.toString().strip() + cut;
    }

    /** The field {@code name: body}, folded at blanks (RFC 5322 section 2.2.3); ends with CRLF. */
    static String field(String name, String body) {
        return wrapped(name + ":", "", body);
    }

    /**
     * Lines of at most {@link #LINE_LENGTH} characters where the words allow it, and of {@link #LONGEST_WORD} where
     * they do not: an address is not to be broken only because it is long.
     *
     * @param start what stands before the blank that precedes the first word
     * @param indent the same for each line after the first
     */
    static String wrapped(String start, String indent, String text) {
        StringBuilder lines = new StringBuilder(start);
        int lineStart = 0;
        boolean lineHasWord = false;
        for (String word : ascii(text)
                .replaceAll("(\\S{" + LONGEST_WORD + "})(?=\\S)", "$1 ")
                .split(" ")) {
            if (lineHasWord && lines.length() - lineStart + 1 + word.length() > LINE_LENGTH) {
                lines.append("\r\n");
                lineStart = lines.length();
                lines.append(indent);
            }
            lines.append(' ').append(word);
            lineHasWord = true;
        }
        return lines.append("\r\n").toString();
    }

    private static boolean isBlank(int character) {
        return character <= ' '
                || character == 0x7f
                || Character.isISOControl(character)
                || Character.isWhitespace(character);
    }

    private static void appendBlank(StringBuilder line) {
        if (!line.isEmpty() && line.charAt(line.length() - 1) != ' ') {
            line.append(' ');
        }
    }
}
