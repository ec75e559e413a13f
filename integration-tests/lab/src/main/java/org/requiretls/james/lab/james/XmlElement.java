package org.requiretls.james.lab.james;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An element of an {@link XmlText}. Every edit gives a new document, in which elements have to be looked up anew. */
public final class XmlElement {

    private static final String INDENT = "    ";

    private final XmlText document;
    private final List<String> path;
    private final Map<String, String> attributes;
    private final int start;
    private final int contentStart;
    private final int contentEnd;
    private final int end;

    XmlElement(
            XmlText document,
            List<String> path,
            Map<String, String> attributes,
            int start,
            int contentStart,
            int contentEnd,
            int end) {
        this.document = document;
        this.path = path;
        this.attributes = attributes;
        this.start = start;
        this.contentStart = contentStart;
        this.contentEnd = contentEnd;
        this.end = end;
    }

    /** The names from the root element down to this one. */
    public List<String> path() {
        return path;
    }

    public Optional<String> attribute(String name) {
        return Optional.ofNullable(attributes.get(name));
    }

    /** What stands between the tags, as written, trimmed. */
    public String content() {
        return document.text().substring(contentStart, contentEnd).strip();
    }

    /** The child elements of this name, in the order of the document. */
    public List<XmlElement> children(String name) {
        return document.all().stream()
                .filter(child -> child.start > start && child.end <= contentEnd)
                .filter(child ->
                        child.path.size() == path.size() + 1 && child.name().equals(name))
                .toList();
    }

    /** The document with this text, which is escaped, in place of all that stood between the tags. */
    public XmlText withText(String value) {
        return withContent(escape(value));
    }

    /**
     * The document with another value of an attribute that the element already has.
     *
     * @throws IllegalArgumentException if it does not have that attribute
     */
    public XmlText withAttribute(String attribute, String value) {
        Matcher matcher = Pattern.compile("\\s" + Pattern.quote(attribute) + "\\s*=\\s*([\"'])(.*?)\\1", Pattern.DOTALL)
                .matcher(document.text())
                .region(start, contentStart);
        if (!matcher.find()) {
            throw new IllegalArgumentException("No attribute " + attribute + " on " + String.join("/", path));
        }
        return document.replace(matcher.start(2), matcher.end(2), escape(value));
    }

    /** The document with this fragment on a line of its own before the element. */
    public XmlText precededBy(String fragment) {
        return document.replace(start, start, fragment + "\n" + indentation());
    }

    /** The document with this fragment on a line of its own as the last child of the element. */
    public XmlText withChild(String fragment) {
        String line = "\n" + indentation() + INDENT + fragment;
        if (contentStart == contentEnd) {
            return withContent(line + "\n" + indentation());
        }
        int behindLastChild = contentStart
                + document.text()
                        .substring(contentStart, contentEnd)
                        .stripTrailing()
                        .length();
        return document.replace(behindLastChild, behindLastChild, line);
    }

    static String escape(String value) {
        return value.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&apos;");
    }

    int start() {
        return start;
    }

    private String name() {
        return path.get(path.size() - 1);
    }

    private XmlText withContent(String content) {
        if (!selfClosed()) {
            return document.replace(contentStart, contentEnd, content);
        }
        String tag =
                document.text().substring(start, contentStart - "/>".length()).stripTrailing();
        return document.replace(start, end, tag + ">" + content + "</" + name() + ">");
    }

    private boolean selfClosed() {
        return contentStart == end;
    }

    private String indentation() {
        String before = document.text().substring(0, start);
        String line = before.substring(before.lastIndexOf('\n') + 1);
        return line.isBlank() ? line : "";
    }
}
