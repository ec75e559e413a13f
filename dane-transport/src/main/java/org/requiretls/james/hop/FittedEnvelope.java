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

    private static final String WITHOUT_SMTPUTF8 = ", and the host does not offer SMTPUTF8";

    static FittedEnvelope of(HopContext hop, Keyword keyword, EhloKeywords offered) {
        OutgoingMessage message = hop.message();
        if (needsUtf8(message.reversePath()) && !offered.offers(EhloKeywords.SMTPUTF8)) {
            return unfitForAll(hop, NON_ASCII_NOT_PERMITTED, "the sender's address is not ASCII" + WITHOUT_SMTPUTF8);
        }
        List<Envelope.Recipient> fit = new ArrayList<>();
        Map<String, Failure> unfit = new LinkedHashMap<>();
        for (Recipient recipient : message.recipients()) {
            if (needsUtf8(recipient.address()) && !offered.offers(EhloKeywords.SMTPUTF8)) {
                unfit.put(
                        recipient.address(),
                        failure(hop, NON_ASCII_NOT_PERMITTED, "the address is not ASCII" + WITHOUT_SMTPUTF8));
                continue;
            }
            try {
                fit.add(inWords(recipient, offered));
            } catch (IllegalArgumentException e) {
                unfit.put(recipient.address(), failure(hop, BAD_ADDRESS, e.getMessage()));
            }
        }
        if (fit.isEmpty()) {
            return new FittedEnvelope(Optional.empty(), unfit);
        }
        try {
            List<String> parameters = parameters(message, keyword, offered, fit);
            return new FittedEnvelope(Optional.of(new Envelope(message.reversePath(), parameters, fit)), unfit);
        } catch (IllegalArgumentException e) {
            return unfitForAll(hop, BAD_ADDRESS, e.getMessage());
        }
    }

    private static FittedEnvelope unfitForAll(HopContext hop, DeliveryStatus status, String why) {
        Map<String, Failure> unfit = new LinkedHashMap<>();
        hop.message().recipients().forEach(each -> unfit.put(each.address(), failure(hop, status, why)));
        return new FittedEnvelope(Optional.empty(), unfit);
    }

    private static Failure failure(HopContext hop, DeliveryStatus status, String why) {
        return Failures.ofUnfitMessage(status, hop.host().name(), why);
    }

    private static Envelope.Recipient inWords(Recipient recipient, EhloKeywords offered) {
        List<String> parameters = offered.offers(EhloKeywords.DSN) ? recipient.dsnParameters() : List.of();
        return new Envelope.Recipient(recipient.address(), parameters);
    }

    private static List<String> parameters(
            OutgoingMessage message, Keyword keyword, EhloKeywords offered, List<Envelope.Recipient> recipients) {
        List<String> parameters = new ArrayList<>();
        if (keyword == Keyword.SENT) {
            parameters.add(EhloKeywords.REQUIRETLS);
        }
        if (offered.offers(EhloKeywords.EIGHT_BIT_MIME) && message.content().needs8BitMime()) {
            parameters.add("BODY=8BITMIME");
        }
        if (needsUtf8(message.reversePath()) || recipients.stream().anyMatch(each -> needsUtf8(each.address()))) {
            parameters.add(EhloKeywords.SMTPUTF8);
        }
        if (offered.offers(EhloKeywords.DSN)) {
            parameters.addAll(message.dsnParameters());
        }
        return parameters;
    }

    private static boolean needsUtf8(String address) {
        return address.chars().anyMatch(c -> c > 0x7f);
    }
}
