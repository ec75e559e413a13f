package org.requiretls.james.smtpclient;

import java.util.List;

/**
 * Whom a message is from and for, with the parameters for MAIL and RCPT. Which parameters the server understands is
 * the caller's to check, by {@link SmtpSession#ehlo()}.
 *
 * @param reversePath an address without angle brackets; empty for the null reverse-path of a notification
 * @param mailParameters such as {@code REQUIRETLS} or {@code SIZE=1000}
 * @param recipients at least one
 * @param quorum how many of them the peer has to accept for the content to be sent
 */
public record Envelope(String reversePath, List<String> mailParameters, List<Recipient> recipients, Quorum quorum) {

    /** How many recipients have to be accepted for the content to be sent. */
    public enum Quorum {
        /** One will do: a refused recipient is no reason to keep the message from the others. */
        ANY,
        /** All of them, or the message is kept from all. */
        ALL
    }

    /**
     * @param address without angle brackets
     * @param parameters such as {@code NOTIFY=NEVER}
     */
    public record Recipient(String address, List<String> parameters) {

        /**
         * @throws IllegalArgumentException if the address is empty, or if it or a parameter holds what would end it
         *     early: CR, LF, NUL or another control, or outside quotes a blank or angle bracket
         */
        public Recipient {
            CommandArgument.requireAddress(address);
            CommandArgument.requireParameters(parameters);
            if (address.isEmpty()) {
                throw new IllegalArgumentException("a recipient without address");
            }
            parameters = List.copyOf(parameters);
        }

        public static Recipient of(String address) {
            return new Recipient(address, List.of());
        }

        String command() {
            return line("RCPT TO:<" + address + ">", parameters);
        }
    }

    /**
     * @throws IllegalArgumentException as for {@link Recipient}; or if there is no recipient; or if something is
     *     beyond ASCII and {@code SMTPUTF8} is not among the parameters (RFC 6531 section 3.4)
     */
    public Envelope {
        CommandArgument.requireAddress(reversePath);
        CommandArgument.requireParameters(mailParameters);
        mailParameters = List.copyOf(mailParameters);
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("an envelope without recipients");
        }
        if (mailParameters.stream().noneMatch(EhloKeywords.SMTPUTF8::equalsIgnoreCase)) {
            requireAscii(reversePath);
            mailParameters.forEach(Envelope::requireAscii);
            for (Recipient recipient : recipients) {
                requireAscii(recipient.address());
                recipient.parameters().forEach(Envelope::requireAscii);
            }
        }
    }

    /** Sent to those that the peer accepts. */
    public Envelope(String reversePath, List<String> mailParameters, List<Recipient> recipients) {
        this(reversePath, mailParameters, recipients, Quorum.ANY);
    }

    /** The same for some of the recipients. */
    public Envelope withRecipients(List<Recipient> some) {
        return some.equals(recipients) ? this : new Envelope(reversePath, mailParameters, some, quorum);
    }

    String mailCommand() {
        return line("MAIL FROM:<" + reversePath + ">", mailParameters);
    }

    private static String line(String command, List<String> parameters) {
        return parameters.isEmpty() ? command : command + " " + String.join(" ", parameters);
    }

    private static void requireAscii(String argument) {
        if (!CommandArgument.isAscii(argument)) {
            throw new IllegalArgumentException(
                    "needs the parameter SMTPUTF8, being beyond ASCII: '" + PrintableText.of(argument) + "'");
        }
    }
}
