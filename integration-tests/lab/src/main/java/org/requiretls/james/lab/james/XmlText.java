package org.requiretls.james.lab.james;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * An XML document as text. An edit gives a new document that differs from this one in the edited characters only:
 * comments, indentation and the order of attributes stay, which they would not through a DOM.
 */
public final class XmlText {

    private static final Pattern LINE_START = Pattern.compile("^|\r?\n");
    private static final Pattern LONE_CARRIAGE_RETURN = Pattern.compile("\r(?!\n)");

    private final String text;
    private final List<XmlElement> elements;

    private XmlText(String text) {
        this.text = text;
        this.elements = scan();
    }

    /**
     * Reads a document.
     *
     * @throws IllegalArgumentException if it is not well-formed, has a document type declaration, or has lines that end
     *     with neither LF nor CRLF
     */
    public static XmlText parse(String text) {
        // The parser does count them as lines, but not the columns behind them: every place would be wrong.
        if (LONE_CARRIAGE_RETURN.matcher(text).find()) {
            throw new IllegalArgumentException("Cannot read this XML: its lines must end with LF or CRLF");
        }
        return new XmlText(text);
    }

    /** The whole document. */
    public String text() {
        return text;
    }

    /**
     * The elements at a path of names that starts with the root element, in the order of the document.
     *
     * @return perhaps none
     */
    public List<XmlElement> elements(String... path) {
        List<String> wanted = List.of(path);
        return elements.stream()
                .filter(element -> element.path().equals(wanted))
                .toList();
    }

    /**
     * The only element at a path.
     *
     * @throws IllegalArgumentException if there are none or several
     */
    public XmlElement element(String... path) {
        List<XmlElement> found = elements(path);
        if (found.size() != 1) {
            throw new IllegalArgumentException(
                    "There are " + found.size() + " elements " + String.join("/", path) + " where one is expected");
        }
        return found.get(0);
    }

    List<XmlElement> all() {
        return elements;
    }

    XmlText replace(int from, int to, String replacement) {
        return parse(text.substring(0, from) + replacement + text.substring(to));
    }

    private List<XmlElement> scan() {
        try {
            SAXParserFactory factory = SAXParserFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            XmlScanner scanner = new XmlScanner(this, lineStarts());
            factory.newSAXParser().parse(new InputSource(new StringReader(text)), scanner);
            return scanner.elements();
        } catch (SAXException e) {
            throw new IllegalArgumentException("Cannot read this XML: " + e.getMessage() + "\n" + text, e);
        } catch (ParserConfigurationException | IOException e) {
            throw new IllegalStateException("This Java cannot parse XML", e);
        }
    }

    private List<Integer> lineStarts() {
        List<Integer> starts = new ArrayList<>();
        Matcher matcher = LINE_START.matcher(text);
        while (matcher.find()) {
            starts.add(matcher.end());
        }
        return starts;
    }
}
