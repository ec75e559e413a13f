package org.requiretls.james.tlsrpt;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** One value inside a received report, with the way to it, so that a mistake can be named. */
final class Reported {

    /** A TLSA record can hold a certificate, in hexadecimal. */
    private static final int LONGEST_TEXT = 150_000;

    /** More sessions than the world has in a day; so that sums don't overflow. */
    static final long HIGHEST_COUNT = 1_000_000_000_000L;

    private static final int MOST_ITEMS = 10_000;
    private static final int LONGEST_QUOTE = 80;
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");

    private final JsonNode node;
    private final String path;

    Reported(JsonNode node, String path) {
        this.node = node;
        this.path = path;
    }

    /** Text that can't break out of a log line. */
    static String safely(String text) {
        String oneLine = CONTROL.matcher(text).replaceAll("?");
        return oneLine.length() > LONGEST_QUOTE ? oneLine.substring(0, LONGEST_QUOTE) + "…" : oneLine;
    }

    ReportSyntaxException mistake(String what) {
        return new ReportSyntaxException(path + " " + what);
    }

    Reported field(String name) {
        return new Reported(node.path(name), path + "/" + name);
    }

    boolean isMissing() {
        return node.isMissingNode() || node.isNull();
    }

    Reported asObject() throws ReportSyntaxException {
        if (!node.isObject()) {
            throw mistake("is no object");
        }
        return this;
    }

    String text() throws ReportSyntaxException {
        if (!node.isTextual()) {
            throw mistake("is no string");
        }
        if (node.textValue().length() > LONGEST_TEXT) {
            throw mistake("is longer than " + LONGEST_TEXT + " characters");
        }
        return node.textValue();
    }

    Optional<String> textIfThere() throws ReportSyntaxException {
        return isMissing() ? Optional.empty() : Optional.of(text());
    }

    /** A count: 0 or more (RFC 8460 section 4.4 has integers only). */
    long count() throws ReportSyntaxException {
        if (!node.isIntegralNumber() || node.longValue() < 0 || node.longValue() > HIGHEST_COUNT) {
            throw mistake("is no count");
        }
        return node.longValue();
    }

    /** The items of an array; none where it is left out. */
    List<Reported> items() throws ReportSyntaxException {
        if (isMissing()) {
            return List.of();
        }
        if (!node.isArray()) {
            throw mistake("is no array");
        }
        if (node.size() > MOST_ITEMS) {
            throw mistake("has more than " + MOST_ITEMS + " items");
        }
        List<Reported> items = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            items.add(new Reported(node.get(i), path + "/" + i));
        }
        return items;
    }

    /** Strings of an array. A bare string counts as one: reports in the wild follow the RFC's own example. */
    List<String> texts() throws ReportSyntaxException {
        if (node.isTextual()) {
            return List.of(text());
        }
        List<String> texts = new ArrayList<>();
        for (Reported item : items()) {
            texts.add(item.text());
        }
        return texts;
    }
}
