package org.requiretls.james.install;

import java.util.List;
import java.util.stream.Stream;
import org.requiretls.james.install.xml.XmlElement;

/**
 * What we change in mailetcontainer.xml: other classes for the mailets that deliver to remote hosts and that bounce,
 * and one of ours around those that make new mail out of old.
 */
final class MailetContainerConf {

    private static final String STOCK_PACKAGE = "org.apache.james.transport.mailets.";

    private final RemoteDeliveryMailet remoteDelivery = new RemoteDeliveryMailet();
    private final BounceMailet bounce = new BounceMailet();
    private final CarriedMailet carried = new CarriedMailet();

    ConfEdits install(XmlElement root) {
        ConfEdits edits = new ConfEdits(JamesHome.MAILET_CONTAINER);
        mailets(root, stock("RemoteDelivery")).forEach(mailet -> remoteDelivery.install(mailet, edits));
        mailets(root, stock("DSNBounce", "Bounce")).forEach(mailet -> bounce.install(mailet, edits));
        root.all("processor").forEach(processor -> carried.install(processor, edits));
        return edits;
    }

    ConfEdits remove(XmlElement root) {
        ConfEdits edits = new ConfEdits(JamesHome.MAILET_CONTAINER);
        mailets(root, List.of(BundleNames.REMOTE_DELIVERY)).forEach(mailet -> remoteDelivery.remove(mailet, edits));
        mailets(root, List.of(BundleNames.NON_DELIVERY_REPORT)).forEach(mailet -> bounce.remove(mailet, edits));
        root.all("processor").forEach(processor -> carried.remove(processor, edits));
        return edits;
    }

    /** The mailets directly in a processor, in the order in which mail comes by. */
    static Stream<XmlElement> mailetsOf(XmlElement processor) {
        return processor.children().stream().filter(child -> child.name().equals("mailet"));
    }

    private static Stream<XmlElement> mailets(XmlElement root, List<String> classNames) {
        return root.all("mailet")
                .filter(mailet -> classNames.stream().anyMatch(className -> mailet.hasAttribute("class", className)));
    }

    private static List<String> stock(String... simpleNames) {
        return Stream.of(simpleNames)
                .flatMap(name -> Stream.of(name, STOCK_PACKAGE + name))
                .toList();
    }
}
