package org.requiretls.james.install;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.requiretls.james.install.xml.XmlDocument;
import org.requiretls.james.install.xml.XmlElement;
import org.requiretls.james.install.xml.XmlException;

/** Reads the configuration of a James and says where it breaks what REQUIRETLS promises; changes nothing. */
final class Doctor {

    private static final String LMTP_SERVER = "lmtpserver.xml";

    private final JamesHome home;

    Doctor(JamesHome home) {
        this.home = home;
    }

    /**
     * All that is wrong, in the order of the files; empty when nothing is.
     *
     * @throws InstallException when a file is not well-formed
     */
    List<Finding> examine() throws InstallException, IOException {
        List<Finding> findings = new ArrayList<>(examineJars());
        findings.addAll(ListenerFindings.in(JamesHome.SMTP_SERVER, "smtpserver", root(JamesHome.SMTP_SERVER)));
        if (Files.isRegularFile(home.conf().resolve(LMTP_SERVER))) {
            findings.addAll(ListenerFindings.in(LMTP_SERVER, "lmtpserver", root(LMTP_SERVER)));
        }
        XmlElement mailets = root(JamesHome.MAILET_CONTAINER);
        findings.addAll(MailetFindings.in(mailets));
        findings.addAll(DsnHandlers.in(root(JamesHome.SMTP_SERVER), mailets));
        findings.addAll(ReportFindings.in(mailets));
        findings.addAll(missing(NameList.HEALTH_CHECKS, "James does not watch it"));
        if (ReportFindings.areTakenIn(mailets)) {
            findings.addAll(missing(NameList.ROUTES, "WebAdmin does not tell what TLS reports say about you"));
        }
        findings.addAll(StateFindings.in(home));
        return findings;
    }

    private List<Finding> missing(NameList names, String consequence) throws IOException {
        Path file = home.conf().resolve(names.fileName());
        String text = Files.isRegularFile(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        return names.missing(text).stream()
                .map(name -> new Finding(
                        names.fileName(),
                        name + " is not in " + names.key(),
                        consequence,
                        "run install.sh, or write " + names.line() + " there"))
                .toList();
    }

    private List<Finding> examineJars() throws IOException {
        List<Path> jars = BundleJar.installedIn(home);
        if (jars.isEmpty()) {
            return List.of(new Finding(
                    home.nameOf(home.extensionJars()),
                    "there is no jar of the bundle",
                    "James does not start once its configuration names a class of the bundle",
                    "run install.sh"));
        }
        if (jars.size() > 1) {
            return List.of(new Finding(
                    home.nameOf(home.extensionJars()),
                    "there are " + jars.size() + " jars of the bundle",
                    "nobody knows which of them James takes",
                    "run install.sh of the newest release, which deletes the others"));
        }
        return List.of();
    }

    private XmlElement root(String name) throws InstallException, IOException {
        Path file = home.conf().resolve(name);
        try {
            return XmlDocument.of(Files.readAllBytes(file)).root();
        } catch (XmlException e) {
            throw new InstallException(home.nameOf(file) + " cannot be read: " + e.getMessage(), e);
        }
    }
}
