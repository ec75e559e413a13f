package org.requiretls.james.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.requiretls.james.delivery.SettingsException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What the configuration of a James says about remote delivery, and about its own certificate.
 *
 * @param home the folder that holds conf
 */
record JamesConfiguration(Path home) {

    private static final String MAILET = "DaneRemoteDelivery";
    private static final String NO_DOCTYPE = "http://apache.org/xml/features/disallow-doctype-decl";
    private static final String IN_CONF = "file://conf/";
    private static final String FILE = "file://";

    /**
     * The parameters of its DaneRemoteDelivery, as they stand there.
     *
     * @throws SettingsException if there is none, if there are several that differ, or if just James could read it
     */
    Map<String, String> deliveryParameters() throws SettingsException {
        List<Map<String, String>> found = elements(document(file()).getElementsByTagName("mailet"))
                .filter(mailet -> mailet.getAttribute("class").matches("(.*\\.)?" + MAILET))
                .map(JamesConfiguration::parameters)
                .distinct()
                .toList();
        if (found.size() != 1) {
            throw mistake(
                    found.isEmpty()
                            ? "there is no mailet " + MAILET + " in it"
                            : "there are " + found.size() + " mailets " + MAILET
                                    + " in it that differ, and nothing tells" + " which of them is meant");
        }
        for (Map.Entry<String, String> parameter : found.get(0).entrySet()) {
            if (parameter.getValue().contains("${")) {
                throw mistake("<" + parameter.getKey() + "> is '" + parameter.getValue() + "', and what stands for"
                        + " ${...} is known to James alone; give the option of this command in its place");
            }
        }
        return found.get(0);
    }

    /** Where a file is that a parameter names, as the mailet finds it. */
    Path locate(String name) {
        if (name.startsWith(IN_CONF)) {
            return home.resolve("conf").resolve(name.substring(IN_CONF.length()));
        }
        return name.startsWith(FILE)
                ? home.resolve(name.substring(FILE.length()))
                : home.resolve("conf").resolve(name);
    }

    /**
     * The chain that its first listener with TLS shows.
     *
     * @param alias which one, where its keystore holds several
     * @throws SettingsException if there is none, or if just James could read it
     */
    List<X509Certificate> listenerChain(Optional<String> alias) throws SettingsException {
        Path file = home.resolve("conf").resolve("smtpserver.xml");
        Map<String, String> tls = elements(document(file).getElementsByTagName("tls"))
                .filter(each -> Boolean.parseBoolean(each.getAttribute("startTLS"))
                        || Boolean.parseBoolean(each.getAttribute("socketTLS")))
                .map(JamesConfiguration::parameters)
                .findFirst()
                .orElseThrow(() -> mistake(file, "no listener in it does TLS"));
        if (tls.getOrDefault("secret", "").contains("${")) {
            throw mistake(file, "what stands for <secret> is known to James alone; name the keystore by --keystore");
        }
        if (tls.containsKey("certificates")) {
            return OwnIdentity.ofPem(inHome(tls.get("certificates")));
        }
        if (!tls.containsKey("keystore")) {
            throw mistake(file, "the first listener with TLS has neither <keystore> nor <certificates>");
        }
        return OwnIdentity.ofKeyStore(inHome(tls.get("keystore")), Optional.ofNullable(tls.get("secret")), alias);
    }

    /** James's own elements count from its home where they are no URL. */
    private Path inHome(String name) {
        return name.startsWith(FILE) ? locate(name) : home.resolve(name);
    }

    private Path file() {
        return home.resolve("conf").resolve("mailetcontainer.xml");
    }

    private static Document document(Path file) throws SettingsException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature(NO_DOCTYPE, true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(file.toFile());
        } catch (IOException | SAXException e) {
            throw mistake(file, e.getMessage());
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("This Java can't read XML", e);
        }
    }

    /** What is given more than once James takes for a list. */
    private static Map<String, String> parameters(Element mailet) {
        Map<String, String> parameters = new LinkedHashMap<>();
        elements(mailet.getChildNodes())
                .forEach(child -> parameters.merge(
                        child.getTagName(), child.getTextContent().strip(), (one, other) -> one + "," + other));
        return parameters;
    }

    private static Stream<Element> elements(NodeList nodes) {
        return IntStream.range(0, nodes.getLength())
                .<Node>mapToObj(nodes::item)
                .filter(Element.class::isInstance)
                .map(Element.class::cast);
    }

    private SettingsException mistake(String what) {
        return mistake(file(), what);
    }

    private static SettingsException mistake(Path file, String what) {
        return new SettingsException(List.of(file + ": " + what));
    }
}
