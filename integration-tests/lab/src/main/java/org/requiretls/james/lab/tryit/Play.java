package org.requiretls.james.lab.tryit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;
import org.requiretls.james.lab.client.MailboxMessage;
import org.requiretls.james.lab.client.RawSmtp;
import org.requiretls.james.lab.tryit.Scene.Answer;
import org.requiretls.james.lab.tryit.Scene.Dialogue;
import org.requiretls.james.lab.tryit.Scene.Message;

/** Plays one scene on a stage, and reports what it saw. */
public final class Play {

    /** Stands in every message body: what of it is found in a bounce has been given away. */
    private static final String BODY_MARKER = "the body nobody else should read";

    private static final Pattern STATUS_FIELD = Pattern.compile("(?m)^Status: *([0-9.]+)");
    private static final String NOT_APPLICABLE = "-";

    private final Theatre theatre;

    public Play(Theatre theatre) {
        this.theatre = theatre;
    }

    /** Plays the scene to its end, or until patience runs out. */
    public SceneResult play(Scene scene) throws IOException {
        if (scene instanceof Dialogue dialogue) {
            return play(dialogue);
        }
        Message message = (Message) scene;
        submit(message);
        return switch (message.ending().outcome()) {
            case "delivered" -> delivered(message);
            case "bounced" -> bounced(message);
            case "deferred" -> deferred(message);
            case "deferred, then delivered" -> deferredThenDelivered(message);
            default -> throw new IllegalArgumentException("No way to observe " + message.ending());
        };
    }

    private SceneResult play(Dialogue dialogue) throws IOException {
        Answer answer = dialogue.act().play(theatre);
        return result(dialogue, answer.outcome(), answer.status(), "mx.a.test", Optional.empty(), answer.received());
    }

    private void submit(Message message) throws IOException {
        try (RawSmtp smtp = theatre.connectToSender()) {
            smtp.expect(250, "EHLO client.test");
            smtp.startTls();
            smtp.expect(250, "EHLO client.test");
            smtp.expect(
                    250, "MAIL FROM:<" + Theatre.SENDER + ">" + message.tag().mailParameter());
            smtp.expect(250, "RCPT TO:<bob@" + message.domain() + ">");
            smtp.data("From: " + Theatre.SENDER + "\r\nTo: bob@" + message.domain() + "\r\nSubject: " + message.name()
                    + "\r\n" + message.tag().headerField() + "\r\n" + BODY_MARKER + "\r\n");
        }
    }

    private SceneResult delivered(Message message) {
        Optional<MailboxMessage> received = awaitMail(() -> mailboxOfBob(message), isAbout(message));
        Optional<HopLine> attempt =
                lastAttempt(message, line -> line.get("outcome").equals("delivered"));
        return result(
                message,
                received.isPresent() && attempt.isPresent() ? "delivered" : "not delivered",
                statusOf(attempt),
                hostOf(attempt),
                attempt,
                received.map(Play::description).orElse("nothing"));
    }

    private SceneResult bounced(Message message) {
        Optional<MailboxMessage> bounce = awaitMail(this::mailboxOfAlice, isAbout(message));
        Optional<HopLine> attempt = lastAttempt(message, line -> true);
        return result(
                message,
                bounce.map(Play::kindOfBounce).orElse("no bounce"),
                bounce.flatMap(Play::statusIn).orElse(NOT_APPLICABLE),
                hostOf(attempt),
                attempt,
                atFarSide(message));
    }

    private static String kindOfBounce(MailboxMessage bounce) {
        return bounce.text().contains(BODY_MARKER) ? "bounced with the body" : "bounced";
    }

    private SceneResult deferred(Message message) {
        Optional<HopLine> attempt =
                awaitAttempt(message, line -> line.get("outcome").equals("skipped"));
        boolean told = read(this::mailboxOfAlice).stream().anyMatch(isAbout(message));
        return result(
                message,
                attempt.isEmpty() ? "no attempt" : told ? "bounced" : "deferred",
                statusOf(attempt),
                hostOf(attempt),
                attempt,
                atFarSide(message));
    }

    private SceneResult deferredThenDelivered(Message message) {
        Optional<HopLine> before =
                awaitAttempt(message, line -> line.get("outcome").equals("skipped"));
        theatre.mend(message.domain());
        SceneResult after = delivered(message);
        return result(
                message,
                before.isPresent() ? "deferred, then " + after.outcome() : after.outcome(),
                statusOf(before) + ", " + after.status(),
                after.host(),
                lastAttempt(message, line -> line.get("outcome").equals("delivered")),
                after.received());
    }

    private Predicate<MailboxMessage> isAbout(Message message) {
        return mail -> mail.text().contains("Subject: " + message.name() + "\r\n");
    }

    private List<MailboxMessage> mailboxOfBob(Message message) {
        return theatre.isReceivedByJames(message.domain())
                ? readMailbox(() -> theatre.mailboxOfBob(message.domain()).read())
                : List.of();
    }

    private List<MailboxMessage> mailboxOfAlice() {
        return readMailbox(() -> theatre.senderMailbox().read());
    }

    /** What the far side got of this message. */
    private String atFarSide(Message message) {
        if (theatre.isReceivedByJames(message.domain())) {
            return read(() -> mailboxOfBob(message)).stream()
                    .filter(isAbout(message))
                    .findFirst()
                    .map(Play::description)
                    .orElse("nothing");
        }
        return theatre.peerOf(message.domain()).messages().isEmpty() ? "nothing" : "the message";
    }

    private static String description(MailboxMessage message) {
        return "message, tag " + message.header(Theatre.TAG_HEADER).orElse("none")
                + (message.header("TLS-Required").isPresent() ? ", TLS-Required: No" : "");
    }

    private static Optional<String> statusIn(MailboxMessage bounce) {
        Matcher matcher = STATUS_FIELD.matcher(bounce.text().replace("\r", ""));
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private Optional<MailboxMessage> awaitMail(
            Supplier<List<MailboxMessage>> mailbox, Predicate<MailboxMessage> wanted) {
        return awaitFirst(() -> mailbox.get().stream().filter(wanted).findFirst());
    }

    private Optional<HopLine> awaitAttempt(Message message, Predicate<HopLine> wanted) {
        return awaitFirst(() -> lastAttempt(message, wanted));
    }

    private static <T> Optional<T> awaitFirst(Supplier<Optional<T>> source) {
        try {
            return await().atMost(Theatre.patience()).until(source::get, Optional::isPresent);
        } catch (ConditionTimeoutException e) {
            return Optional.empty();
        }
    }

    /** Scenes share a domain only if their tags differ. */
    private Optional<HopLine> lastAttempt(Message message, Predicate<HopLine> wanted) {
        String tag = switch (message.tag()) {
            case NONE -> "none";
            case NO -> "no";
            case REQUIRETLS, LOWER_CASE -> "requiretls";
        };
        return theatre.attemptsAt(message.domain()).stream()
                .filter(line -> line.get("tag").equals(tag))
                .filter(wanted)
                .reduce((first, second) -> second);
    }

    private static List<MailboxMessage> read(Supplier<List<MailboxMessage>> mailbox) {
        return mailbox.get();
    }

    private static String statusOf(Optional<HopLine> attempt) {
        return attempt.map(line -> line.get("status")).orElse(NOT_APPLICABLE);
    }

    private static String hostOf(Optional<HopLine> attempt) {
        return attempt.map(line -> line.get("host")).orElse(NOT_APPLICABLE);
    }

    private static SceneResult result(
            Scene scene, String outcome, String status, String host, Optional<HopLine> attempt, String received) {
        boolean asExpected = outcome.equals(scene.ending().outcome())
                && status.equals(scene.ending().status());
        return new SceneResult(
                scene.name(),
                tagOf(scene),
                outcome,
                status,
                host,
                value(attempt, "mx"),
                value(attempt, "tlsa"),
                value(attempt, "sts"),
                value(attempt, "auth"),
                value(attempt, "tls"),
                value(attempt, "keyword"),
                received,
                scene.ending().toString(),
                asExpected);
    }

    private static String tagOf(Scene scene) {
        return scene instanceof Message message
                ? message.tag().toString()
                : ((Dialogue) scene).tag().toString();
    }

    private static String value(Optional<HopLine> attempt, String key) {
        return attempt.map(line -> line.get(key)).orElse(NOT_APPLICABLE);
    }

    @FunctionalInterface
    private interface MailboxReading {
        List<MailboxMessage> read() throws IOException;
    }

    private static List<MailboxMessage> readMailbox(MailboxReading mailbox) {
        try {
            return mailbox.read();
        } catch (IOException e) {
            throw new UncheckedIOException("A mailbox can't be read", e);
        }
    }
}
