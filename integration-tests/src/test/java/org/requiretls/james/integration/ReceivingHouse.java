package org.requiretls.james.integration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.requiretls.james.lab.james.JamesHome;
import org.requiretls.james.lab.james.JamesLauncher;
import org.requiretls.james.lab.james.JamesProcess;
import org.requiretls.james.lab.james.LoopbackPorts;
import org.requiretls.james.lab.james.XmlElement;
import org.requiretls.james.lab.james.XmlText;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.SmtpPeer;

/**
 * One real James with the release installed, rules of an administrator in its mailet container, the shipped access
 * servers, and a peer to which it sends all mail for other domains.
 */
final class ReceivingHouse implements AutoCloseable {

    static final String DOMAIN = "a.test";
    static final String ALICE = "alice@a.test";
    static final String BOB = "bob@a.test";
    static final String LEGAL = "legal@a.test";

    /** The peer puts mail for this one off, and refuses it for the other. */
    static final String LATE = "late@far.test";

    /** Mail for it goes to a server without DSN. */
    static final String WITHOUT_DSN_DOMAIN = "old.test";

    static final String NOBODY = "nobody@far.test";

    private static final String DELIVERY = "org.requiretls.james.DaneRemoteDelivery";
    private static final String SETTING = "org.requiretls.james.mailets.SetTlsRequirement";
    private static final String RULES = """
            <mailet match="All" class="org.requiretls.james.mailets.ReadTlsRequired"/>
            <mailet match="SenderIs=legal@a.test" class="%1$s"><tag>required</tag></mailet>
            <mailet match="org.requiretls.james.matchers.SubjectHasKeyword=[secure]" class="%1$s"><tag>required</tag></mailet>
            <mailet match="HasHeader=X-Wish" class="%1$s"><tag>required</tag></mailet>
            <mailet match="SizeGreaterThan=50k" class="%1$s"><tag>required</tag></mailet>
            <mailet match="SMTPAuthUserIs=bob@a.test" class="%1$s"><tag>required</tag></mailet>
            <mailet match="org.requiretls.james.matchers.ReceivedOverTls=TLSv1.2" class="SetMimeHeader">
                <name>X-Came-Over-Tls</name><value>yes</value></mailet>
            <mailet match="HasMailAttributeWithValueRegex=org.requiretls.session-cipher-suite, TLS_.*" class="SetMimeHeader">
                <name>X-Came-With-Suite</name><value>yes</value></mailet>
            <mailet match="HasMailAttribute=org.requiretls.session-requiretls" class="SetMimeHeader">
                <name>X-Came-With-Keyword</name><value>yes</value></mailet>
            """.formatted(SETTING);

    private static final String MARKING =
            "<mailet match=\"org.requiretls.james.matchers.TlsRequirementIs=required\" class=\"WithStorageDirective\">"
                    + "<keywords>$RequireTLS</keywords></mailet>";

    private static final String DELIVERED = """
            <mailet match="All" class="org.requiretls.james.mailets.DeliveryNotice"><action>delivered</action></mailet>
            <mailet match="All" class="Null"/>
            """;

    private static final String DELAYS = """
            <processor state="delays">
                <mailet match="All" class="org.requiretls.james.mailets.DeliveryNotice">
                    <action>delayed</action><passThrough>false</passThrough>
                </mailet>
            </processor>
            """;

    private static final String RELAYED = """
            <processor state="relayed">
                <mailet match="All" class="org.requiretls.james.mailets.DeliveryNotice">
                    <action>relayed</action><passThrough>false</passThrough>
                </mailet>
            </processor>
            """;

    /** Another way out, to a host that knows nothing of DSN. */
    private static final String WITHOUT_DSN = """
            <mailet match="HostIs=%s" class="org.requiretls.james.DaneRemoteDelivery">
                <outgoing>without-dsn</outgoing><gateway>%s</gateway><gatewayPort>%d</gatewayPort>
                <verifyServerIdentity>false</verifyServerIdentity><dnsServers>127.0.0.1:1</dnsServers>
                <bounceProcessor>bounces</bounceProcessor><relayedProcessor>relayed</relayedProcessor>
            </mailet>
            """;

    private static final String DSN_HANDLERS = Stream.of(
                    "DSNEhloHook", "DSNMailParameterHook", "DSNRcptParameterHook", "DSNMessageHook")
            .map(name -> "<handler class=\"org.apache.james.smtpserver.dsn." + name + "\"/>")
            .reduce("", String::concat);

    private final SmtpPeer far;
    private final SmtpPeer old;
    private final JamesProcess james;
    private final InetSocketAddress imap;
    private final InetSocketAddress imaps;
    private final InetSocketAddress pop3s;

    private ReceivingHouse(
            SmtpPeer far,
            SmtpPeer old,
            JamesProcess james,
            InetSocketAddress imap,
            InetSocketAddress imaps,
            InetSocketAddress pop3s) {
        this.far = far;
        this.old = old;
        this.james = james;
        this.imap = imap;
        this.imaps = imaps;
        this.pop3s = pop3s;
    }

    static ReceivingHouse open() throws IOException {
        JamesHome home = Laboratory.jamesFor(DOMAIN)
                .user(ALICE, Laboratory.PASSWORD)
                .user(BOB, Laboratory.PASSWORD)
                .user(LEGAL, Laboratory.PASSWORD)
                .createIn(Laboratory.newDirectory("receiving"));
        home.setIdentity(CertificateMaker.leaf("mx." + DOMAIN)
                .signedBy(CertificateMaker.intermediate("House intermediate")
                        .signedBy(CertificateMaker.root("House root").make())
                        .make())
                .make());
        home.install(Laboratory.release());
        SmtpPeer far = SmtpPeer.builder()
                .announcing("mx.far.test")
                .keywords("8BITMIME", "DSN")
                .onRecipient(LATE, Answer.reply("450 4.2.1 The mailbox is being moved"))
                .onRecipient(NOBODY, Answer.reply("550 5.1.1 Nobody here"))
                .start();
        SmtpPeer old = SmtpPeer.builder()
                .announcing("mx.old.test")
                .keywords("8BITMIME")
                .start();
        try {
            InetAddress address = home.endpoints().smtp().getAddress();
            InetSocketAddress imap = new InetSocketAddress(address, LoopbackPorts.freeOn(address));
            InetSocketAddress imaps = new InetSocketAddress(address, LoopbackPorts.freeOn(address));
            InetSocketAddress pop3s = home.endpoints().pop3();
            configureMailets(home, far, old);
            home.editXml("smtpserver.xml", ReceivingHouse::withDsn);
            home.write(
                    "imapserver.xml",
                    shipped("imapserver.xml")
                            .replace("0.0.0.0:143", hostAndPort(imap))
                            .replace("0.0.0.0:993", hostAndPort(imaps)));
            home.write("pop3server.xml", shipped("pop3server.xml").replace("0.0.0.0:995", hostAndPort(pop3s)));
            return new ReceivingHouse(far, old, JamesLauncher.of(home).start(), imap, imaps, pop3s);
        } catch (IOException | RuntimeException e) {
            far.close();
            old.close();
            throw e;
        }
    }

    private static void configureMailets(JamesHome home, SmtpPeer far, SmtpPeer old) {
        home.insertBeforeMailet("PostmasterAlias", RULES);
        home.setMailetParameter("LocalDelivery", "consume", "false");
        home.insertBeforeMailet("LocalDelivery", MARKING);
        home.showAttribute("org.requiretls.tls-requirement", "X-Lab-Tag");
        home.editXml(
                "mailetcontainer.xml", xml -> processor(xml, "local-delivery").withChild(DELIVERED));
        home.editXml(
                "mailetcontainer.xml",
                xml -> xml.element("mailetcontainer", "processors").withChild(DELAYS + RELAYED));
        home.setMailetParameter(DELIVERY, "gateway", far.address().getAddress().getHostAddress());
        home.setMailetParameter(DELIVERY, "gatewayPort", String.valueOf(far.port()));
        home.setMailetParameter(DELIVERY, "delayTime", "1 hour");
        home.setMailetParameter(DELIVERY, "maxRetries", "3");
        home.setMailetParameter(DELIVERY, "tlsRules", "nowhere.test may override=yes");
        home.setMailetParameter(DELIVERY, "delayedProcessor", "delays");
        home.setMailetParameter(DELIVERY, "delayNoticeAfter", "0 sec");
        home.insertBeforeMailet(
                DELIVERY,
                WITHOUT_DSN.formatted(
                        WITHOUT_DSN_DOMAIN, old.address().getAddress().getHostAddress(), old.port()));
    }

    private static XmlElement processor(XmlText xml, String state) {
        return xml.elements("mailetcontainer", "processors", "processor").stream()
                .filter(each -> each.attribute("state").filter(state::equals).isPresent())
                .findFirst()
                .orElseThrow();
    }

    private static XmlText withDsn(XmlText stock) {
        XmlText xml = stock;
        int listeners = stock.elements("smtpservers", "smtpserver").size();
        for (int i = 0; i < listeners; i++) {
            xml = xml.elements("smtpservers", "smtpserver")
                    .get(i)
                    .children("handlerchain")
                    .get(0)
                    .withChild(DSN_HANDLERS);
        }
        return xml;
    }

    /** A file as it comes in the release, with the password of the laboratory. */
    static String shipped(String name) throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(Laboratory.release());
                Stream<Path> files = Files.walk(zip.getPath("/"))) {
            Path file = files.filter(each -> each.endsWith("conf/" + name))
                    .findFirst()
                    .orElseThrow(() -> new IOException("No conf/" + name + " in the release"));
            return Files.readString(file).replace("CHANGE<", Laboratory.PASSWORD + "<");
        }
    }

    static String hostAndPort(InetSocketAddress endpoint) {
        return endpoint.getAddress().getHostAddress() + ":" + endpoint.getPort();
    }

    JamesHome home() {
        return james.home();
    }

    String log() throws IOException {
        return Files.readString(james.home().log());
    }

    /** What takes the mail for other domains. */
    SmtpPeer far() {
        return far;
    }

    InetSocketAddress imap() {
        return imap;
    }

    InetSocketAddress imaps() {
        return imaps;
    }

    InetSocketAddress pop3s() {
        return pop3s;
    }

    @Override
    public void close() {
        james.close();
        far.close();
        old.close();
    }
}
