package org.requiretls.james.install.xml;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Finds the places of elements and attributes in a text that a parser has found well-formed and free of a DTD. */
final class XmlScanner {

    private final XmlDocument document;
    private final String text;
    private final Deque<XmlElement> open = new ArrayDeque<>();
    private XmlElement root;
    private int position;

    XmlScanner(XmlDocument document) {
        this.document = document;
        this.text = document.text();
    }

    XmlElement scan() {
        for (position = text.indexOf('<'); position >= 0; position = text.indexOf('<', position)) {
            if (!skip("<!--", "-->") && !skip("<![CDATA[", "]]>") && !skip("<?", "?>")) {
                if (text.startsWith("</", position)) {
                    endTag();
                } else {
                    startTag();
                }
            }
        }
        return root;
    }

    private boolean skip(String opening, String closing) {
        if (!text.startsWith(opening, position)) {
            return false;
        }
        position = text.indexOf(closing, position + opening.length()) + closing.length();
        return true;
    }

    private void endTag() {
        int start = position;
        position = text.indexOf('>', position) + 1;
        open.pop().close(start, position);
    }

    private void startTag() {
        int start = position++;
        String name = name();
        List<XmlAttribute> attributes = new ArrayList<>();
        skipBlanks();
        while (text.charAt(position) != '>' && text.charAt(position) != '/') {
            attributes.add(attribute());
            skipBlanks();
        }
        boolean empty = text.charAt(position) == '/';
        position += empty ? 2 : 1;
        XmlElement element = new XmlElement(document, name, attributes, start, position);
        if (open.isEmpty()) {
            root = element;
        } else {
            open.peek().add(element);
        }
        if (!empty) {
            open.push(element);
        }
    }

    private XmlAttribute attribute() {
        String name = name();
        skipBlanks();
        position++;
        skipBlanks();
        char quote = text.charAt(position++);
        int valueStart = position;
        int valueEnd = text.indexOf(quote, valueStart);
        position = valueEnd + 1;
        return new XmlAttribute(name, text.substring(valueStart, valueEnd), valueStart, valueEnd);
    }

    private String name() {
        int start = position;
        while ("=/>".indexOf(text.charAt(position)) < 0 && !Character.isWhitespace(text.charAt(position))) {
            position++;
        }
        return text.substring(start, position);
    }

    private void skipBlanks() {
        while (Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }
}
