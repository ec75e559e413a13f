package org.requiretls.james.install.xml;

/** A file is not XML that can be edited; the message goes behind its name. */
public final class XmlException extends Exception {

    XmlException(String message) {
        super(message);
    }
}
