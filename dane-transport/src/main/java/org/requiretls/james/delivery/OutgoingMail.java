package org.requiretls.james.delivery;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.james.core.MailAddress;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.DsnParameters.RecipientDsnParameters;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.requiretls.james.hop.OutgoingMessage;
import org.requiretls.james.hop.OutgoingMessage.Recipient;
import org.requiretls.james.policy.MessageTag;
import org.requiretls.james.tag.TlsRequirementCodec;

/** Translates a mail of James into the message that the transport sends. */
final class OutgoingMail {

    /**
     * James drops the brackets of an address literal; no host name has an all-numeric last label (RFC 3696 2). IPv6
     * literals it does not take at all.
     */
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private static final int MOST_DOMAINS_NAMED = 3;

    private OutgoingMail() {}

    /** The message, for all recipients of the mail, which have to share one domain (or go to a gateway). */
    static OutgoingMessage of(Mail mail, MailetContext context) {
        Map<MailAddress, RecipientDsnParameters> byRecipient = mail.dsnParameters()
                .<Map<MailAddress, RecipientDsnParameters>>map(DsnParameters::getRcptParameters)
                .orElse(Map.of());
        List<Recipient> recipients = mail.getRecipients().stream()
                .filter(distinctOnTheWire())
                .map(address -> new Recipient(
                        onTheWire(address),
                        Optional.ofNullable(byRecipient.get(address))
                                .map(OutgoingMail::rcptParameters)
                                .orElse(List.of())))
                .toList();
        return new OutgoingMessage(
                mail.getName(),
                tag(mail),
                domains(mail),
                mail.getMaybeSender().asOptional().map(OutgoingMail::onTheWire).orElse(""),
                mail.dsnParameters().map(OutgoingMail::mailParameters).orElse(List.of()),
                recipients,
                new MailContent(mail, context),
                Retries.of(mail));
    }

    /** A peer asked twice may refuse the second time, and nobody could tell which answer is meant. */
    private static Predicate<MailAddress> distinctOnTheWire() {
        Set<String> seen = new HashSet<>();
        return address -> seen.add(onTheWire(address));
    }

    /** The domain; of mail for a gateway, which may go to several, the first few: then it only serves to name them. */
    private static String domains(Mail mail) {
        List<String> domains = mail.getRecipients().stream()
                .map(OutgoingMail::domainOf)
                .distinct()
                .toList();
        String named = String.join(",", domains.subList(0, Math.min(domains.size(), MOST_DOMAINS_NAMED)));
        return domains.size() > MOST_DOMAINS_NAMED ? named + ",…" : named;
    }

    /** With an empty reverse-path a tagged mail is a notification that should not be lost (RFC 8689 section 5). */
    private static MessageTag tag(Mail mail) {
        if (ReportMark.isOn(mail)) {
            return MessageTag.REPORT;
        }
        return switch (TlsRequirementCodec.read(mail)) {
            case REQUIRED -> mail.hasSender() ? MessageTag.REQUIRETLS : MessageTag.DSN;
            case OPTIONAL -> MessageTag.NO;
            case NONE -> MessageTag.NONE;
        };
    }

    /** The address as RCPT and MAIL write it, with the brackets that James takes off an address literal. */
    static String onTheWire(MailAddress address) {
        return address.getLocalPart() + "@" + domainOf(address);
    }

    private static String domainOf(MailAddress address) {
        String domain = address.getDomain().asString();
        return IPV4.matcher(domain).matches() ? "[" + domain + "]" : domain;
    }

    private static List<String> mailParameters(DsnParameters dsn) {
        List<String> parameters = new ArrayList<>();
        dsn.getRetParameter()
                .ifPresent(ret -> parameters.add(
                        DsnParameters.RET_PARAMETER + "=" + ret.name().toUpperCase(Locale.ROOT)));
        // James keeps it as it came, in xtext; encoded once more it would be another identifier (RFC 3461 section 4.4).
        dsn.getEnvIdParameter().ifPresent(id -> parameters.add(DsnParameters.ENVID_PARAMETER + "=" + id.asString()));
        return parameters;
    }

    private static List<String> rcptParameters(RecipientDsnParameters dsn) {
        List<String> parameters = new ArrayList<>();
        dsn.getNotifyParameter()
                .ifPresent(notify -> parameters.add(DsnParameters.NOTIFY_PARAMETER + "="
                        + notify.stream().map(Enum::name).collect(Collectors.joining(","))));
        dsn.getOrcptParameter()
                .ifPresent(orcpt -> parameters.add(DsnParameters.ORCPT_PARAMETER + "=" + DsnParameters.RFC_822_PREFIX
                        + DsnParameters.XText.encode(onTheWire(orcpt))));
        return parameters;
    }
}
