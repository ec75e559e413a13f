package org.requiretls.james.install;

import org.requiretls.james.install.xml.XmlElement;

/** Turns a RemoteDelivery of James into our DaneRemoteDelivery, and back. */
final class RemoteDeliveryMailet {

    private static final String STOCK = "RemoteDelivery";

    /** The parameter that James reads. */
    private static final String QUEUE = "outgoing";

    /** The parameter that its sample configuration sets, and that James does not read. */
    private static final String MISSPELT_QUEUE = "outgoingQueue";

    /** The queue that is used where the parameter is missing. */
    private static final String DEFAULT_QUEUE = "outgoing";

    private final ParameterTable parameters;

    RemoteDeliveryMailet(ParameterTable parameters) {
        this.parameters = parameters;
    }

    void install(XmlElement mailet, ConfEdits edits) {
        Mailets.replaceClass(mailet, BundleNames.REMOTE_DELIVERY, edits);
        for (XmlElement parameter : mailet.children()) {
            if (parameter.name().equals(MISSPELT_QUEUE)) {
                installQueue(mailet, parameter, edits);
            } else if (!parameters.knows(parameter.name())) {
                edits.add(parameter.remove());
                edits.note(
                        parameter,
                        "<" + parameter.name() + "> is taken out: " + STOCK + " ignores it without a word, "
                                + BundleNames.REMOTE_DELIVERY + " would refuse to start");
            }
        }
    }

    void remove(XmlElement mailet, ConfEdits edits) {
        Mailets.replaceClass(mailet, STOCK, edits);
        for (XmlElement parameter : mailet.children()) {
            if (parameters.isOnlyOurs(parameter.name())) {
                edits.add(parameter.remove());
                edits.note(parameter, "<" + parameter.name() + "> is taken out: " + STOCK + " does not know it");
            }
        }
    }

    /** Keeps the queue that was in use: what still waits in it would not be found in another one. */
    private static void installQueue(XmlElement mailet, XmlElement queue, ConfEdits edits) {
        if (queue.text().equals(DEFAULT_QUEUE) && mailet.child(QUEUE).isEmpty()) {
            edits.addAll(queue.rename(QUEUE));
            edits.note(queue, "<" + MISSPELT_QUEUE + "> becomes <" + QUEUE + ">, the name that James reads");
        } else {
            edits.add(queue.remove());
            edits.note(
                    queue,
                    "<" + MISSPELT_QUEUE + "> " + queue.text() + " is taken out: James does not read it; the queue in"
                            + " use was and stays '"
                            + mailet.child(QUEUE).map(XmlElement::text).orElse(DEFAULT_QUEUE) + "'");
        }
    }
}
