package org.requiretls.james.integration;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;
import org.requiretls.james.lab.client.RawSmtp;
import org.requiretls.james.lab.dns.LabDns;
import org.requiretls.james.lab.james.JamesEndpoints;
import org.requiretls.james.lab.james.JamesHome;
import org.requiretls.james.lab.james.JamesHomeBuilder;
import org.requiretls.james.lab.james.JamesLauncher;
import org.requiretls.james.lab.james.JamesProcess;
import org.requiretls.james.lab.james.LoopbackPorts;
import org.requiretls.james.lab.james.WebAdmin;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.pki.TlsaData;
import org.requiretls.james.lab.smtp.ReceivedMessage;
import org.requiretls.james.lab.smtp.SmtpPeer;

/** A James with all steps in its configuration, and a far side that sees what comes out. */
final class CarryLab implements AutoCloseable {

    private static final String REPOSITORY_PATH = "var/mail/carry";

    static final String REPOSITORY = "memory://" + REPOSITORY_PATH;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DELIVERY = "org.requiretls.james.DaneRemoteDelivery";

    /** A list with two members, one of them where REQUIRETLS is unknown; failures go to its owner. */
    private static final String LIST = "<mailet match=\"RecipientIs=list@a.test\" class=\"Resend\">"
            + "<recipients>list@far.test,list@nokeyword.test</recipients>"
            + "<reversePath>owner@sender.test</reversePath><fakeDomainCheck>false</fakeDomainCheck></mailet>\n";

    /** Whatever is forwarded to the secretary is protected, unless its sender asked for the opposite. */
    private static final String SECRETARY = """
            <matcher name="to-the-secretary" match="org.apache.james.mailetcontainer.impl.matchers.And">
                <matcher match="RecipientIs=secretary@far.test"/>
                <matcher match="org.requiretls.james.matchers.TlsRequirementIs=none"/>
            </matcher>
            <mailet match="to-the-secretary" class="org.requiretls.james.mailets.SetTlsRequirement">
                <tag>required</tag>
            </mailet>
            """;

    /** Only this server and those whom it gives mail to know it. */
    static final String SECRET = "4f1b7c9d20ce";

    static final String SIDE_CHANNEL_FIELD = "X-Came-With-Requiretls";

    /** A way out of SMTP and back, as mailets.md describes it. */
    private static final String SIDE_CHANNEL = """
            <mailet match="HasHeader=%1$s=%2$s" class="org.requiretls.james.mailets.SetTlsRequirement">
                <tag>required</tag>
            </mailet>
            <mailet match="HasHeader=%1$s" class="RemoveMimeHeader"><name>%1$s</name></mailet>
            <matcher name="tagged-for-the-channel" match="org.apache.james.mailetcontainer.impl.matchers.And">
                <matcher match="RecipientIs=channel@a.test"/>
                <matcher match="org.requiretls.james.matchers.TlsRequirementIs=required"/>
            </matcher>
            <mailet match="tagged-for-the-channel" class="SetMimeHeader"><name>%1$s</name><value>%2$s</value></mailet>
            <mailet match="RecipientIs=channel@a.test" class="org.requiretls.james.mailets.EndOfPromise">
                <required>letGo</required>
            </mailet>
            <mailet match="RecipientIs=channel@a.test" class="SerialiseToHTTP">
                <url>%3$s</url><passThrough>false</passThrough>
            </mailet>
            """;

    private static final String LMTP = """
            <lmtpservers>
                <lmtpserver enabled="true">
                    <jmxName>lmtpserver</jmxName>
                    <bind>%s</bind>
                    <tls socketTLS="true" startTLS="false">
                        <keystore>file://conf/keystore</keystore>
                        <keystoreType>PKCS12</keystoreType>
                        <secret>%s</secret>
                    </tls>
                    <helloName autodetect="false">mx.a.test</helloName>
                    <handlerchain coreHandlersPackage="org.apache.james.lmtpserver.MailetContainerCmdHandlerLoader">
                        <handler class="org.requiretls.james.smtp.RequireTlsHandlers"/>
                    </handlerchain>
                </lmtpserver>
            </lmtpservers>
            """;

    /** Has an alias, and forwards to the far side. */
    private static final String ALIASED = "aliased@a.test";

    private static final String POSTMASTER = "postmaster@a.test";

    private static final Map<String, String> SCRIPTS = Map.of(
            "sieveredirect", "redirect \"sieveredirect@far.test\";",
            "sievereject", "require [\"reject\"]; reject \"I do not want it\";",
            "sievevacation",
                    "require [\"vacation\"]; vacation :days 1 :addresses [\"sievevacation@a.test\"] \"I am away\";");

    private final LabDns dns;
    private final SmtpPeer far;
    private final SmtpPeer withoutKeyword;
    private final WebReceiver sideChannel;
    private final InetSocketAddress lmtp;
    private final JamesProcess james;

    private CarryLab(
            LabDns dns,
            SmtpPeer far,
            SmtpPeer withoutKeyword,
            WebReceiver sideChannel,
            InetSocketAddress lmtp,
            JamesProcess james) {
        this.dns = dns;
        this.far = far;
        this.withoutKeyword = withoutKeyword;
        this.sideChannel = sideChannel;
        this.lmtp = lmtp;
        this.james = james;
    }

    /** @param afterInstallation changes mailetcontainer.xml once the installer is done with it */
    static CarryLab open(String name, List<CarryStep> steps, UnaryOperator<String> afterInstallation)
            throws IOException {
        InetAddress own = LoopbackPorts.loopback(2);
        InetAddress farAddress = LoopbackPorts.loopback(4);
        InetAddress otherAddress = LoopbackPorts.loopback(5);
        int port = LoopbackPorts.freeOn(own, farAddress, otherAddress);
        Identity identity = CertificateMaker.leaf("mx.far.test").selfSigned().make();
        LabDns dns = LabDns.start();
        String tlsa = TlsaData.zoneText(identity.certificate(), 3, 1, 1);
        Map.of("far.test", farAddress, "sender.test", farAddress, "nokeyword.test", otherAddress)
                .forEach((domain, address) -> dns.publish(dns.zone(domain)
                        .signed()
                        .mx(10, "mx." + domain)
                        .address("mx." + domain, address.getHostAddress())
                        .tlsa("mx." + domain, port, tlsa)));
        SmtpPeer far = SmtpPeer.builder()
                .listen(farAddress, port)
                .announcing("mx.far.test")
                .tls(identity.sslContext())
                .requireTlsOffered()
                .start();
        SmtpPeer withoutKeyword = SmtpPeer.builder()
                .listen(otherAddress, port)
                .announcing("mx.nokeyword.test")
                .tls(identity.sslContext())
                .start();
        WebReceiver sideChannel = WebReceiver.start();
        InetSocketAddress lmtp = new InetSocketAddress(own, LoopbackPorts.freeOn(own));
        JamesHome home = home(name, own, port, steps);
        home.insertBeforeMailet(
                "PostmasterAlias", SIDE_CHANNEL.formatted(SIDE_CHANNEL_FIELD, SECRET, sideChannel.url()));
        home.write("lmtpserver.xml", LMTP.formatted(own.getHostAddress() + ":" + lmtp.getPort(), Laboratory.PASSWORD));
        home.install(Laboratory.release());
        home.insertBeforeMailet("PostmasterAlias", SECRETARY);
        home.setMailetParameter(
                DELIVERY, "dnsServers", "127.0.0.1:" + dns.address().getPort());
        home.setMailetParameter(
                DELIVERY,
                "trustAnchors",
                dns.trustAnchorFile(home.directory().resolve("root.anchors"))
                        .toAbsolutePath()
                        .toString());
        home.setMailetParameter(DELIVERY, "smtpPort", String.valueOf(port));
        home.write("mailetcontainer.xml", afterInstallation.apply(home.read("mailetcontainer.xml")));
        CarryLab lab = new CarryLab(
                dns,
                far,
                withoutKeyword,
                sideChannel,
                lmtp,
                JamesLauncher.of(home).start());
        lab.map();
        return lab;
    }

    private static JamesHome home(String name, InetAddress own, int port, List<CarryStep> steps) throws IOException {
        JamesHomeBuilder builder = Laboratory.jamesFor("a.test").endpoints(JamesEndpoints.withSmtpPort(own, port));
        for (CarryStep step : steps) {
            if (step.recipient().endsWith("@a.test") && !isMapped(step)) {
                builder.user(step.recipient(), Laboratory.PASSWORD);
            }
        }
        JamesHome home = builder.user(ALIASED, Laboratory.PASSWORD)
                .user(POSTMASTER, Laboratory.PASSWORD)
                .user("list@a.test", Laboratory.PASSWORD)
                .user("boss@a.test", Laboratory.PASSWORD)
                .user("channel@a.test", Laboratory.PASSWORD)
                .createIn(Laboratory.newDirectory(name));
        home.insertBeforeMailet(
                "PostmasterAlias", LIST + steps.stream().map(CarryStep::config).collect(Collectors.joining()));
        for (Map.Entry<String, String> script : SCRIPTS.entrySet()) {
            Path folder =
                    Files.createDirectories(home.directory().resolve("sieve").resolve(script.getKey() + "@a.test"));
            Files.writeString(folder.resolve("script"), script.getValue());
            Files.writeString(folder.resolve(".active"), "script");
        }
        return home;
    }

    private static boolean isMapped(CarryStep step) {
        return List.of("alias", "group", "regex").contains(step.name())
                || step.name().startsWith("rrterror");
    }

    /** What an administrator sets over WebAdmin. */
    private void map() throws IOException {
        WebAdmin admin = james.webAdmin();
        done(admin.put("/address/aliases/" + ALIASED + "/sources/alias@a.test", ""));
        done(admin.put("/address/forwards/" + ALIASED + "/targets/alias@far.test", ""));
        done(admin.put("/address/forwards/" + POSTMASTER + "/targets/notifypostmaster@far.test", ""));
        done(admin.put("/address/forwards/boss@a.test/targets/secretary@far.test", ""));
        done(admin.put("/address/groups/group@a.test/group@far.test", ""));
        done(admin.put("/address/forwards/rrtforward@a.test/targets/rrtforward@far.test", ""));
        done(admin.post("/mappings/regex/regex@a.test/targets/" + encoded("(.*)@a.test:${1}@far.test")));
        // Longer than the limit of recipientrewritetable.xml allows.
        for (int i = 0; i < 12; i++) {
            done(admin.post("/mappings/address/rrterror" + i + "@a.test/targets/rrterror" + (i + 1) + "@a.test"));
        }
        done(admin.put("/quota/users/overquota@a.test/size", "1"));
        done(admin.post(
                "/vacation/vacation@a.test", "{\"enabled\":true,\"subject\":\"away\",\"textBody\":\"I am away\"}"));
    }

    private static void done(HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(answer + ": " + answer.body());
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Sends the mail of a step with REQUIRETLS, as another server does. */
    void send(CarryStep step) throws IOException {
        if (step.name().equals("lmtp")) {
            sendByLmtp(step);
            return;
        }
        send(
                step.sender() + "> REQUIRETLS",
                step.message(),
                step.name().equals("split")
                        ? List.of(step.recipient(), "therest@far.test")
                        : List.of(step.recipient()));
    }

    /** @param sender with what follows it in MAIL, the angle bracket between them, as {@code a@b.test> REQUIRETLS} */
    void send(String sender, String message, List<String> recipients) throws IOException {
        try (RawSmtp smtp = RawSmtp.connect(james.home().endpoints().smtp())) {
            smtp.expect(250, "EHLO client.test");
            smtp.startTls();
            smtp.expect(250, "EHLO client.test");
            smtp.expect(250, "MAIL FROM:<" + sender);
            for (String recipient : recipients) {
                smtp.expect(250, "RCPT TO:<" + recipient + ">");
            }
            smtp.data(message);
        }
    }

    /** As a server does that has received it: LMTP is a hop like SMTP (RFC 8689 section 4.2.1). */
    private void sendByLmtp(CarryStep step) throws IOException {
        try (RawSmtp client = RawSmtp.connectImplicitTls(lmtp)) {
            client.expect(250, "LHLO client.test");
            client.expect(250, "MAIL FROM:<" + step.sender() + "> REQUIRETLS");
            client.expect(250, "RCPT TO:<" + step.recipient() + ">");
            client.data(step.message());
        }
    }

    /** A message that went out by the side channel; empty when none came while patience lasted. */
    Optional<String> outsideSmtp(String marker) {
        try {
            return await().atMost(PATIENCE)
                    .until(
                            () -> sideChannel.messages().stream()
                                    .filter(message -> message.contains(marker))
                                    .findFirst(),
                            Optional::isPresent);
        } catch (ConditionTimeoutException e) {
            return Optional.empty();
        }
    }

    /** Has what was stored in the repository processed again, once it is there. */
    void reprocess() throws IOException {
        WebAdmin admin = james.webAdmin();
        String repository = "/mailRepositories/" + encoded(REPOSITORY_PATH) + "/mails";
        await().atMost(PATIENCE)
                .until(() -> admin.get(repository), answer -> answer.body().contains("Mail"));
        done(admin.patch(repository + "?action=reprocess&processor=relay&queue=spool"));
    }

    /** What came to a recipient at the far side; empty when nothing came while patience lasted. */
    Optional<ReceivedMessage> received(String recipient) {
        return received(far, message -> message.recipientAddresses().contains(recipient));
    }

    /** What came from a sender there. */
    Optional<ReceivedMessage> receivedFrom(String sender) {
        return received(far, message -> message.reversePath().address().equals(sender));
    }

    /** The same, at the server that has TLS and does not know REQUIRETLS. */
    Optional<ReceivedMessage> receivedWithoutKeyword(String recipient) {
        return received(withoutKeyword, message -> message.recipientAddresses().contains(recipient));
    }

    List<ReceivedMessage> allReceivedWithoutKeyword() {
        return withoutKeyword.messages();
    }

    private static Optional<ReceivedMessage> received(SmtpPeer peer, Predicate<ReceivedMessage> wanted) {
        try {
            return await().atMost(PATIENCE).until(() -> find(peer, wanted), Optional::isPresent);
        } catch (ConditionTimeoutException e) {
            return Optional.empty();
        }
    }

    private static Optional<ReceivedMessage> find(SmtpPeer peer, Predicate<ReceivedMessage> wanted) {
        return peer.messages().stream().filter(wanted).findFirst();
    }

    String log() throws IOException {
        return Files.readString(james.home().log());
    }

    @Override
    public void close() {
        james.close();
        far.close();
        withoutKeyword.close();
        sideChannel.close();
        dns.close();
    }
}
