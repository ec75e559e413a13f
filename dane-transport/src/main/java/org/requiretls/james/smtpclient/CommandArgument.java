package org.requiretls.james.smtpclient;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Keeps addresses and parameters from being more than that: a CR, LF or NUL in one would be a command of its own, a
 * blank or an angle bracket another parameter.
 */
final class CommandArgument {

    /** RFC 5321 section 4.1.2, esmtp-param; RFC 6531 section 3.3 adds what is beyond ASCII. */
    private static final Pattern PARAMETER =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]*(=[\\x21-\\x3C\\x3E-\\x7E\\x{A0}-\\x{10FFFF}]+)?");

    private CommandArgument() {}

    /** @throws IllegalArgumentException if the text could end, inside {@code <…>}, before its own end */
    static void requireAddress(String address) {
        boolean quoted = false;
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            if (Character.isISOControl(c)) {
                throw unfit("address", address);
            }
            if (quoted && c == '\\') {
                i++;
                if (i == address.length() || Character.isISOControl(address.charAt(i))) {
                    throw unfit("address", address);
                }
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ' ' || c == '<' || c == '>')) {
                throw unfit("address", address);
            }
        }
        if (quoted) {
            throw unfit("address", address);
        }
    }

    /** @throws IllegalArgumentException if one of them is not {@code KEYWORD} or {@code KEYWORD=value} */
    static void requireParameters(List<String> parameters) {
        for (String parameter : parameters) {
            if (!PARAMETER.matcher(parameter).matches()) {
                throw unfit("ESMTP parameter", parameter);
            }
        }
    }

    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static IllegalArgumentException unfit(String what, String text) {
        return new IllegalArgumentException("cannot be sent as " + what + ": '" + PrintableText.of(text) + "'");
    }
}
