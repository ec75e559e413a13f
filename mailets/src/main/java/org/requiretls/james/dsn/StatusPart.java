package org.requiretls.james.dsn;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.activation.DataHandler;
import javax.mail.MessagingException;
import javax.mail.internet.MimeBodyPart;
import javax.mail.util.ByteArrayDataSource;
import org.apache.james.core.MailAddress;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.DsnParameters.EnvId;
import org.apache.mailet.DsnParameters.XText;
import org.apache.mailet.Mail;

/** The second part of the report: what became of the mail, in fields that programs read (RFC 3464 sections 2.2 and 2.3). */
final class StatusPart {

    static final String TYPE = "message/delivery-status";

    /** When the mail came in; the SMTP server of James writes it. */
    static final AttributeName ARRIVAL_DATE = AttributeName.of("dsn-arrival-date");

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);
    private static final String END_OF_BLOCK = "\r\n";

    private StatusPart() {}

    static MimeBodyPart of(Mail mail, List<MailAddress> recipients, Told told, String reportingMta)
            throws MessagingException {
        StringBuilder fields = new StringBuilder(aboutTheMessage(mail, reportingMta));
        for (MailAddress recipient : recipients) {
            fields.append(END_OF_BLOCK).append(aboutTheRecipient(mail, recipient, told));
        }
        MimeBodyPart part = new MimeBodyPart();
        byte[] bytes = fields.toString().getBytes(StandardCharsets.US_ASCII);
        part.setDataHandler(new DataHandler(new ByteArrayDataSource(bytes, TYPE)));
        part.setHeader("Content-Type", TYPE);
        // RFC 3464 section 2.1: no other encoding is allowed here.
        part.setHeader("Content-Transfer-Encoding", "7bit");
        part.setDescription("Delivery status");
        return part;
    }

    private static String aboutTheMessage(Mail mail, String reportingMta) {
        StringBuilder fields = new StringBuilder();
        mail.dsnParameters()
                .flatMap(DsnParameters::getEnvIdParameter)
                .map(EnvId::asString)
                .map(XText::decode)
                .ifPresent(id -> fields.append(FieldText.field("Original-Envelope-Id", id)));
        fields.append(FieldText.field("Reporting-MTA", "dns; " + reportingMta));
        arrival(mail).ifPresent(date -> fields.append(FieldText.field("Arrival-Date", DATE.format(date))));
        return fields.toString();
    }

    private static String aboutTheRecipient(Mail mail, MailAddress recipient, Told told) {
        StringBuilder fields = new StringBuilder();
        ReportedRecipients.originalOf(mail, recipient)
                .ifPresent(original ->
                        fields.append(FieldText.field("Original-Recipient", "rfc822; " + original.asString())));
        fields.append(FieldText.field("Final-Recipient", "rfc822; " + recipient.asString()));
        fields.append(FieldText.field("Action", told.action().keyword()));
        fields.append(FieldText.field("Status", told.status().toString()));
        told.remoteHost().ifPresent(host -> fields.append(FieldText.field("Remote-MTA", "dns; " + host)));
        told.cause().ifPresent(cause -> {
            fields.append(
                    FieldText.field("Diagnostic-Code", cause.diagnosticType().token() + "; " + cause.diagnosticText()));
            lastAttempt(mail).ifPresent(date -> fields.append(FieldText.field("Last-Attempt-Date", DATE.format(date))));
        });
        told.retriedUntil()
                .ifPresent(end ->
                        fields.append(FieldText.field("Will-Retry-Until", DATE.format(end.atZone(ZoneOffset.UTC)))));
        return fields.toString();
    }

    private static Optional<ZonedDateTime> arrival(Mail mail) {
        return AttributeUtils.getValueAndCastFromMail(mail, ARRIVAL_DATE, ZonedDateTime.class);
    }

    private static Optional<ZonedDateTime> lastAttempt(Mail mail) {
        return Optional.ofNullable(mail.getLastUpdated())
                .map(date -> date.toInstant().atZone(ZoneOffset.UTC));
    }
}
