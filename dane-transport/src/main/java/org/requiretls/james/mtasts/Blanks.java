package org.requiretls.james.mtasts;

/** The white space of the grammars here: space and tab, nothing else (RFC 5234 WSP). */
final class Blanks {

    private Blanks() {}

    /** Without those at either end. By hand, since a pattern takes quadratic time over a text made for that. */
    static String strip(String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && isBlank(text.charAt(begin))) {
            begin++;
        }
        while (end > begin && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(begin, end);
    }

    private static boolean isBlank(char letter) {
        return letter == ' ' || letter == '\t';
    }
}
