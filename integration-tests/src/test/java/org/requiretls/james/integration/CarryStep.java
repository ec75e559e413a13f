package org.requiretls.james.integration;

import java.util.List;
import java.util.Optional;
import org.requiretls.james.lab.smtp.ReceivedMessage;

/**
 * One way in which James makes mail out of a mail.
 *
 * @param name of the step, and of the address that sets it off
 * @param recipient of the tagged mail that is sent in
 * @param awaited the recipient of what comes out, at the far side
 * @param carriedBy what keeps the tag: part of James, or a mailet of the bundle
 * @param alone what becomes of the tag where the mailet of James stands alone
 * @param config mailets of mailetcontainer.xml, as James has them
 * @param expectation what besides the tag is to be seen at the far side
 */
record CarryStep(
        String name,
        String recipient,
        String awaited,
        String carriedBy,
        Alone alone,
        String config,
        Expectation expectation) {

    static final String BODY = "the body that nobody else should read";

    private static final String EMPTY_LINE = "\r\n\r\n";

    /** Without our mailets around it. */
    enum Alone {
        KEPT,
        LOST
    }

    /** What the content at the far side is. */
    enum Expectation {
        /**
         * The body octet for octet, and each header field as it was sent, once, wherever it stands: a signature made
         * before would hold (RFC 6376 section 5.4.2).
         */
        AS_SIGNED {
            @Override
            Optional<String> objection(ReceivedMessage message, String sent) {
                if (!body(message.text()).equals(body(sent))) {
                    return Optional.of("the body is another");
                }
                List<String> fields = fields(message.text());
                return fields(sent).stream()
                        .filter(field -> !sameName(fields, field).equals(List.of(field)))
                        .findFirst()
                        .map(field -> "not as it was sent: " + field);
            }
        },
        /** A new message; the body may be in it. */
        ANYTHING {
            @Override
            Optional<String> objection(ReceivedMessage message, String sent) {
                return Optional.empty();
            }
        },
        /** A new message without the body. */
        NO_BODY {
            @Override
            Optional<String> objection(ReceivedMessage message, String sent) {
                return message.text().contains(BODY) ? Optional.of("the body is in it") : Optional.empty();
            }
        };

        abstract Optional<String> objection(ReceivedMessage message, String sent);
    }

    private static String body(String message) {
        return message.substring(message.indexOf(EMPTY_LINE));
    }

    private static List<String> fields(String message) {
        return List.of(message.substring(0, message.indexOf(EMPTY_LINE)).split("\r\n(?![ \t])"));
    }

    private static List<String> sameName(List<String> fields, String wanted) {
        return fields.stream()
                .filter(field -> nameOf(field).equalsIgnoreCase(nameOf(wanted)))
                .toList();
    }

    private static String nameOf(String field) {
        return field.substring(0, field.indexOf(':'));
    }

    /** The sender of the mail, by which answers to it are told from others. */
    String sender() {
        return name + "@sender.test";
    }

    /** The message that is sent in. */
    String message() {
        return "From: " + sender() + "\r\nTo: " + recipient + "\r\nReply-To: " + sender() + "\r\nSubject: about "
                + name + "\r\nMessage-ID: <" + name + "@sender.test>\r\nDate: Wed, 25 Nov 2026 22:00:00 +0000\r\n"
                + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\nX-Odd:   spaces and \ttabs \r\n"
                + "X-Folded: one\r\n two\r\n\r\n" + BODY + "\r\n.. dots\r\n";
    }
}
