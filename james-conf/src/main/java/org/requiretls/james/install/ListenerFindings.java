package org.requiretls.james.install;

import java.util.ArrayList;
import java.util.List;
import org.requiretls.james.install.xml.XmlElement;

/** What is wrong with the listeners of smtpserver.xml or lmtpserver.xml. */
final class ListenerFindings {

    private static final String HANDLER_LINE = "<handler class=\"" + BundleNames.HANDLERS + "\"/>";

    private ListenerFindings() {}

    /** @param element the name of a listener in this file; one that is switched off is not looked at */
    static List<Finding> in(String fileName, String element, XmlElement root) {
        return root.all(element)
                .filter(listener -> !listener.hasAttribute("enabled", "false"))
                .flatMap(listener -> examine(fileName, listener).stream())
                .toList();
    }

    private static List<Finding> examine(String fileName, XmlElement listener) {
        List<Finding> findings = new ArrayList<>();
        long ours = listener.all("handler").filter(SmtpServerConf::isOurs).count();
        if (ours == 0) {
            findings.add(Finding.at(
                    fileName,
                    listener,
                    "this <" + listener.name() + "> has no handler of the bundle",
                    "MAIL with REQUIRETLS gets 250 and is forgotten; TLS-Required: No is not seen",
                    "put " + HANDLER_LINE + " before CoreCmdHandlerLoader"
                            + (listener.name().equals("smtpserver") ? "; install.sh does it" : "")));
        }
        if (ours > 1) {
            findings.add(Finding.at(
                    fileName,
                    listener,
                    "this <" + listener.name() + "> has the handler of the bundle " + ours + " times",
                    "James does not start",
                    "leave one of them"));
        }
        if (!SmtpServerConf.offersTls(listener)) {
            findings.add(Finding.at(
                    fileName,
                    listener,
                    "this <" + listener.name() + "> does not offer TLS",
                    "nobody can ask for REQUIRETLS here",
                    "set startTLS=\"true\" in its <tls>, or leave it so if that is meant"));
        }
        return findings;
    }
}
