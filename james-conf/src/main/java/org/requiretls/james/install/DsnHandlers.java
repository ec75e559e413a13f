package org.requiretls.james.install;

import java.util.List;
import java.util.stream.Stream;
import org.requiretls.james.install.xml.XmlElement;

/**
 * The handlers of James that take RET, ENVID, NOTIFY and ORCPT (RFC 3461). Stock James has them and its sample
 * configuration does not name them: then no sender can ask for a notice of success, nor ask not to be told of anything.
 */
final class DsnHandlers {

    private static final String PACKAGE = "org.apache.james.smtpserver.dsn.";

    private static final List<String> NAMES =
            List.of("DSNEhloHook", "DSNMailParameterHook", "DSNRcptParameterHook", "DSNMessageHook");

    private static final String ACTION = "action";

    /** What is told only to who asked, by NOTIFY=SUCCESS. */
    private static final List<String> ON_REQUEST = List.of("delivered", "relayed");

    private DsnHandlers() {}

    /** The names of those that a listener does not have, each with its package. */
    static List<String> missingIn(XmlElement listener) {
        return NAMES.stream()
                .map(name -> PACKAGE + name)
                .filter(name -> listener.all("handler").noneMatch(handler -> handler.hasAttribute("class", name)))
                .toList();
    }

    static String lines(List<String> handlers) {
        return String.join(
                " ",
                handlers.stream()
                        .map(name -> "<handler class=\"" + name + "\"/>")
                        .toList());
    }

    /** Notices that nobody can ask for, and listeners that have some of the handlers and not all. */
    static List<Finding> in(XmlElement smtpServers, XmlElement mailetContainer) {
        List<XmlElement> listeners = smtpServers
                .all("smtpserver")
                .filter(listener -> !listener.hasAttribute("enabled", "false"))
                .toList();
        Stream<Finding> incomplete = listeners.stream()
                .filter(listener ->
                        !missingIn(listener).isEmpty() && missingIn(listener).size() < NAMES.size())
                .map(listener -> Finding.at(
                        JamesHome.SMTP_SERVER,
                        listener,
                        "this <smtpserver> has some of the handlers for RFC 3461, not all",
                        "what senders say with RET, ENVID, NOTIFY and ORCPT is taken and forgotten",
                        "add " + lines(missingIn(listener))));
        boolean nobodyCanAsk =
                listeners.stream().allMatch(listener -> missingIn(listener).size() == NAMES.size());
        Stream<Finding> neverAskedFor = mailetContainer
                .all("mailet")
                .filter(mailet -> nobodyCanAsk && tellsOnRequest(mailet))
                .map(mailet -> Finding.at(
                        JamesHome.MAILET_CONTAINER,
                        mailet,
                        "this DeliveryNotice tells senders who said NOTIFY=SUCCESS, and no <smtpserver> takes NOTIFY",
                        "nobody is ever told",
                        "add to each <handlerchain> of smtpserver.xml " + lines(missingIn(smtpServers))));
        return Stream.concat(incomplete, neverAskedFor).toList();
    }

    private static boolean tellsOnRequest(XmlElement mailet) {
        return mailet.hasAttribute("class", BundleNames.DELIVERY_NOTICE)
                && mailet.child(ACTION)
                        .filter(action -> ON_REQUEST.contains(action.text().strip()))
                        .isPresent();
    }
}
