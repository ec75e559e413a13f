package org.requiretls.james.hop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.requiretls.james.hop.OutgoingMessage.Recipient;
import org.requiretls.james.policy.DeliveryStatus;
import org.requiretls.james.policy.Verdict.Keyword;
import org.requiretls.james.smtpclient.EhloKeywords;
import org.requiretls.james.smtpclient.Envelope;
import org.requiretls.james.smtpclient.Envelope.Quorum;

/**
 * The envelope of a message in words that one host understands.
 *
 * @param envelope for the recipients that can be named to the host; empty if there is none
 * @param unfit the others, each with the reason
 */
record FittedEnvelope(Optional<Envelope> envelope, Map<String, Failure> unfit) {

    /** SMTPUTF8 is needed and not offered (RFC 6531 section 3.5). */
    private static final DeliveryStatus NON_ASCII_NOT_PERMITTED = DeliveryStatus.of(550, "5.6.7");

    /** An address that no command can carry (RFC 3463 X.1.3, X.1.7). */
    private static final DeliveryStatus BAD_ADDRESS = DeliveryStatus.of(553, "5.1.3");

    /** The host has said how much it takes, and this is more (RFC 1870 section 6.4, RFC 3463 X.3.4). */
    private static final DeliveryStatus TOO_BIG = DeliveryStatus.of(552, "5.3.4");

    private static final String WITHOUT_SMTPUTF8 = ", and the host does not offer SMTPUTF8";

    static FittedEnvelope of(
            HopContext hop, ContentTraits content, Keyword keyword, EhloKeywords offered, Quorum quorum) {
        return new Fitting(hop, content, keyword, offered, quorum).fit();
    }

    /** One message for one host. */
    private record Fitting(
            HopContext hop, ContentTraits content, Keyword keyword, EhloKeywords offered, Quorum quorum) {

        FittedEnvelope fit() {
            OutgoingMessage message = hop.message();
            if (offered.largestMessage().filter(most -> content.octets() > most).isPresent()) {
                return unfitForAll(
                        TOO_BIG,
                        "the message has " + content.octets() + " octets, the host takes at most "
                                + offered.largestMessage().get());
            }
            if (isBeyondAscii(message.reversePath()) && lacksUtf8()) {
                return unfitForAll(NON_ASCII_NOT_PERMITTED, "the sender's address is not ASCII" + WITHOUT_SMTPUTF8);
            }
            if (content.utf8Header() && lacksUtf8()) {
                return unfitForAll(
                        NON_ASCII_NOT_PERMITTED, "the header of the message is not ASCII" + WITHOUT_SMTPUTF8);
            }
            List<Envelope.Recipient> fit = new ArrayList<>();
            Map<String, Failure> unfit = new LinkedHashMap<>();
            for (Recipient recipient : message.recipients()) {
                if (isBeyondAscii(recipient.address()) && lacksUtf8()) {
                    unfit.put(
                            recipient.address(),
                            failure(NON_ASCII_NOT_PERMITTED, "the address is not ASCII" + WITHOUT_SMTPUTF8));
                    continue;
                }
                try {
                    fit.add(inWords(recipient));
                } catch (IllegalArgumentException e) {
                    unfit.put(recipient.address(), failure(BAD_ADDRESS, e.getMessage()));
                }
            }
            return fit.isEmpty() ? new FittedEnvelope(Optional.empty(), unfit) : withEnvelope(fit, unfit);
        }

        private FittedEnvelope withEnvelope(List<Envelope.Recipient> fit, Map<String, Failure> unfit) {
            try {
                return new FittedEnvelope(
                        Optional.of(new Envelope(hop.message().reversePath(), mailParameters(fit), fit, quorum)),
                        unfit);
            } catch (IllegalArgumentException e) {
                return unfitForAll(BAD_ADDRESS, e.getMessage());
            }
        }

        private boolean lacksUtf8() {
            return !offered.offers(EhloKeywords.SMTPUTF8);
        }

        private FittedEnvelope unfitForAll(DeliveryStatus status, String why) {
            Map<String, Failure> unfit = new LinkedHashMap<>();
            hop.message().recipients().forEach(each -> unfit.put(each.address(), failure(status, why)));
            return new FittedEnvelope(Optional.empty(), unfit);
        }

        private Failure failure(DeliveryStatus status, String why) {
            return Failures.ofUnfitMessage(status, hop.host().name(), why);
        }

        private Envelope.Recipient inWords(Recipient recipient) {
            List<String> parameters = offered.offers(EhloKeywords.DSN) ? recipient.dsnParameters() : List.of();
            return new Envelope.Recipient(recipient.address(), parameters);
        }

        private List<String> mailParameters(List<Envelope.Recipient> recipients) {
            List<String> parameters = new ArrayList<>();
            if (keyword == Keyword.SENT) {
                parameters.add(EhloKeywords.REQUIRETLS);
            }
            boolean asItIs = offered.offers(EhloKeywords.EIGHT_BIT_MIME) || !content.eightBit();
            // What it has after conversion is not known before.
            if (offered.offers(EhloKeywords.SIZE) && asItIs) {
                parameters.add(EhloKeywords.SIZE + "=" + content.octets());
            }
            if (offered.offers(EhloKeywords.EIGHT_BIT_MIME) && content.eightBit()) {
                parameters.add("BODY=8BITMIME");
            }
            if (needsUtf8(recipients)) {
                parameters.add(EhloKeywords.SMTPUTF8);
            }
            if (offered.offers(EhloKeywords.DSN)) {
                parameters.addAll(hop.message().dsnParameters());
            }
            return parameters;
        }

        private boolean needsUtf8(List<Envelope.Recipient> recipients) {
            return content.utf8Header()
                    || isBeyondAscii(hop.message().reversePath())
                    || recipients.stream().anyMatch(each -> isBeyondAscii(each.address()));
        }

        private static boolean isBeyondAscii(String address) {
            for (int i = 0; i < address.length(); i++) {
                if (address.charAt(i) > 0x7f) {
                    return true;
                }
            }
            return false;
        }
    }
}
