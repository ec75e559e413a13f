package org.requiretls.james.install;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.requiretls.james.install.xml.XmlElement;

/** Mailets of James that hand the content of a mail to something that is no mail server, and knows of no tag. */
final class SideChannels {

    private static final String STOCK_PACKAGE = "org.apache.james.transport.mailets.";

    private static final Set<String> NAMES = Set.of("SerialiseToHTTP", "HeadersToHTTP", "AmqpForwardAttribute");

    private SideChannels() {}

    /** Those of a processor in front of which it was not decided what becomes of REQUIRETLS mail. */
    static Stream<Finding> undecidedIn(XmlElement processor) {
        List<XmlElement> mailets = MailetContainerConf.mailetsOf(processor).toList();
        return mailets.stream()
                .filter(SideChannels::isOne)
                .filter(channel -> mailets.subList(0, mailets.indexOf(channel)).stream()
                        .noneMatch(earlier -> earlier.hasAttribute("class", BundleNames.END_OF_PROMISE)
                                && (Mailets.match(earlier).equals("All")
                                        || Mailets.match(earlier).equals(Mailets.match(channel)))))
                .map(channel -> Finding.at(
                        JamesHome.MAILET_CONTAINER,
                        channel,
                        Mailets.className(channel) + " hands mail to something that knows nothing of the tag",
                        "the content of a REQUIRETLS message leaves this server without the protection that was"
                                + " promised",
                        "put " + BundleNames.END_OF_PROMISE + " in front of it, with the same match, and say there"
                                + " whether such mail is refused"));
    }

    private static boolean isOne(XmlElement mailet) {
        String name = Mailets.className(mailet);
        return NAMES.contains(name.startsWith(STOCK_PACKAGE) ? name.substring(STOCK_PACKAGE.length()) : name);
    }
}
