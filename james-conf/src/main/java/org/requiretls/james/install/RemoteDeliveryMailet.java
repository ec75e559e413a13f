package org.requiretls.james.install;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.requiretls.james.delivery.JavaMailProperty;
import org.requiretls.james.delivery.Parameter;
import org.requiretls.james.install.xml.XmlElement;
import org.requiretls.james.mailets.EveryMailet;

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
            Parameter.GATEWAY_USERNAME,
            Parameter.GATEWAY_USERNAME_OLD,
            Parameter.GATEWAY_PASSWORD,
            Parameter.SSL_ENABLE,
            Parameter.VERIFY_SERVER_IDENTITY,
            Parameter.LOAD_BALANCING,
            Parameter.HELO_NAME,
            Parameter.BIND,
            Parameter.USE_PRIORITY,
            Parameter.DEBUG);

    private static final String JAVAMAIL_PREFIX = "mail.";

    /** What has a meaning for gateways only, and is refused without one. */
    private static final Set<Parameter> FOR_GATEWAYS = Set.of(
            Parameter.GATEWAY_PORT,
            Parameter.GATEWAY_USERNAME,
            Parameter.GATEWAY_USERNAME_OLD,
            Parameter.GATEWAY_PASSWORD,
            Parameter.SSL_ENABLE,
            Parameter.VERIFY_SERVER_IDENTITY);

    /** The parameter that its sample configuration sets, and that it does not read. */
    private static final String MISSPELT_QUEUE = "outgoingQueue";

    void install(XmlElement mailet, ConfEdits edits) {
        Mailets.replaceClass(mailet, BundleNames.REMOTE_DELIVERY, edits);
        edits.note(
                mailet,
                "senders hear of mail that failed, and of no other, as before; where they should hear of mail that is late,"
                        + " or that a server without DSN has taken, name a <" + Parameter.DELAYED_PROCESSOR.key()
                        + "> and a <" + Parameter.RELAYED_PROCESSOR.key()
                        + ">, as conf/mailetcontainer.xml of the release does");
        for (XmlElement parameter : mailet.children()) {
            if (parameter.name().equals(MISSPELT_QUEUE)) {
                installQueue(mailet, parameter, edits);
            } else {
                reasonToTakeOut(mailet, parameter).ifPresent(reason -> Mailets.takeOut(parameter, reason, edits));
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

    private static Optional<String> reasonToTakeOut(XmlElement mailet, XmlElement parameter) {
        String name = parameter.name();
        if (EveryMailet.PARAMETERS.contains(name) || JavaMailProperty.isTaken(name)) {
            return Optional.empty();
        }
        if (named(name).isPresent()) {
            return reasonToTakeOut(mailet, named(name).get(), parameter.text());
        }
        if (name.startsWith(JAVAMAIL_PREFIX)) {
            return Optional.of(STOCK + " heeds it, for " + BundleNames.REMOTE_DELIVERY + " it has no meaning");
        }
        return Optional.of(
                STOCK + " ignores it without a word, " + BundleNames.REMOTE_DELIVERY + " would refuse to start");
    }

    private static Optional<String> reasonToTakeOut(XmlElement mailet, Parameter parameter, String value) {
        if (parameter == Parameter.START_TLS && !isTrue(value) && !isTrue(mailet, Parameter.SSL_ENABLE)) {
            return Optional.of(BundleNames.REMOTE_DELIVERY + " always uses TLS where it is offered");
        }
        if (FOR_GATEWAYS.contains(parameter)
                && mailet.child(Parameter.GATEWAY.key()).isEmpty()) {
            return Optional.of("there is no <" + Parameter.GATEWAY.key() + ">, and " + BundleNames.REMOTE_DELIVERY
                    + " heeds it for gateways only");
        }
        return Optional.empty();
    }

    private static boolean isTrue(XmlElement mailet, Parameter parameter) {
        return mailet.child(parameter.key())
                .map(XmlElement::text)
                .filter(RemoteDeliveryMailet::isTrue)
                .isPresent();
    }

    private static boolean isTrue(String text) {
        return text.strip().equalsIgnoreCase("true");
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

    private static Optional<Parameter> named(String name) {
        return Arrays.stream(Parameter.values())
                .filter(parameter -> parameter.key().equals(name))
                .findFirst();
    }
}
