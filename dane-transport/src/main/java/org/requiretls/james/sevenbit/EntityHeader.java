package org.requiretls.james.sevenbit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of an entity (RFC 2045 section 2.4): its fields, an octet to a character.
 *
 * @param lines without their ends
 * @param kind what the body is, as far as it matters here
 * @param terminated whether the empty line follows
 */
record EntityHeader(List<String> lines, Kind kind, boolean terminated) {

    private static final String TYPE = "content-type";
    private static final String ENCODING = "content-transfer-encoding";
    private static final Pattern BOUNDARY =
            Pattern.compile("(?i);\\s*boundary\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s;\"]+))");

    /** What is in an entity. */
    enum Kind {
        MULTIPART,
        /** A message within the message. */
        MESSAGE,
        TEXT,
        OTHER
    }

    EntityHeader {
        lines = List.copyOf(lines);
    }

    /** @param inDigest whether it is a part of {@code multipart/digest}, where parts are messages (RFC 2046 5.1.5) */
    static EntityHeader of(List<String> lines, boolean inDigest, boolean terminated) {
        String type = value(lines, TYPE).orElse(inDigest ? "message/rfc822" : "text/plain");
        String name = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return new EntityHeader(lines, kind(name, type, encoding(lines)), terminated);
    }

    private static Kind kind(String name, String type, String encoding) {
        // Whoever encodes a composite against the rules has made a leaf of it.
        boolean encoded = !List.of("7bit", "8bit", "binary").contains(encoding);
        if (name.startsWith("multipart/") && !encoded && BOUNDARY.matcher(type).find()) {
            return Kind.MULTIPART;
        }
        if (name.equals("message/rfc822") && !encoded) {
            return Kind.MESSAGE;
        }
        return name.startsWith("text/") || name.startsWith("message/") ? Kind.TEXT : Kind.OTHER;
    }

    /** In lower case; {@code 7bit} where there is none (RFC 2045 section 6.1). */
    String encoding() {
        return encoding(lines);
    }

    private static String encoding(List<String> lines) {
        return value(lines, ENCODING)
                .map(value -> value.replaceAll("\\([^)]*\\)", "").strip().toLowerCase(Locale.ROOT))
                .orElse("7bit");
    }

    boolean isDigest() {
        return value(lines, TYPE)
                .filter(type -> type.strip().toLowerCase(Locale.ROOT).startsWith("multipart/digest"))
                .isPresent();
    }

    /** Of a multipart. */
    String boundary() {
        Matcher matcher = BOUNDARY.matcher(value(lines, TYPE).orElse(""));
        if (!matcher.find()) {
            throw new IllegalStateException("a multipart without boundary");
        }
        return matcher.group(1) == null ? matcher.group(2) : matcher.group(1).replaceAll("\\\\(.)", "$1");
    }

    boolean has(String field) {
        return value(lines, field.toLowerCase(Locale.ROOT)).isPresent();
    }

    /** The same with another encoding, in the place of the one it has. */
    EntityHeader withEncoding(String encoding) {
        List<String> changed = new ArrayList<>();
        boolean dropped = false;
        for (String line : lines) {
            dropped = isFolded(line) ? dropped : ENCODING.equals(nameOf(line));
            if (!dropped) {
                changed.add(line);
            } else if (!isFolded(line)) {
                changed.add("Content-Transfer-Encoding: " + encoding);
            }
        }
        if (!has(ENCODING)) {
            changed.add("Content-Transfer-Encoding: " + encoding);
        }
        return new EntityHeader(changed, kind, terminated);
    }

    EntityHeader with(String field) {
        List<String> more = new ArrayList<>(lines);
        more.add(field);
        return new EntityHeader(more, kind, terminated);
    }

    /** Of the first field of the name, unfolded. */
    private static Optional<String> value(List<String> lines, String name) {
        for (int i = 0; i < lines.size(); i++) {
            if (name.equals(nameOf(lines.get(i)))) {
                StringBuilder value =
                        new StringBuilder(lines.get(i).substring(lines.get(i).indexOf(':') + 1));
                for (int j = i + 1; j < lines.size() && isFolded(lines.get(j)); j++) {
                    value.append(lines.get(j));
                }
                return Optional.of(value.toString());
            }
        }
        return Optional.empty();
    }

    /** Whether the line goes on with the field of the line before (RFC 5322 section 2.2.3). */
    private static boolean isFolded(String line) {
        return line.startsWith(" ") || line.startsWith("\t");
    }

    private static String nameOf(String line) {
        int colon = line.indexOf(':');
        return colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
    }
}
