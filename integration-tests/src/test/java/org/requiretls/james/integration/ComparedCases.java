package org.requiretls.james.integration;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;
import org.requiretls.james.lab.smtp.Stage;

/** What is compared, and where the two may differ. */
final class ComparedCases {

    /** Of all hosts that speak TLS; the stock mailet trusts it by the trust store of its JVM. */
    static final Identity IDENTITY =
            CertificateMaker.leaf("mx1.starttls.test").selfSigned().make();

    /** Holds everywhere: the peer may refuse what is too big before it has come (RFC 1870). */
    static final String SIZE_ROW = "the size of a message, host with SIZE";

    private static final UnaryOperator<SmtpPeerBuilder> ORDINARY = UnaryOperator.identity();
    private static final Answer NOBODY = Answer.reply("550 5.1.1 nobody of that name");

    private static final String EIGHT_BIT = """
            MIME-Version: 1.0
            Date: Thu, 26 Nov 2026 01:00:00 +0000
            Subject: eight bits
            Message-ID: <8@sender.test>
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            Grüße = greetings
            """;

    private static final String PARTS = """
            MIME-Version: 1.0
            Date: Thu, 26 Nov 2026 01:00:00 +0000
            Subject: parts
            Message-ID: <9@sender.test>
            Content-Type: multipart/mixed; boundary=b
            Content-Transfer-Encoding: 8bit

            --b
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            Grüße
            --b--
            """;

    /** More than RFC 5322 section 2.1.1 allows. */
    private static final String LONG_LINES =
            ComparedCase.HEADER + "X-Long: %1$s\n\n%1$s\n".formatted("long ".repeat(400));

    private static final String DOTS = ComparedCase.HEADER + """

            .
            ..
            .first
            %s
            after a blank line and a long one

            .

            """.formatted("x".repeat(998));

    private static final Difference HEADER_IN_ITS_ORDER = Difference.headerInOrder(
            "a host without 8BITMIME",
            "a conversion is no reason to reorder the header",
            List.of(
                    "MIME-Version",
                    "Date",
                    "Subject",
                    "Message-ID",
                    "Content-Type",
                    "Content-Transfer-Encoding",
                    "X-MIME-Autoconverted"));

    private ComparedCases() {}

    static List<ComparedCase> all() {
        return Stream.of(ordinary(), gateways(), nextHostsAndAttempts(), refusals(), someRecipients(), notifications())
                .flatMap(List::stream)
                .toList();
    }

    private static List<ComparedCase> ordinary() {
        return List.of(
                new ComparedCase("plain"),
                new ComparedCase("several").to("bob", "carol", "dave@other"),
                new ComparedCase("heloname").with("heloName", "helo.sender.test"),
                new ComparedCase("bind").with("bind", "127.0.0.9"),
                new ComparedCase("quoted").to("Bob", "\"john doe\"", "o'neill+tag"),
                new ComparedCase("dots").content(DOTS),
                new ComparedCase("nullsender").from("<>"),
                new ComparedCase("starttls").with("startTLS", "true").host(peer -> peer.tls(IDENTITY.sslContext())),
                new ComparedCase("eightbit")
                        .content(EIGHT_BIT)
                        .differs(Difference.replacing(
                                "8-bit content, host with 8BITMIME",
                                "RFC 6152 section 3 wants it announced",
                                "@sender.test> \\[",
                                "@sender.test> BODY=8BITMIME [")),
                new ComparedCase("sevenbit")
                        .content(EIGHT_BIT)
                        .host(peer -> peer.keywords("PIPELINING", "DSN"))
                        .differs(HEADER_IN_ITS_ORDER),
                new ComparedCase("sevenbitparts")
                        .content(PARTS)
                        .host(peer -> peer.keywords("PIPELINING", "DSN"))
                        .differs(new Difference(
                                "a multipart whose encoding is given as `8bit`, host without 8BITMIME",
                                "RFC 2045 section 6.4: a multipart cannot be encoded, its parts can",
                                ComparedCases::withEncodedParts)),
                new ComparedCase("longlines").content(LONG_LINES),
                new ComparedCase("helo").host(peer -> peer.on(Stage.EHLO, Answer.reply("502 5.5.1 what?"))),
                new ComparedCase("nokeywords").to("bob", "carol").host(SmtpPeerBuilder::keywords),
                new ComparedCase("priority")
                        .with("usePriority", "true")
                        .host(peer -> peer.on(Stage.MAIL, once("451 4.3.0 later")))
                        .differs(recipientsWithMail("priority")));
    }

    private static List<ComparedCase> gateways() {
        return List.of(
                new ComparedCase("gateway").with("gateway", "${first}:${port}").to("bob", "carol", "dave@other"),
                new ComparedCase("gatewayport").with("gateway", "${first}").with("gatewayPort", "${port}"),
                new ComparedCase("gatewaylogin")
                        .with("gateway", "${first}:${port}")
                        .with("gatewayUsername", "user")
                        .with("gatewayPassword", "secret")
                        .oursWith("gatewayCredentials", "clear")
                        .host(peer -> peer.keywords("AUTH PLAIN", "8BITMIME")
                                .on(Stage.UNKNOWN, Answer.reply("235 2.7.0 welcome")))
                        .differs(Difference.replacing(
                                "AUTH PLAIN",
                                "who logs in acts for itself, which RFC 4616 section 2 says without a second name",
                                Pattern.quote(base64("user\0user\0secret")),
                                base64("\0user\0secret"))),
                new ComparedCase("gatewayorder")
                        .with("gateway", "${first}:${port}, ${second}:${port}")
                        .with("loadBalancing", "false")
                        .host(ORDINARY)
                        .host(ORDINARY),
                new ComparedCase("gatewaydown")
                        .with("gateway", "${first}:${port},${second}:${port}")
                        .with("loadBalancing", "false")
                        .hostThatIsDown()
                        .host(ORDINARY));
    }

    private static List<ComparedCase> nextHostsAndAttempts() {
        return List.of(
                new ComparedCase("nexthost").hostThatIsDown().host(ORDINARY),
                new ComparedCase("resetting")
                        .host(peer -> peer.on(Stage.GREETING, Answer.reset()))
                        .host(ORDINARY),
                new ComparedCase("timeout")
                        .with("timeout", "1000")
                        .host(peer -> peer.on(Stage.GREETING, Answer.hang()))
                        .host(ORDINARY),
                // With the time-outs that they have by themselves, the last attempt would end after minutes.
                new ComparedCase("connectiontimeout")
                        .with("connectiontimeout", "500")
                        .with("delayTime", "200 msec")
                        .with("maxRetries", "3")
                        .hostThatIsSilent(),
                new ComparedCase("busygreeting")
                        .host(peer -> peer.on(Stage.GREETING, Answer.reply("554 5.3.2 not today")))
                        .host(ORDINARY)
                        .differs(new Difference(
                                "a protocol error of one host",
                                "RFC 5321 section 5.1: that one host takes no mail says nothing of the others",
                                lines -> ordinaryDelivery("busygreeting"))),
                new ComparedCase("busymail")
                        .host(peer -> peer.on(Stage.MAIL, once("421 4.3.2 not now")))
                        .host(ORDINARY),
                new ComparedCase("later")
                        .host(peer -> peer.on(
                                Stage.MAIL,
                                Answer.inTurn(
                                        Answer.reply("451 4.3.0 later"),
                                        Answer.reply("451 4.3.0 later"),
                                        Answer.normal())))
                        .differs(recipientsWithMail("later")),
                new ComparedCase("laterend").host(peer -> peer.on(Stage.END_OF_DATA, once("452 4.3.1 full"))),
                new ComparedCase("lost")
                        .host(peer -> peer.on(Stage.END_OF_DATA, Answer.inTurn(Answer.close(), Answer.normal()))),
                new ComparedCase("giveup")
                        .with("delayTime", "2*200 msec")
                        .with("maxRetries", "2")
                        .host(peer -> peer.on(Stage.RCPT, Answer.reply("450 4.2.1 later"))),
                new ComparedCase("oneretry")
                        .with("delayTime", "200 msec")
                        .with("maxRetries", "1")
                        .host(peer -> peer.on(Stage.END_OF_DATA, Answer.reply("451 4.3.0 later"))));
    }

    private static List<ComparedCase> refusals() {
        return List.of(
                new ComparedCase("refusedmail")
                        .host(peer -> peer.on(Stage.MAIL, Answer.reply("550 5.7.1 not from you")))
                        .differs(recipientsWithMail("refusedmail")),
                new ComparedCase("refusedrcpt").host(peer -> peer.on(Stage.RCPT, NOBODY)),
                new ComparedCase("refuseddata").host(peer -> peer.on(Stage.DATA, Answer.reply("554 5.7.1 no"))),
                new ComparedCase("refusedend").host(peer -> peer.on(Stage.END_OF_DATA, Answer.reply("554 5.6.0 no"))),
                new ComparedCase("tosender").without("bounceProcessor").host(peer -> peer.on(Stage.RCPT, NOBODY)),
                new ComparedCase("refusednull").from("<>").inSilence().host(peer -> peer.on(Stage.RCPT, NOBODY)),
                new ComparedCase("toobig")
                        .content(ComparedCase.HEADER + "\n" + "0123456789\n".repeat(300))
                        .host(peer -> peer.keywords("SIZE 1000", "8BITMIME")
                                .on(Stage.END_OF_DATA, Answer.reply("552 5.3.4 too big")))
                        .differs(tooBig("arrived"))
                        .differs(tooBig("content"))
                        .differs(tooBig("envelope")),
                new ComparedCase("nodomain").ofNoDomain());
    }

    private static List<ComparedCase> someRecipients() {
        return List.of(
                partial("partial").with("sendpartial", "true"),
                partial("whole").with("sendpartial", "false"),
                partial("partialunset")
                        .differs(new Difference(
                                "without `sendpartial`",
                                "RFC 5321 section 3.3: who is accepted gets the message, whoever else is refused",
                                ComparedCases::toTheAcceptedAtOnce)));
    }

    /** RFC 3461. */
    private static List<ComparedCase> notifications() {
        return List.of(
                new ComparedCase("dsn")
                        .from("<dsn@sender.test> RET=HDRS ENVID=abc+2B1")
                        .to("bob NOTIFY=SUCCESS,DELAY"),
                new ComparedCase("dsnsplit")
                        .from("<dsnsplit@sender.test> RET=FULL")
                        .to("bob NOTIFY=SUCCESS ORCPT=rfc822;bob@list.test", "carol NOTIFY=NEVER")
                        .differs(Difference.replacing(
                                "ORCPT",
                                "RFC 3461 section 5.2.1 has a relay hand it on",
                                "NOTIFY=SUCCESS",
                                "NOTIFY=SUCCESS ORCPT=rfc822;bob@list.test"))
                        .differs(new Difference(
                                "NOTIFY that differs between recipients",
                                "one transaction is either done or not",
                                ComparedCases::inOneTransaction)),
                new ComparedCase("nodsn")
                        .from("<nodsn@sender.test> RET=HDRS ENVID=abc")
                        .to("bob NOTIFY=NEVER")
                        .host(peer -> peer.keywords("PIPELINING", "8BITMIME")));
    }

    private static ComparedCase partial(String name) {
        return new ComparedCase(name)
                .to("bob", "carol", "dave")
                .host(peer -> peer.onRecipient("carol@" + name + ".test", NOBODY)
                        .onRecipient("dave@" + name + ".test", once("451 4.2.1 later")));
    }

    private static Answer once(String reply) {
        return Answer.inTurn(Answer.reply(reply), Answer.normal());
    }

    private static List<String> withEncodedParts(List<String> lines) {
        String encoded = PARTS.replace("\n", "\r\n")
                .replaceFirst("Encoding: 8bit", "Encoding: 7bit")
                .replaceFirst(
                        "Encoding: 8bit",
                        "Encoding: quoted-printable\r\n"
                                + "X-MIME-Autoconverted: from 8bit to quoted-printable by Apache JAMES")
                .replace("Grüße", "Gr=C3=BC=C3=9Fe");
        return lines.stream()
                .map(line -> line.startsWith("content: ") ? "content: " + encoded : line)
                .toList();
    }

    private static Difference recipientsWithMail(String name) {
        return Difference.replacing(
                "PIPELINING",
                "RFC 2920: RCPT is on its way when MAIL is refused",
                "(envelope: .*) \\[]",
                "$1 [TO:<bob@" + name + ".test>]");
    }

    private static Difference tooBig(String line) {
        return Difference.without(
                "a message bigger than the host's SIZE",
                "RFC 1870 section 6.1: the host has said that it will refuse it",
                line);
    }

    /** What is to be seen of an ordinary message to bob. */
    private static List<String> ordinaryDelivery(String name) {
        return List.of(
                "arrived, ACCEPTED, for [bob@" + name + ".test]",
                "client: 127.0.0.1",
                "content: " + ComparedCase.PLAIN.replace("\n", "\r\n"),
                "envelope: MAIL FROM:<" + name + "@sender.test> [TO:<bob@" + name + ".test>]",
                "greeting: EHLO near.test",
                "told: bob@" + name + ".test, " + ComparedCase.TOLD_SENT);
    }

    /** Two recipients in a transaction each become two in one. */
    private static List<String> inOneTransaction(List<String> lines) {
        List<String> envelopes =
                lines.stream().filter(line -> line.startsWith("envelope")).toList();
        List<String> together = new ArrayList<>(lines);
        together.removeAll(envelopes);
        together.add(envelopes.get(0).replace("]", ", ") + envelopes.get(1).replaceFirst(".*\\[", ""));
        together.remove("arrived, ACCEPTED, for [carol@dsnsplit.test]");
        together.replaceAll(line -> line.replace("[bob@dsnsplit.test]", "[bob@dsnsplit.test, carol@dsnsplit.test]"));
        lines.stream().filter(line -> line.startsWith("content")).findFirst().ifPresent(together::remove);
        return together.stream().sorted().toList();
    }

    /** What bob and dave get together at the second attempt, they get when each of them is accepted. */
    private static List<String> toTheAcceptedAtOnce(List<String> lines) {
        String bob = "bob@partialunset.test";
        String dave = "dave@partialunset.test";
        List<String> apart = new ArrayList<>(lines);
        apart.replaceAll(line -> line.replace("[TO:<%s>, TO:<%s>]".formatted(bob, dave), "[TO:<%s>]".formatted(dave)));
        apart.remove("arrived, ACCEPTED, for [%s, %s]".formatted(bob, dave));
        apart.add("arrived, ACCEPTED, for [%s]".formatted(bob));
        apart.add("arrived, ACCEPTED, for [%s]".formatted(dave));
        lines.stream().filter(line -> line.startsWith("content")).findFirst().ifPresent(apart::add);
        return apart.stream().sorted().toList();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
