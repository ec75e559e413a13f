package org.requiretls.james.hop;

import java.util.List;
import org.requiretls.james.policy.MessageTag;

/**
 * One message for recipients of one domain.
 *
 * @param name how logs call it
 * @param domain the recipients' domain, as in their addresses, or an address literal in brackets
 * @param reversePath empty for the null reverse-path
 * @param dsnParameters RET and ENVID for MAIL (RFC 3461), in the form in which they go on the wire; used where the
 *     peer offers DSN
 * @param earlierAttempts how often delivery was tried before, 0 or more
 */
public record OutgoingMessage(
        String name,
        MessageTag tag,
        String domain,
        String reversePath,
        List<String> dsnParameters,
        List<Recipient> recipients,
        OutgoingContent content,
        int earlierAttempts) {
    public OutgoingMessage {
        dsnParameters = List.copyOf(dsnParameters);
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("Message " + name + " has no recipients");
        }
    }

    /** The same notification without the content of the message that it is about. */
    OutgoingMessage withoutQuotedContent() {
        return new OutgoingMessage(
                name,
                tag,
                domain,
                reversePath,
                dsnParameters,
                recipients,
                content.withoutQuotedContent(),
                earlierAttempts);
    }

    /** The same message for some of its recipients; not empty. */
    OutgoingMessage withRecipients(List<Recipient> some) {
        return new OutgoingMessage(name, tag, domain, reversePath, dsnParameters, some, content, earlierAttempts);
    }

    /**
     * A recipient.
     *
     * @param address local part and domain
     * @param dsnParameters NOTIFY and ORCPT for RCPT (RFC 3461); used where the peer offers DSN
     */
    public record Recipient(String address, List<String> dsnParameters) {
        public Recipient {
            dsnParameters = List.copyOf(dsnParameters);
        }
    }
}
