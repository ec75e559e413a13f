package org.requiretls.james.install.xml;

/**
 * An attribute and where its value stands, the quotes not included.
 *
 * @param value as it stands in the file, references such as {@code &amp;} not resolved
 */
public record XmlAttribute(String name, String value, int valueStart, int valueEnd) {

    /** Puts another value there; it has to be free of quotes, ampersands and angle brackets. */
    public Edit replaceValue(String replacement) {
        return new Edit(valueStart, valueEnd, replacement);
    }
}
