package org.requiretls.james.smtpclient;

import java.util.List;
import java.util.Optional;
import org.requiretls.james.status.EnhancedStatus;

/**
 * A reply of the peer (RFC 5321 section 4.2). Its text is safe to log: control characters have been replaced.
 *
 * @param code 200 to 599
 * @param lines the text of each line, without code and separator; at least one, possibly empty
 */
public record Reply(int code, List<String> lines) {

    /** "Service not available, closing transmission channel" (RFC 5321 section 3.8): a reply to any command. */
    static final int CLOSING = 421;

    private static final int UNRECOGNIZED = 500;
    private static final int NOT_IMPLEMENTED = 502;
    private static final int BAD_SEQUENCE = 503;

    public Reply {
        if (code < 200 || code > 599 || lines.isEmpty()) {
            throw new IllegalArgumentException("not an SMTP reply: " + code + " " + lines);
        }
        lines = List.copyOf(lines);
    }

    /** 2yz: done. */
    public boolean isPositive() {
        return code / 100 == 2;
    }

    /** 3yz: go on; the answer to DATA. */
    public boolean isIntermediate() {
        return code / 100 == 3;
    }

    /** 4yz: not now. */
    public boolean isTransientFailure() {
        return code / 100 == 4;
    }

    /** 5yz: not ever. */
    public boolean isPermanentFailure() {
        return code / 100 == 5;
    }

    public boolean isFailure() {
        return isTransientFailure() || isPermanentFailure();
    }

    /** x0z, as in 502: the peer does not know the command, or what was said with it (RFC 5321 section 4.2.1). */
    boolean isAboutSyntax() {
        return isFailure() && code / 10 % 10 == 0;
    }

    /**
     * 500, 502, 503: the peer does not know the command, whatever was said with it, or not at this point (RFC 5321
     * section 4.2.4).
     */
    boolean isAboutTheCommandItself() {
        return code == UNRECOGNIZED || code == NOT_IMPLEMENTED || code == BAD_SEQUENCE;
    }

    /** Whether the peer closes the connection after this reply. */
    public boolean announcesClosing() {
        return code == CLOSING;
    }

    /**
     * The enhanced status code at the start of the text, where the peer gives one. RFC 2034 section 4 wants its class
     * to agree with the reply code, and one that does not is no status code.
     */
    public Optional<EnhancedStatus> enhancedStatus() {
        String first = lines.get(0);
        int blank = first.indexOf(' ');
        return EnhancedStatus.parse(blank < 0 ? first : first.substring(0, blank))
                .filter(status -> status.severity() == code / 100);
    }

    /** All lines on one, as for a log line or a diagnostic code: {@code 550 5.1.1 no such user here}. */
    @Override
    public String toString() {
        return (code + " " + String.join(" ", lines)).stripTrailing();
    }
}
