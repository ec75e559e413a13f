package org.requiretls.james.lab.tryit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.requiretls.james.lab.client.RawSmtp;
import org.requiretls.james.lab.client.SmtpReply;
import org.requiretls.james.lab.tryit.Scene.Answer;
import org.requiretls.james.lab.tryit.Scene.Dialogue;
import org.requiretls.james.lab.tryit.Scene.Ending;
import org.requiretls.james.lab.tryit.Scene.Message;
import org.requiretls.james.lab.tryit.Scene.Tag;

/** The scenes, in the order in which they are told. */
public final class Scenarios {

    private static final String BOUNCED = "bounced";
    private static final String DELIVERED = "delivered";
    private static final String DEFERRED = "deferred";
    private static final String DEFERRED_THEN_DELIVERED = "deferred, then delivered";

    private Scenarios() {}

    public static List<Scene> all() {
        return List.of(
                new Message("tagged-delivered", Tag.REQUIRETLS, "good.test", new Ending(DELIVERED, "2.0.0")),
                new Message("tagged-in-lower-case", Tag.LOWER_CASE, "lower.test", new Ending(DELIVERED, "2.0.0")),
                new Message("tagged-starttls-stripped", Tag.REQUIRETLS, "stripped.test", new Ending(BOUNCED, "5.7.10")),
                new Message("tagged-keyword-missing", Tag.REQUIRETLS, "nokeyword.test", new Ending(BOUNCED, "5.7.30")),
                new Message("tagged-tlsa-mismatch", Tag.REQUIRETLS, "mismatch.test", new Ending(BOUNCED, "5.7.10")),
                new Message(
                        "untagged-tlsa-mismatch-mended",
                        Tag.NONE,
                        "mended.test",
                        new Ending(DEFERRED_THEN_DELIVERED, "4.7.5, 2.0.0")),
                new Message("tagged-unsigned-mx", Tag.REQUIRETLS, "unsigned.test", new Ending(BOUNCED, "5.7.10")),
                new Message("tagged-mta-sts-only", Tag.REQUIRETLS, Policies.DOMAIN, new Ending(DELIVERED, "2.0.0")),
                new Message("tagged-bogus-mx", Tag.REQUIRETLS, "bogus.test", new Ending(DEFERRED, "4.4.3")),
                new Message("untagged-bogus-mx", Tag.NONE, "bogus.test", new Ending(DEFERRED, "4.4.3")),
                new Message("optional-bogus-mx", Tag.NO, "bogus.test", new Ending(DEFERRED, "4.4.3")),
                new Message("untagged-unsigned-domain", Tag.NONE, "plain.test", new Ending(DELIVERED, "2.0.0")),
                new Message("optional-tlsa-mismatch", Tag.NO, "no.test", new Ending(DELIVERED, "2.0.0")),
                new Dialogue(
                        "clear-text-client",
                        Tag.REQUIRETLS,
                        Scenarios::askInClearText,
                        new Ending("refused", "530 5.7.10")),
                new Dialogue(
                        "injection-before-starttls",
                        Tag.REQUIRETLS,
                        Scenarios::injectBeforeStartTls,
                        new Ending("nothing queued", "-")));
    }

    private static Answer askInClearText(Theatre theatre) throws IOException {
        try (RawSmtp smtp = theatre.connectToSender()) {
            smtp.expect(250, "EHLO client.test");
            SmtpReply reply = smtp.command("MAIL FROM:<" + Theatre.SENDER + "> REQUIRETLS");
            SmtpReply next = smtp.command("RCPT TO:<bob@good.test>");
            String outcome = reply.positive() ? "accepted" : "refused";
            return new Answer(
                    outcome,
                    reply.code()
                            + reply.enhancedStatus().map(status -> " " + status).orElse(""),
                    next.positive() ? "a recipient was taken" : "nothing");
        }
    }

    /**
     * One packet with STARTTLS and a MAIL behind it, after a DATA that turned James's own detection off. A server that
     * keeps the octets behind STARTTLS takes the attacker's MAIL for one that the client said inside TLS.
     */
    private static Answer injectBeforeStartTls(Theatre theatre) throws IOException {
        try (RawSmtp smtp = theatre.connectToSender()) {
            smtp.expect(250, "EHLO client.test");
            smtp.command("DATA");
            smtp.send("STARTTLS\r\nMAIL FROM:<evil@a.test> REQUIRETLS\r\n".getBytes(StandardCharsets.US_ASCII));
            return afterInjection(smtp);
        }
    }

    private static Answer afterInjection(RawSmtp smtp) {
        try {
            SmtpReply startTls = smtp.readReply();
            if (!startTls.positive()) {
                return new Answer("nothing queued", "-", "STARTTLS answered " + startTls.code());
            }
            smtp.handshake();
            SmtpReply rcpt = smtp.command("RCPT TO:<bob@good.test>");
            return rcpt.positive()
                    ? new Answer("injected MAIL ran", String.valueOf(rcpt.code()), "a recipient was taken")
                    : new Answer("nothing queued", "-", "RCPT inside TLS answered " + rcpt.code());
        } catch (IOException closed) {
            return new Answer("nothing queued", "-", "the connection was closed");
        }
    }
}
