package org.requiretls.james.install;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.requiretls.james.install.xml.XmlAttribute;
import org.requiretls.james.install.xml.XmlElement;

/** What we change in smtpserver.xml: one handler line for each listener. */
final class SmtpServerConf {

    private static final String HANDLER_LINE = "<handler class=\"" + BundleNames.HANDLERS + "\"/>";
    private static final String CORE_HANDLERS = "CoreCmdHandlerLoader";

    private SmtpServerConf() {}

    /** Brings our handlers into every chain that does not have them; our commands have to come before those of James. */
    static ConfEdits install(XmlElement root) {
        ConfEdits edits = new ConfEdits(JamesHome.SMTP_SERVER);
        root.all("smtpserver").forEach(server -> installInto(server, edits));
        root.all("smtpserver")
                .filter(server -> !DsnHandlers.missingIn(server).isEmpty())
                .findFirst()
                .ifPresent(server -> edits.note(
                        server,
                        "no sender can say here what to be told and what is to come back (RFC 3461); where that is wanted,"
                                + " add to each <handlerchain> " + DsnHandlers.lines(DsnHandlers.missingIn(server))));
        return edits;
    }

    /** Takes our handlers out of every chain. */
    static ConfEdits remove(XmlElement root) {
        ConfEdits edits = new ConfEdits(JamesHome.SMTP_SERVER);
        handlers(root).filter(SmtpServerConf::isOurs).map(XmlElement::remove).forEach(edits::add);
        return edits;
    }

    private static void installInto(XmlElement server, ConfEdits edits) {
        if (!offersTls(server)) {
            edits.note(
                    server,
                    "this <smtpserver> does not offer TLS, so it will not offer REQUIRETLS either; set startTLS=\"true\" in"
                            + " its <tls> if it is meant to");
        }
        Optional<XmlElement> chain = server.child("handlerchain");
        if (chain.isEmpty()) {
            edits.note(
                    server,
                    "this <smtpserver> has no <handlerchain>, so it will not offer REQUIRETLS; add one that holds "
                            + HANDLER_LINE);
        } else if (handlers(chain.get()).noneMatch(SmtpServerConf::isOurs)) {
            edits.add(handlers(chain.get())
                    .filter(SmtpServerConf::isCore)
                    .findFirst()
                    .map(core -> core.insertBefore(HANDLER_LINE))
                    // James appends its core handlers by itself where the file does not name them.
                    .orElseGet(() -> chain.get().append(HANDLER_LINE)));
        }
    }

    static boolean offersTls(XmlElement server) {
        return server.child("tls")
                .filter(tls -> tls.hasAttribute("startTLS", "true") || tls.hasAttribute("socketTLS", "true"))
                .isPresent();
    }

    private static Stream<XmlElement> handlers(XmlElement within) {
        return within.all("handler");
    }

    static boolean isOurs(XmlElement handler) {
        return handler.hasAttribute("class", BundleNames.HANDLERS);
    }

    private static boolean isCore(XmlElement handler) {
        Predicate<String> core =
                name -> name.substring(name.lastIndexOf('.') + 1).equals(CORE_HANDLERS);
        return handler.attribute("class")
                .map(XmlAttribute::value)
                .map(String::strip)
                .filter(core)
                .isPresent();
    }
}
