package org.requiretls.james.install;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.requiretls.james.delivery.Parameter;
import org.requiretls.james.install.xml.XmlElement;

/** Turns a RemoteDelivery of James into our DaneRemoteDelivery, and back. */
final class RemoteDeliveryMailet {

    private static final String STOCK = "RemoteDelivery";

    /** What the RemoteDelivery of James 3.8 reads and ours does too. */
    private static final Set<Parameter> SHARED = Set.of(
            Parameter.OUTGOING,
            Parameter.DELAY_TIME,
            Parameter.MAX_RETRIES,
            Parameter.MAX_DNS_PROBLEM_RETRIES,
            Parameter.TIMEOUT,
            Parameter.CONNECTION_TIMEOUT,
            Parameter.SEND_PARTIAL,
            Parameter.BOUNCE_PROCESSOR,
            Parameter.ON_SUCCESS,
            Parameter.START_TLS,
            Parameter.GATEWAY,
            Parameter.GATEWAY_PORT,
            Parameter.LOAD_BALANCING,
            Parameter.HELO_NAME,
            Parameter.BIND,
            Parameter.USE_PRIORITY,
            Parameter.DEBUG);

    /** What it reads and ours refuses, since it has no meaning there. */
    private static final Set<String> ONLY_STOCK = Set.of("sslEnable", "verifyServerIdentity");

    private static final String JAVAMAIL_PREFIX = "mail.";

    /** What it reads where there is a gateway; ours does not log in to gateways. */
    private static final Set<String> GATEWAY_LOGIN = Set.of("gatewayUsername", "gatewayusername", "gatewayPassword");

    /** What ours always does, and takes as a parameter only when it says so. */
    private static final Set<Parameter> ALWAYS_TRUE = Set.of(Parameter.SEND_PARTIAL, Parameter.START_TLS);

    /** The parameter that its sample configuration sets, and that it does not read. */
    private static final String MISSPELT_QUEUE = "outgoingQueue";

    void install(XmlElement mailet, ConfEdits edits) {
        if (logsInToAGateway(mailet)) {
            edits.note(
                    mailet,
                    "left as it is, since it logs in to a gateway and " + BundleNames.REMOTE_DELIVERY
                            + " does not; what it sends is not protected by REQUIRETLS");
            return;
        }
        Mailets.replaceClass(mailet, BundleNames.REMOTE_DELIVERY, edits);
        for (XmlElement parameter : mailet.children()) {
            if (parameter.name().equals(MISSPELT_QUEUE)) {
                installQueue(mailet, parameter, edits);
            } else {
                reasonToTakeOut(parameter).ifPresent(reason -> Mailets.takeOut(parameter, reason, edits));
            }
        }
    }

    void remove(XmlElement mailet, ConfEdits edits) {
        Mailets.replaceClass(mailet, STOCK, edits);
        for (XmlElement parameter : mailet.children()) {
            if (named(parameter.name()).filter(found -> !SHARED.contains(found)).isPresent()) {
                Mailets.takeOut(parameter, STOCK + " does not know it", edits);
            }
        }
    }

    private static Optional<String> reasonToTakeOut(XmlElement parameter) {
        String name = parameter.name();
        if (Mailets.PARAMETERS_OF_JAMES.contains(name)) {
            return Optional.empty();
        }
        if (named(name).isPresent()) {
            return named(name)
                    .filter(ALWAYS_TRUE::contains)
                    .filter(always -> !parameter.text().equals("true"))
                    .map(always -> BundleNames.REMOTE_DELIVERY + " always does so");
        }
        if (ONLY_STOCK.contains(name) || name.startsWith(JAVAMAIL_PREFIX)) {
            return Optional.of(STOCK + " heeds it, for " + BundleNames.REMOTE_DELIVERY + " it has no meaning");
        }
        return Optional.of(
                STOCK + " ignores it without a word, " + BundleNames.REMOTE_DELIVERY + " would refuse to start");
    }

    /** Keeps the queue that was in use: what still waits in it would not be found in another one. */
    private static void installQueue(XmlElement mailet, XmlElement misspelt, ConfEdits edits) {
        String queue = Parameter.OUTGOING.key();
        Optional<XmlElement> spelt = mailet.child(queue);
        if (misspelt.text().equals(Parameter.OUTGOING.defaultValue()) && spelt.isEmpty()) {
            edits.addAll(misspelt.rename(queue));
            edits.note(misspelt, "<" + MISSPELT_QUEUE + "> becomes <" + queue + ">, the name that James reads");
        } else {
            String inUse = spelt.map(XmlElement::text).orElse(Parameter.OUTGOING.defaultValue());
            Mailets.takeOut(misspelt, "James does not read it; the queue in use was and stays '" + inUse + "'", edits);
        }
    }

    private static boolean logsInToAGateway(XmlElement mailet) {
        return mailet.child(Parameter.GATEWAY.key()).isPresent()
                && mailet.children().stream().map(XmlElement::name).anyMatch(GATEWAY_LOGIN::contains);
    }

    private static Optional<Parameter> named(String name) {
        return Arrays.stream(Parameter.values())
                .filter(parameter -> parameter.key().equals(name))
                .findFirst();
    }
}
