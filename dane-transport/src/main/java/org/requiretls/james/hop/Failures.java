package org.requiretls.james.hop;

import java.util.Optional;
import org.requiretls.james.policy.EnhancedStatus;
import org.requiretls.james.policy.Verdict.Skip;
import org.requiretls.james.smtpclient.Reply;

/** Makes failures from what led to them. */
final class Failures {

    /** The peer's size or wording never decides how much a queue or a bounce has to hold. */
    private static final int LONGEST_REPLY = 1000;

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
                Explanation.of(verdict, host, domain, seen),
                host,
                Optional.of(verdict.rule()));
    }

    /** A refusal in the peer's own words. */
    static Failure ofReply(Reply reply, String host) {
        String words = reply.toString();
        return new Failure(
                statusOf(reply),
                Failure.Source.PEER,
                words.length() > LONGEST_REPLY ? words.substring(0, LONGEST_REPLY) + "…" : words,
                Optional.of(host),
                Optional.empty());
    }

    private static EnhancedStatus statusOf(Reply reply) {
        return reply.enhancedStatus()
                .map(given -> new EnhancedStatus(reply.code(), given.toString()))
                .orElseGet(() -> EnhancedStatus.ofReply(reply.code()));
    }

    /** The connection broke, or the peer stopped making sense, with a session that was otherwise good. */
    static Failure ofBrokenSession(String host, String detail) {
        return new Failure(
                EnhancedStatus.BAD_CONNECTION,
                Failure.Source.OURS,
                EnhancedStatus.BAD_CONNECTION + " Bad connection: " + host + ": " + detail,
                Optional.of(host),
                Optional.empty());
    }

    /** The session was good, but this message can't be put into the words that the host understands. */
    static Failure ofUnfitMessage(EnhancedStatus status, String host, String detail) {
        return new Failure(
                status, Failure.Source.OURS, status + " " + host + ": " + detail, Optional.of(host), Optional.empty());
    }
}
