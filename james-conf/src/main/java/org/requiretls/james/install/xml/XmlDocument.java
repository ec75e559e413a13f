package org.requiretls.james.install.xml;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/** A well-formed XML file, as text and as elements that know their place in it. */
public final class XmlDocument {

    private final String text;
    private final XmlElement root;

    private XmlDocument(String text) {
        this.text = text;
        this.root = new XmlScanner(this).scan();
    }

    /**
     * Reads a file.
     *
     * @throws XmlException when it is not well-formed, or is written in a way that cannot be edited by position; the
     *     message says which, and where
     */
    public static XmlDocument of(byte[] bytes) throws XmlException {
        if (bytes.length > 1
                && (bytes[0] == 0 || bytes[1] == 0 || bytes[0] == (byte) 0xfe || bytes[0] == (byte) 0xff)) {
            throw new XmlException("is in UTF-16; save it as UTF-8");
        }
        requireWellFormed(bytes);
        return new XmlDocument(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /** The file, one character for each byte. */
    public String text() {
        return text;
    }

    public XmlElement root() {
        return root;
    }

    /** The bytes of a text that came from {@link #text()}. */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** How the lines of this file end. */
    String lineBreak() {
        int first = text.indexOf('\n');
        return first > 0 && text.charAt(first - 1) == '\r' ? "\r\n" : "\n";
    }

    private static void requireWellFormed(byte[] bytes) throws XmlException {
        try {
            SAXParserFactory factory = SAXParserFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            // A document type may define entities, and so elements that are not to be seen in the file.
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.newSAXParser().parse(new ByteArrayInputStream(bytes), new Quiet());
        } catch (SAXParseException e) {
            throw new XmlException("line " + e.getLineNumber() + ": " + e.getMessage());
        } catch (SAXException e) {
            throw new XmlException(e.getMessage());
        } catch (ParserConfigurationException | IOException e) {
            throw new IllegalStateException("the XML parser of the JDK cannot be used", e);
        }
    }

    /** The default one of the JDK prints to the standard error besides throwing. */
    private static final class Quiet extends DefaultHandler {
        @Override
        public void fatalError(SAXParseException e) throws SAXException {
            throw e;
        }
    }
}
