package org.requiretls.james.install.xml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** An element and where it stands. */
public final class XmlElement {

    private final XmlDocument document;
    private final String name;
    private final List<XmlAttribute> attributes;
    private final int start;
    private final int startTagEnd;
    private final List<XmlElement> children = new ArrayList<>();
    private int endTagStart;
    private int end;

    XmlElement(XmlDocument document, String name, List<XmlAttribute> attributes, int start, int startTagEnd) {
        this.document = document;
        this.name = name;
        this.attributes = List.copyOf(attributes);
        this.start = start;
        this.startTagEnd = startTagEnd;
        this.endTagStart = startTagEnd;
        this.end = startTagEnd;
    }

    void add(XmlElement child) {
        children.add(child);
    }

    void close(int endTagStart, int end) {
        this.endTagStart = endTagStart;
        this.end = end;
    }

    public String name() {
        return name;
    }

    /** The elements directly inside, in the order of the file. */
    public List<XmlElement> children() {
        return List.copyOf(children);
    }

    /** This element and all inside it that have the name, in the order of the file. */
    public Stream<XmlElement> all(String wanted) {
        return Stream.concat(
                name.equals(wanted) ? Stream.of(this) : Stream.empty(),
                children.stream().flatMap(child -> child.all(wanted)));
    }

    /** The first element directly inside that has the name. */
    public Optional<XmlElement> child(String wanted) {
        return children.stream().filter(child -> child.name.equals(wanted)).findFirst();
    }

    public Optional<XmlAttribute> attribute(String wanted) {
        return attributes.stream()
                .filter(attribute -> attribute.name().equals(wanted))
                .findFirst();
    }

    /** True when the attribute is there and has the value. */
    public boolean hasAttribute(String wanted, String value) {
        return attribute(wanted)
                .map(XmlAttribute::value)
                .map(String::strip)
                .filter(value::equals)
                .isPresent();
    }

    /** What stands between the tags, without the blanks around it; markup in it is not resolved. */
    public String text() {
        return document.text().substring(startTagEnd, endTagStart).strip();
    }

    /** The line of the file on which the element begins, from 1. */
    public int line() {
        return 1
                + (int) document.text()
                        .substring(0, start)
                        .chars()
                        .filter(character -> character == '\n')
                        .count();
    }

    /** Gives the element another name, in both tags. */
    public List<Edit> rename(String replacement) {
        List<Edit> edits = new ArrayList<>();
        edits.add(new Edit(start + 1, start + 1 + name.length(), replacement));
        if (end > endTagStart) {
            edits.add(new Edit(endTagStart + 2, endTagStart + 2 + name.length(), replacement));
        }
        return edits;
    }

    /** Takes the element away, and its line with it when nothing else stands there. */
    public Edit remove() {
        int lineStart = startOfLine();
        int lineEnd = document.text().indexOf('\n', end);
        boolean alone = isBlank(lineStart, start) && lineEnd >= 0 && isBlank(end, lineEnd);
        return alone ? new Edit(lineStart, lineEnd + 1, "") : new Edit(start, end, "");
    }

    /** Puts a new element before this one: on a line of its own when this one begins a line. */
    public Edit insertBefore(String element) {
        int lineStart = startOfLine();
        if (lineStart == 0 || !isBlank(lineStart, start)) {
            return new Edit(start, start, element);
        }
        String indent = document.text().substring(lineStart, start);
        return new Edit(start, start, element + document.lineBreak() + indent);
    }

    /** Puts a new element at the beginning of the content, opening this element if it is an empty one. */
    public Edit prepend(String element) {
        return children.isEmpty() ? append(element) : children.get(0).insertBefore(element);
    }

    /** Puts a new element at the end of the content, opening this element if it is an empty one. */
    public Edit append(String element) {
        if (isEmptyTag()) {
            return new Edit(end - 2, end, ">" + element + "</" + name + ">");
        }
        if (children.isEmpty()) {
            return new Edit(endTagStart, endTagStart, element);
        }
        XmlElement last = children.get(children.size() - 1);
        int lineStart = last.startOfLine();
        String separator = isBlankBefore(last, lineStart)
                ? document.lineBreak() + document.text().substring(lineStart, last.start)
                : "";
        return new Edit(last.end, last.end, separator + element);
    }

    private boolean isEmptyTag() {
        return document.text().startsWith("/>", end - 2) && end == startTagEnd;
    }

    private boolean isBlankBefore(XmlElement element, int lineStart) {
        return lineStart > 0 && isBlank(lineStart, element.start);
    }

    private int startOfLine() {
        return document.text().lastIndexOf('\n', start) + 1;
    }

    private boolean isBlank(int from, int to) {
        return document.text().substring(from, to).isBlank();
    }
}
