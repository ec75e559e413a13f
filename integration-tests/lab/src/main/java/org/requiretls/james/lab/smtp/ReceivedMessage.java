package org.requiretls.james.lab.smtp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A message whose content arrived completely.
 *
 * @param reversePath the MAIL command
 * @param recipients the RCPT commands that the peer accepted
 * @param content without dot-stuffing and without the final dot; cut after {@link SmtpPeerBuilder#keepContent}
 * @param size of the whole content in octets
 * @param tls the TLS session it came through; empty if it came in clear
 * @param acknowledged what the peer told the client about it
 */
public record ReceivedMessage(
        ReceivedPath reversePath,
        List<ReceivedPath> recipients,
        byte[] content,
        long size,
        Optional<TlsSeen> tls,
        Acknowledgement acknowledged) {

    /** What the client heard about a message that arrived. */
    public enum Acknowledgement {
        ACCEPTED,
        REFUSED,
        /** Nothing: the peer hung up or fell silent instead. */
        NOTHING
    }

    public ReceivedMessage {
        recipients = List.copyOf(recipients);
        content = content.clone();
    }

    @Override
    public byte[] content() {
        return content.clone();
    }

    /** The content, an octet to a character. */
    public String text() {
        return new String(content, StandardCharsets.ISO_8859_1);
    }

    public List<String> recipientAddresses() {
        return recipients.stream().map(ReceivedPath::address).toList();
    }
}
