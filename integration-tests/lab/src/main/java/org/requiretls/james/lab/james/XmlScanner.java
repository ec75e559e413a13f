package org.requiretls.james.lab.james;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xml.sax.Attributes;
import org.xml.sax.Locator;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Notes where in the text each element begins and ends. The parser tells the place behind each tag; the place before
 * it is the nearest less-than sign, which cannot occur inside a tag.
 */
final class XmlScanner extends DefaultHandler {

    private record Open(List<String> path, Map<String, String> attributes, int start, int contentStart) {}

    private final XmlText document;
    private final List<Integer> lineStarts;
    private final Deque<Open> open = new ArrayDeque<>();
    private final List<XmlElement> elements = new ArrayList<>();
    private Locator locator;

    XmlScanner(XmlText document, List<Integer> lineStarts) {
        this.document = document;
        this.lineStarts = lineStarts;
    }

    List<XmlElement> elements() {
        return elements.stream()
                .sorted(Comparator.comparingInt(XmlElement::start))
                .toList();
    }

    @Override
    public void setDocumentLocator(Locator locator) {
        this.locator = locator;
    }

    @Override
    public void startElement(String uri, String localName, String name, Attributes attributes) {
        List<String> path =
                new ArrayList<>(open.isEmpty() ? List.of() : open.peek().path());
        path.add(name);
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < attributes.getLength(); i++) {
            values.put(attributes.getQName(i), attributes.getValue(i));
        }
        int end = offset();
        open.push(new Open(List.copyOf(path), values, document.text().lastIndexOf('<', end - 1), end));
    }

    @Override
    public void endElement(String uri, String localName, String name) {
        Open element = open.pop();
        int end = offset();
        int contentEnd = end == element.contentStart() ? end : document.text().lastIndexOf('<', end - 1);
        elements.add(new XmlElement(
                document,
                element.path(),
                element.attributes(),
                element.start(),
                element.contentStart(),
                contentEnd,
                end));
    }

    private int offset() {
        return lineStarts.get(locator.getLineNumber() - 1) + locator.getColumnNumber() - 1;
    }
}
