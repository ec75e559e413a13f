package org.requiretls.james.install;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.requiretls.james.install.xml.Edit;

/**
 * A setting of a properties file whose value is a list of class names, to which ours are added. The file is text with
 * one character for each byte; James goes without it.
 *
 * @param fileName below conf/
 * @param ours at least one
 */
record NameList(String fileName, String key, List<String> ours) {

    static final NameList HEALTH_CHECKS = new NameList(
            JamesHome.HEALTH_CHECKS,
            "additional.healthchecks",
            List.of(BundleNames.DNSSEC_HEALTH, BundleNames.MTA_STS_HEALTH, BundleNames.TLS_REPORT_HEALTH));

    static final NameList ROUTES =
            new NameList(JamesHome.WEB_ADMIN, "extensions.routes", List.of(BundleNames.TLS_REPORT_ROUTES));

    private static final String BLANKS = "[ \\t]*";
    private static final String COMMA = BLANKS + "," + BLANKS;
    private static final Pattern COMMENT_LINE = Pattern.compile("(?m)^[ \\t]*[#!].*$");

    /** What stands in the file where there are no others. */
    String line() {
        return key + "=" + String.join(",", ours);
    }

    /** Puts ours before those that are there, since the list may go on in the next line. */
    ConfEdits install(String text) {
        ConfEdits edits = new ConfEdits(fileName);
        String missing = String.join(",", missing(text));
        if (missing.isEmpty()) {
            return edits;
        }
        String effective = withoutComments(text);
        Matcher setting = setting().matcher(effective);
        if (setting.find()) {
            boolean othersFollow = !effective
                    .substring(setting.end())
                    .lines()
                    .findFirst()
                    .orElse("")
                    .isBlank();
            edits.add(insert(setting.end(), missing + (othersFollow ? "," : "")));
            return edits;
        }
        Matcher sample = sampleInComment().matcher(text);
        int place = sample.find() ? sample.end() : text.length();
        boolean lineIsOpen = place > 0 && text.charAt(place - 1) != '\n';
        edits.add(insert(place, (lineIsOpen ? lineBreak(text) : "") + line() + lineBreak(text)));
        return edits;
    }

    /** Those of ours that the setting does not have. */
    List<String> missing(String text) {
        String effective = withoutComments(text);
        return ours.stream()
                .filter(name ->
                        !Pattern.compile(pattern(name)).matcher(effective).find())
                .toList();
    }

    /** Leaves those of others. */
    ConfEdits remove(String text) {
        ConfEdits edits = new ConfEdits(fileName);
        String effective = withoutComments(text);
        Matcher line = ourLine().matcher(effective);
        if (line.find()) {
            edits.add(new Edit(line.start(), line.end(), ""));
            return edits;
        }
        Matcher part = ourPart().matcher(effective);
        while (part.find()) {
            edits.add(new Edit(part.start(), part.end(), ""));
        }
        return edits;
    }

    /** Up to where the value begins. */
    private Pattern setting() {
        return Pattern.compile("(?m)^" + BLANKS + Pattern.quote(key) + BLANKS + "[=:]" + BLANKS);
    }

    private Pattern sampleInComment() {
        return Pattern.compile("(?m)^" + BLANKS + "#" + BLANKS + Pattern.quote(key) + ".*(\\R|\\z)");
    }

    /** A line with nothing but ours. */
    private Pattern ourLine() {
        return Pattern.compile(setting() + anyOfOurs() + "(?:" + COMMA + anyOfOurs() + ")*" + BLANKS + "(\\R|\\z)");
    }

    /** Some of ours in a row, with the comma that parts them from the others. */
    private Pattern ourPart() {
        String row = anyOfOurs() + "(?:" + COMMA + anyOfOurs() + ")*";
        return Pattern.compile(row + COMMA + "|" + COMMA + row);
    }

    private String anyOfOurs() {
        return ours.stream().map(NameList::pattern).collect(Collectors.joining("|", "(?:", ")"));
    }

    private static String pattern(String name) {
        return Pattern.quote(name) + "(?![\\w.$])";
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
