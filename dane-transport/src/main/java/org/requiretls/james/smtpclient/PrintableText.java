package org.requiretls.james.smtpclient;

import java.nio.charset.StandardCharsets;

/** Makes what a peer said safe for logs, terminals and notifications. */
public final class PrintableText {

    private static final int STAND_IN = '?';

    private PrintableText() {}

    /** The octets as UTF-8, which RFC 6531 section 3.7.4 allows in replies. */
    static String of(byte[] octets) {
        return of(new String(octets, StandardCharsets.UTF_8));
    }

    /**
     * The text with everything replaced that could move the cursor, end the line or change the reading direction, so
     * that a peer cannot forge log lines.
     */
    public static String of(String text) {
        return isPlain(text) ? text : withStandIns(text);
    }

    /** Printable ASCII, which is nearly all that is ever said: nothing to look up. */
    static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    private static String withStandIns(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().map(point -> isHarmless(point) ? point : STAND_IN).forEach(printable::appendCodePoint);
        return printable.toString();
    }

    private static boolean isHarmless(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> false;
            default -> true;
        };
    }
}
