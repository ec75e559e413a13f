package org.requiretls.james.cli;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Writes JSON (RFC 8259), indented by two blanks. */
final class Json {

    private static final String INDENT = "  ";

    private final StringBuilder text = new StringBuilder();

    private Json() {}

    /**
     * The JSON text of a value.
     *
     * @param value a map with string keys, a list, a string, a number, a boolean, or null
     * @throws IllegalArgumentException if it is, or holds, anything else
     */
    static String write(Object value) {
        Json json = new Json();
        json.append(value, "");
        return json.text.toString();
    }

    private void append(Object value, String indent) {
        if (value instanceof Map<?, ?> fields) {
            appendAll('{', fields.entrySet().iterator(), '}', indent);
        } else if (value instanceof List<?> items) {
            appendAll('[', items.iterator(), ']', indent);
        } else if (value instanceof String string) {
            quote(string);
        } else if (value == null || value instanceof Boolean || value instanceof Integer) {
            text.append(value);
        } else {
            throw new IllegalArgumentException("not for JSON: " + value.getClass());
        }
    }

    private void appendAll(char opening, Iterator<?> members, char closing, String indent) {
        text.append(opening);
        if (members.hasNext()) {
            String deeper = indent + INDENT;
            String separator = "\n";
            while (members.hasNext()) {
                text.append(separator).append(deeper);
                appendMember(members.next(), deeper);
                separator = ",\n";
            }
            text.append('\n').append(indent);
        }
        text.append(closing);
    }

    private void appendMember(Object member, String indent) {
        if (member instanceof Map.Entry<?, ?> field) {
            quote((String) field.getKey());
            text.append(": ");
            append(field.getValue(), indent);
        } else {
            append(member, indent);
        }
    }

    /** Section 7: quotation mark, reverse solidus and U+0000 to U+001F must be escaped, the rest may stand. */
    private void quote(String string) {
        text.append('"');
        for (char c : string.toCharArray()) {
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                // A surrogate without its other half could not be encoded as UTF-8.
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
