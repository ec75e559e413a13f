package org.requiretls.james.install;

import org.requiretls.james.install.xml.XmlElement;

/** What all mailets have in common. */
final class Mailets {

    private Mailets() {}

    static void replaceClass(XmlElement mailet, String className, ConfEdits edits) {
        edits.add(mailet.attribute("class").orElseThrow().replaceValue(className));
    }

    static void takeOut(XmlElement parameter, String reason, ConfEdits edits) {
        edits.add(parameter.remove());
        edits.note(parameter, "<" + parameter.name() + "> is taken out: " + reason);
    }
}
