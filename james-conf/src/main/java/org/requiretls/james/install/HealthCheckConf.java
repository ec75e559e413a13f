package org.requiretls.james.install;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.requiretls.james.install.xml.Edit;

/**
 * What we change in healthcheck.properties: our check is one more in the list of additional ones. The file is text with
 * one character for each byte.
 */
final class HealthCheckConf {

    private static final String KEY = "additional.healthchecks";

    /** What stands in the file where there are no other checks. */
    static final String LINE = KEY + "=" + BundleNames.HEALTH_CHECK;

    private static final String BLANKS = "[ \\t]*";
    private static final String NAME = Pattern.quote(BundleNames.HEALTH_CHECK) + "(?![\\w.$])";

    /** Up to where the value begins. */
    private static final Pattern SETTING =
            Pattern.compile("(?m)^" + BLANKS + Pattern.quote(KEY) + BLANKS + "[=:]" + BLANKS);

    private static final Pattern SAMPLE_IN_COMMENT =
            Pattern.compile("(?m)^" + BLANKS + "#" + BLANKS + Pattern.quote(KEY) + ".*(\\R|\\z)");
    private static final Pattern COMMENT_LINE = Pattern.compile("(?m)^[ \\t]*[#!].*$");
    private static final Pattern OUR_NAME = Pattern.compile(NAME);
    private static final Pattern OUR_LINE = Pattern.compile(
            "(?m)^" + BLANKS + Pattern.quote(KEY) + BLANKS + "[=:]" + BLANKS + NAME + BLANKS + "(\\R|\\z)");
    private static final Pattern OUR_PART =
            Pattern.compile(NAME + BLANKS + "," + BLANKS + "|" + BLANKS + "," + BLANKS + NAME);

    private HealthCheckConf() {}

    /** Puts our check before those that are there, since the list may go on in the next line. */
    static ConfEdits install(String text) {
        ConfEdits edits = new ConfEdits(JamesHome.HEALTH_CHECKS);
        String effective = withoutComments(text);
        if (OUR_NAME.matcher(effective).find()) {
            return edits;
        }
        Matcher setting = SETTING.matcher(effective);
        if (setting.find()) {
            boolean othersFollow = !effective
                    .substring(setting.end())
                    .lines()
                    .findFirst()
                    .orElse("")
                    .isBlank();
            edits.add(insert(setting.end(), BundleNames.HEALTH_CHECK + (othersFollow ? "," : "")));
            return edits;
        }
        Matcher sample = SAMPLE_IN_COMMENT.matcher(text);
        int place = sample.find() ? sample.end() : text.length();
        boolean lineIsOpen = place > 0 && text.charAt(place - 1) != '\n';
        edits.add(insert(place, (lineIsOpen ? lineBreak(text) : "") + LINE + lineBreak(text)));
        return edits;
    }

    /** Leaves the checks of others. */
    static ConfEdits remove(String text) {
        ConfEdits edits = new ConfEdits(JamesHome.HEALTH_CHECKS);
        String effective = withoutComments(text);
        Matcher line = OUR_LINE.matcher(effective);
        Matcher part = OUR_PART.matcher(effective);
        if (line.find()) {
            edits.add(new Edit(line.start(), line.end(), ""));
        } else if (part.find()) {
            edits.add(new Edit(part.start(), part.end(), ""));
        }
        return edits;
    }

    private static Edit insert(int place, String text) {
        return new Edit(place, place, text);
    }

    /** Of the same length, so that places stay. */
    private static String withoutComments(String text) {
        return COMMENT_LINE
                .matcher(text)
                .replaceAll(found -> " ".repeat(found.group().length()));
    }

    private static String lineBreak(String text) {
        return text.contains("\r\n") ? "\r\n" : "\n";
    }
}
