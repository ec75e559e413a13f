package org.requiretls.james.install;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.requiretls.james.install.xml.XmlAttribute;
import org.requiretls.james.install.xml.XmlElement;

/** What keeps TLS reports (RFC 8460) from going out or from being taken in, in mailetcontainer.xml. */
final class ReportFindings {

    private static final String CONTACT = "tlsReportContact";
    private static final String PROCESSOR = "tlsReportProcessor";
    private static final String SIGN = "DKIMSign";
    private static final String VERIFY = "DKIMVerify";

    private ReportFindings() {}

    static List<Finding> in(XmlElement root) {
        return root.all("processor")
                .flatMap(processor -> Stream.concat(
                        MailetContainerConf.mailetsOf(processor).flatMap(mailet -> sending(mailet, root).stream()),
                        withoutCheck(processor)))
                .toList();
    }

    /** Whether a report about us can come in at all. */
    static boolean areTakenIn(XmlElement root) {
        return root.all("processor").flatMap(MailetContainerConf::mailetsOf).anyMatch(ReportFindings::isIntake);
    }

    private static Optional<Finding> sending(XmlElement mailet, XmlElement root) {
        boolean isOn = Mailets.className(mailet).equals(BundleNames.REMOTE_DELIVERY)
                && mailet.child(CONTACT).isPresent();
        return isOn
                ? mailet.child(PROCESSOR)
                        .map(name -> signing(mailet, name.text().strip(), root))
                        .orElseGet(() -> Optional.of(finding(
                                mailet,
                                "<" + CONTACT + "> turns TLS reports on, and there is no <" + PROCESSOR + ">",
                                "most domains want their reports by mail, and get none",
                                "add a processor that signs with DKIM, see docs/tls-reports.md, and name it there")))
                : Optional.empty();
    }

    private static Optional<Finding> signing(XmlElement mailet, String name, XmlElement root) {
        Optional<XmlElement> processor = root.all("processor")
                .filter(each -> each.attribute("state")
                        .map(XmlAttribute::value)
                        .filter(name::equals)
                        .isPresent())
                .findFirst();
        if (processor.isEmpty()) {
            return Optional.of(finding(
                    mailet,
                    "<" + PROCESSOR + "> names '" + name + "', and there is no such processor",
                    "no TLS report is mailed",
                    "correct the name, or add the processor, see docs/tls-reports.md"));
        }
        boolean signs = MailetContainerConf.mailetsOf(processor.get())
                .anyMatch(each -> Mailets.className(each).endsWith(SIGN));
        return signs
                ? Optional.empty()
                : Optional.of(finding(
                        mailet,
                        "<" + PROCESSOR + "> names '" + name + "', which has no " + SIGN,
                        "receivers pass over TLS reports that are not signed (RFC 8460 section 3)",
                        "put " + SIGN + " in front of the delivery there, see docs/tls-reports.md"));
    }

    /** James's check of signatures has to come before the intake. */
    private static Stream<Finding> withoutCheck(XmlElement processor) {
        return MailetContainerConf.mailetsOf(processor)
                .takeWhile(mailet -> !Mailets.className(mailet).endsWith(VERIFY))
                .filter(ReportFindings::isIntake)
                .filter(mailet -> mailet.child("unsigned")
                        .filter(value -> value.text().strip().equalsIgnoreCase("accept"))
                        .isEmpty())
                .map(mailet -> finding(
                        mailet,
                        "TlsReportIntake has no " + VERIFY + " in front of it",
                        "it takes no report in, since nobody has looked whether it is signed",
                        "put " + VERIFY + " in front of it, with the same matcher, see docs/tls-reports.md"));
    }

    private static boolean isIntake(XmlElement mailet) {
        return Mailets.className(mailet).equals(BundleNames.TLS_REPORT_INTAKE);
    }

    private static Finding finding(XmlElement mailet, String what, String consequence, String remedy) {
        return Finding.at(JamesHome.MAILET_CONTAINER, mailet, what, consequence, remedy);
    }
}
