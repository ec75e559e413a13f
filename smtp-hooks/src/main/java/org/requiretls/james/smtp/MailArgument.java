package org.requiretls.james.smtp;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the argument of a MAIL command says about REQUIRETLS.
 *
 * <p>James reads the same line after us, by rules of its own: the reverse-path ends at the first {@code >}, even
 * inside a quoted local part, and only blanks part the parameters. Were the two readings to differ, a request for
 * protection could be accepted by one and overlooked by the other. So the line is read by RFC 5321 section 4.1.2, and
 * where James would see it otherwise it is {@link #MALFORMED}. Lines without the word are left to James alone.
 */
enum MailArgument {
    /** REQUIRETLS is not among the parameters. */
    WITHOUT_REQUIRETLS,

    /** REQUIRETLS is there, once and without a value, in any letter case (RFC 5321 section 2.4). */
    WITH_REQUIRETLS,

    /** REQUIRETLS has a value, even an empty one, or is repeated (RFC 8689 section 2 knows neither), or it is open
     * whether it is a parameter at all. */
    MALFORMED;

    /** The EHLO keyword and the MAIL parameter (RFC 8689 section 7). */
    static final String REQUIRETLS = "REQUIRETLS";

    private static final String REVERSE_PATH_LABEL = "FROM";

    /** esmtp-param of RFC 5321 section 4.1.2; the value is taken more widely, its syntax belongs to its extension. */
    private static final Pattern ESMTP_PARAMETER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]*(=[!-~]*)?");

    /** The only separator that James knows; a tab belongs to the parameter, where no syntax allows it. */
    private static final String BLANK = " ";

    /** @param argument what stands behind {@code MAIL} and one blank, as James hands it over; may be null */
    static MailArgument parse(String argument) {
        if (argument == null || !mentionsRequireTls(argument)) {
            return WITHOUT_REQUIRETLS;
        }
        int colon = argument.indexOf(':');
        if (colon < 0 || !REVERSE_PATH_LABEL.equalsIgnoreCase(argument.substring(0, colon))) {
            return MALFORMED;
        }
        String pathAndParameters = argument.substring(colon + 1).trim();
        int pathEnd = pathAndParameters.indexOf('>');
        if (!pathAndParameters.startsWith("<") || pathEnd < 0 || isInsideQuotes(pathAndParameters, pathEnd)) {
            return MALFORMED;
        }
        return parseParameters(pathAndParameters.substring(pathEnd + 1));
    }

    private static boolean mentionsRequireTls(String argument) {
        return argument.toUpperCase(Locale.ROOT).contains(REQUIRETLS);
    }

    /** Quoted-string of RFC 5321 section 4.1.2, in which a backslash takes the next character literally. */
    private static boolean isInsideQuotes(String text, int position) {
        boolean quoted = false;
        for (int i = 0; i < position; i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++;
            }
        }
        return quoted;
    }

    private static MailArgument parseParameters(String text) {
        if (text.isEmpty()) {
            return WITHOUT_REQUIRETLS;
        }
        if (!text.startsWith(BLANK)) {
            return MALFORMED;
        }
        List<String> parameters = Arrays.stream(text.split(BLANK))
                .filter(parameter -> !parameter.isEmpty())
                .toList();
        if (!parameters.stream().allMatch(ESMTP_PARAMETER.asMatchPredicate())) {
            return MALFORMED;
        }
        List<String> ours = parameters.stream()
                .filter(parameter -> REQUIRETLS.equalsIgnoreCase(keywordOf(parameter)))
                .toList();
        if (ours.isEmpty()) {
            return WITHOUT_REQUIRETLS;
        }
        return ours.size() == 1 && !ours.get(0).contains("=") ? WITH_REQUIRETLS : MALFORMED;
    }

    private static String keywordOf(String parameter) {
        int equals = parameter.indexOf('=');
        return equals < 0 ? parameter : parameter.substring(0, equals);
    }
}
