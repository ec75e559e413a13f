package org.requiretls.james.hop;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.requiretls.james.policy.DeliveryStatus;
import org.requiretls.james.policy.Verdict.Skip;
import org.requiretls.james.smtpclient.PrintableText;
import org.requiretls.james.smtpclient.Reply;

/** Makes failures from what led to them. */
final class Failures {

    /** The size of what a stranger says never decides how much a queue or a bounce has to hold. */
    private static final int LONGEST_QUOTE = 1000;

    /** Room for the words of several hosts. */
    private static final int LONGEST_LIST = 8000;

    private static final String CUT = "…";

    private Failures() {}

    /**
     * A failure that this server decided on.
     *
     * @param host empty where the domain led to none
     * @param seen what was observed, in a few words
     */
    static Failure ofVerdict(Skip verdict, Optional<String> host, String domain, String seen) {
        return new Failure(
                verdict.status(),
                Failure.Source.OURS,
                Explanation.of(verdict, host, domain, quoted(seen)),
                host,
                Optional.of(verdict.rule()));
    }

    /** A refusal in the peer's own words. */
    static Failure ofReply(Reply reply, String host) {
        return new Failure(
                statusOf(reply), Failure.Source.PEER, quoted(reply.toString()), Optional.of(host), Optional.empty());
    }

    private static DeliveryStatus statusOf(Reply reply) {
        return reply.enhancedStatus()
                .map(given -> new DeliveryStatus(reply.code(), given))
                .orElseGet(() -> DeliveryStatus.ofReply(reply.code()));
    }

    /** The connection broke, or the peer stopped making sense, with a session that was otherwise good. */
    static Failure ofBrokenSession(String host, String detail) {
        return new Failure(
                DeliveryStatus.BAD_CONNECTION,
                Failure.Source.OURS,
                DeliveryStatus.BAD_CONNECTION + " Bad connection: " + host + ": " + quoted(detail),
                Optional.of(host),
                Optional.empty());
    }

    /** The message can't be read, or not be brought into the form that the host needs; no fault of the host. */
    static Failure ofUnreadableContent(String host, String detail) {
        return new Failure(
                DeliveryStatus.OUR_DEFECT,
                Failure.Source.OURS,
                DeliveryStatus.OUR_DEFECT + " The content of the message can't be sent to " + host + ": "
                        + quoted(detail),
                Optional.of(host),
                Optional.empty());
    }

    /** The session was good, but this message can't be put into the words that the host understands. */
    static Failure ofUnfitMessage(DeliveryStatus status, String host, String detail) {
        return ours(status, host, detail);
    }

    private static Failure ours(DeliveryStatus status, String host, String detail) {
        return new Failure(
                status,
                Failure.Source.OURS,
                status + " " + host + ": " + quoted(detail),
                Optional.of(host),
                Optional.empty());
    }

    /** The host would have taken this recipient, but not another one, and all or none were asked for. */
    static Failure ofHeldBack(String host, Reply cause) {
        return ours(DeliveryStatus.HELD_BACK, host, "kept back, since another recipient was refused: " + cause);
    }

    /** The gateway does not let this server log in. */
    static Failure ofRefusedLogin(String host, String detail) {
        return ours(DeliveryStatus.LOGIN_REFUSED, host, detail);
    }

    /** Something of our own is broken: the mail waits, the log has the details. */
    static Failure ofDefect(String domain) {
        return new Failure(
                DeliveryStatus.OUR_DEFECT,
                Failure.Source.OURS,
                DeliveryStatus.OUR_DEFECT + " Internal error while delivering to " + domain
                        + ", the log of this server has the details",
                Optional.empty(),
                Optional.empty());
    }

    /** The delivery did not come to an end by itself, which is a defect of ours too. */
    static Failure ofOverdueDelivery(String domain, Duration bound) {
        return new Failure(
                DeliveryStatus.OUR_DEFECT,
                Failure.Source.OURS,
                DeliveryStatus.OUR_DEFECT + " The delivery to " + domain + " did not end within " + bound.toMinutes()
                        + " minutes and was broken off, the log of this server has the details",
                Optional.empty(),
                Optional.empty());
    }

    /** The first failure in its own words, the others behind it. */
    static Failure withOthers(Failure speaker, List<Failure> others) {
        List<String> texts = others.stream().map(Failure::text).distinct().toList();
        return texts.isEmpty()
                ? speaker
                : speaker.withText(shortened(speaker.text() + " | also: " + String.join(" | ", texts), LONGEST_LIST));
    }

    /** What somebody else wrote, or what was written about him: on one line, harmless, and not too long. */
    private static String quoted(String words) {
        return shortened(PrintableText.of(words), LONGEST_QUOTE);
    }

    private static String shortened(String text, int most) {
        return text.length() > most ? text.substring(0, most) + CUT : text;
    }
}
