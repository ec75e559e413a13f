package org.requiretls.james.lab.james;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A properties file as text, changed one line at a time so that its comments stay. */
final class PropertiesText {

    private PropertiesText() {}

    /** The text with this key set, on the line where it is set already, or else on a new last line. */
    static String with(String text, String key, String value) {
        String line = key + "=" + value;
        Matcher matcher = Pattern.compile("(?m)^[ \\t]*" + Pattern.quote(key) + "[ \\t]*[=:].*$")
                .matcher(text);
        if (matcher.find()) {
            return text.substring(0, matcher.start()) + line + text.substring(matcher.end());
        }
        String separator = text.isEmpty() || text.endsWith("\n") ? "" : "\n";
        return text + separator + line + "\n";
    }
}
