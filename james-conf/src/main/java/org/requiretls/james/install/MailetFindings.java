package org.requiretls.james.install;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.requiretls.james.carry.TagLosingMailet;
import org.requiretls.james.delivery.Parameter;
import org.requiretls.james.install.xml.XmlAttribute;
import org.requiretls.james.install.xml.XmlElement;

/** What is wrong with the mailets of mailetcontainer.xml. */
final class MailetFindings {

    private static final Set<String> STOCK_DELIVERY =
            Set.of("RemoteDelivery", "org.apache.james.transport.mailets.RemoteDelivery");
    private static final String SET_TAG = BundleNames.PACKAGE_PREFIX + "mailets.SetTlsRequirement";
    private static final String JAMES_PREFIX = "org.apache.james.";

    /** Parameters of the delivery that name a processor; that of TLS reports is looked at with the reports. */
    private static final List<Parameter> NAMING_PROCESSORS = List.of(
            Parameter.BOUNCE_PROCESSOR, Parameter.ON_SUCCESS, Parameter.DELAYED_PROCESSOR, Parameter.RELAYED_PROCESSOR);

    private MailetFindings() {}

    static List<Finding> in(XmlElement root) {
        Set<String> processors = root.all("processor")
                .flatMap(processor -> processor.attribute("state").stream())
                .map(XmlAttribute::value)
                .collect(Collectors.toUnmodifiableSet());
        return root.all("processor")
                .flatMap(processor -> Stream.of(
                                MailetContainerConf.mailetsOf(processor)
                                        .flatMap(mailet -> examine(mailet, processors).stream()),
                                outOfOrder(processor),
                                SideChannels.undecidedIn(processor))
                        .flatMap(findings -> findings))
                .toList();
    }

    private static Optional<Finding> examine(XmlElement mailet, Set<String> processors) {
        String className = Mailets.className(mailet);
        String working = className.equals(BundleNames.CARRY)
                ? CarriedMailet.carried(mailet).orElse("")
                : className;
        if (STOCK_DELIVERY.contains(working)) {
            return Optional.of(finding(
                    mailet,
                    working + " delivers to other servers",
                    "it does not know the tag, so REQUIRETLS is not offered at all",
                    "put " + BundleNames.REMOTE_DELIVERY + " in its place; install.sh does it"));
        }
        if (CarriedMailet.losesTheTag(mailet)) {
            return Optional.of(losing(mailet, className));
        }
        if (className.equals(BundleNames.REMOTE_DELIVERY)) {
            return processorsOf(mailet, processors);
        }
        if (className.contains(".")
                && !className.startsWith(JAMES_PREFIX)
                && !className.startsWith(BundleNames.PACKAGE_PREFIX)) {
            return Optional.of(finding(
                    mailet,
                    className + " is a mailet that the bundle does not know",
                    "if it sends mail, that mail does not have the tag of the one it was made from",
                    "put " + BundleNames.CARRY + " around it, which does no harm if it sends none"));
        }
        return Optional.empty();
    }

    private static Finding losing(XmlElement mailet, String className) {
        TagLosingMailet losing = TagLosingMailet.named(className).orElseThrow();
        String loss = switch (losing.loss()) {
            case OF_WHAT_IT_SENDS -> "what it sends out of a REQUIRETLS message travels unprotected";
            case OF_THE_MAIL_ITSELF -> "a REQUIRETLS message travels on unprotected";
        };
        if (BounceMailet.isReplaced(mailet)) {
            return finding(
                    mailet,
                    className + " reports failed deliveries",
                    "it sends the content of a REQUIRETLS message back, or loses the tag",
                    "put " + BundleNames.NON_DELIVERY_REPORT + " in its place; install.sh does it");
        }
        return finding(
                mailet,
                className + " loses the tag",
                loss,
                "put " + BundleNames.CARRY + " in the class attribute and <" + CarriedMailet.AROUND + ">" + className
                        + "</" + CarriedMailet.AROUND + "> among the parameters; install.sh does it");
    }

    private static Optional<Finding> processorsOf(XmlElement mailet, Set<String> processors) {
        if (mailet.child(Parameter.BOUNCE_PROCESSOR.key()).isEmpty()) {
            return Optional.of(finding(
                    mailet,
                    "DaneRemoteDelivery has no <bounceProcessor>",
                    "failures of untagged mail are reported by James itself, with the whole message",
                    "name a processor that holds " + BundleNames.NON_DELIVERY_REPORT));
        }
        return NAMING_PROCESSORS.stream()
                .flatMap(parameter -> mailet.child(parameter.key()).stream())
                .filter(named -> !processors.contains(named.text()))
                .findFirst()
                .map(named -> finding(
                        mailet,
                        "<" + named.name() + "> names '" + named.text() + "', and there is no such processor",
                        "James does not start",
                        "correct the name, or add the processor"));
    }

    /** A rule behind the delivery comes too late. */
    private static Stream<Finding> outOfOrder(XmlElement processor) {
        return MailetContainerConf.mailetsOf(processor)
                .dropWhile(mailet -> !(Mailets.className(mailet).equals(BundleNames.REMOTE_DELIVERY)
                        && Mailets.match(mailet).equals("All")))
                .skip(1)
                .filter(mailet -> Mailets.className(mailet).equals(SET_TAG))
                .map(mailet -> finding(
                        mailet,
                        "SetTlsRequirement stands behind DaneRemoteDelivery",
                        "no mail comes there, so the rule has no effect",
                        "move it in front"));
    }

    private static Finding finding(XmlElement mailet, String what, String consequence, String remedy) {
        return Finding.at(JamesHome.MAILET_CONTAINER, mailet, what, consequence, remedy);
    }
}
