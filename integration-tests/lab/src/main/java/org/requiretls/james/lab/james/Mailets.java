package org.requiretls.james.lab.james;

import java.util.List;
import java.util.Optional;

/**
 * Edits of {@code mailetcontainer.xml}. A mailet is named as its {@code class} attribute names it, or as the
 * {@code <around>} does of one that carries another.
 */
final class Mailets {

    private static final String[] MAILET = {"mailetcontainer", "processors", "processor", "mailet"};

    private Mailets() {}

    /**
     * Sets a parameter of every mailet of this class, in place of the value it may have.
     *
     * @throws IllegalArgumentException if there is no such mailet
     */
    static XmlText withParameter(XmlText container, String mailetClass, String name, String value) {
        XmlText xml = container;
        int count = ofClass(container, mailetClass).size();
        for (int i = 0; i < count; i++) {
            XmlElement mailet = ofClass(xml, mailetClass).get(i);
            Optional<XmlElement> parameter = mailet.children(name).stream().findFirst();
            xml = parameter.isPresent()
                    ? parameter.get().withText(value)
                    : mailet.withChild("<" + name + ">" + XmlElement.escape(value) + "</" + name + ">");
        }
        return xml;
    }

    /**
     * Puts a fragment before every mailet of this class.
     *
     * @throws IllegalArgumentException if there is no such mailet
     */
    static XmlText withFragmentBefore(XmlText container, String mailetClass, String fragment) {
        XmlText xml = container;
        // From the last to the first: the fragment may itself hold a mailet of this class.
        for (int i = ofClass(container, mailetClass).size() - 1; i >= 0; i--) {
            xml = ofClass(xml, mailetClass).get(i).precededBy(fragment);
        }
        return xml;
    }

    private static List<XmlElement> ofClass(XmlText xml, String mailetClass) {
        List<XmlElement> found = xml.elements(MAILET).stream()
                .filter(mailet -> isOfClass(mailet, mailetClass))
                .toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("No mailet of class " + mailetClass + " in "
                    + LabConfiguration.MAILETS + "; there are "
                    + xml.elements(MAILET).stream()
                            .flatMap(mailet -> mailet.attribute("class").stream())
                            .distinct()
                            .toList());
        }
        return found;
    }

    private static boolean isOfClass(XmlElement mailet, String mailetClass) {
        return mailet.attribute("class").equals(Optional.of(mailetClass))
                || mailet.children("around").stream()
                        .anyMatch(around -> around.content().equals(mailetClass));
    }
}
