package org.requiretls.james.install;

import org.requiretls.james.install.xml.XmlElement;

/** What all mailets have in common. */
final class Mailets {

    private Mailets() {}

    /** What the class attribute says; empty where there is none. */
    static String className(XmlElement mailet) {
        return mailet.attribute("class")
                .map(attribute -> attribute.value().strip())
                .orElse("");
    }

    /** Which mail it is for; James takes a missing one for All. */
    static String match(XmlElement mailet) {
        return mailet.attribute("match")
                .map(attribute -> attribute.value().strip())
                .orElse("All");
    }

    static void replaceClass(XmlElement mailet, String className, ConfEdits edits) {
        edits.add(mailet.attribute("class").orElseThrow().replaceValue(className));
    }

    static void takeOut(XmlElement parameter, String reason, ConfEdits edits) {
        edits.add(parameter.remove());
        edits.note(parameter, "<" + parameter.name() + "> is taken out: " + reason);
    }
}
