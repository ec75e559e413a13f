package org.requiretls.james.dsn;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.mail.MessagingException;
import javax.mail.internet.MimeBodyPart;
import org.apache.james.core.MailAddress;
import org.requiretls.james.failure.DeliveryFailure;
import org.requiretls.james.failure.DiagnosticType;
import org.requiretls.james.status.EnhancedStatus;
import org.requiretls.james.tag.TlsRequirement;

/** The first part of the report: what became of the mail, where, and what the sender can do, in words. */
final class Explanation {

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEEE, d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH);

    private Explanation() {}

    static MimeBodyPart part(
            List<MailAddress> recipients,
            Told told,
            TlsRequirement requirement,
            ReturnedContent returned,
            String reportingMta)
            throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(text(recipients, told, requirement, returned, reportingMta), "UTF-8");
        part.setDescription("Explanation");
        return part;
    }

    static String text(
            List<MailAddress> recipients,
            Told told,
            TlsRequirement requirement,
            ReturnedContent returned,
            String reportingMta) {
        StringBuilder text = new StringBuilder();
        text.append("This is the mail server ")
                .append(FieldText.ascii(reportingMta))
                .append(".\r\n\r\n");
        text.append(opening(told.action())).append("\r\n\r\n");
        for (MailAddress recipient : recipients) {
            text.append("    ").append(FieldText.ascii(recipient.asString())).append("\r\n");
        }
        text.append("\r\n");
        if (told.action() == Action.RELAYED) {
            text.append(fromHereOn(told.remoteHost()));
        }
        told.cause().ifPresent(cause -> {
            text.append("The reason:\r\n\r\n");
            text.append(wordsOf(cause)).append("\r\n");
            text.append(
                    told.action() == Action.DELAYED
                            ? patience(told.retriedUntil(), requirement)
                            : advice(cause.status(), requirement));
        });
        text.append(remarkOn(returned, requirement));
        return text.toString();
    }

    private static String opening(Action action) {
        return switch (action) {
            case FAILED -> "Your message could not be delivered to:";
            case DELAYED ->
                "THIS IS A WARNING ONLY. You need not send your message again.\r\n\r\n"
                        + "Your message is late, and has not been delivered yet to:";
            case RELAYED -> "As you asked to be told: your message is on its way to:";
            case DELIVERED -> "As you asked to be told: your message has been delivered to the mailbox of:";
        };
    }

    /** What the sender can still hope to hear (RFC 3461 section 5.2.2). */
    private static String fromHereOn(Optional<String> host) {
        return host.map(name -> "The server " + FieldText.ascii(name)).orElse("The next server")
                + " has taken it.\r\nIt does not confirm deliveries, so you will not be told when your message\r\n"
                + "arrives, only if it does not.\r\n\r\n";
    }

    private static String patience(Optional<Instant> retriedUntil, TlsRequirement requirement) {
        return protection(requirement)
                + "This server keeps the message and goes on trying"
                + retriedUntil
                        .map(end -> ", until\r\n" + DATE.format(end.atZone(ZoneOffset.UTC)) + ".")
                        .orElse(".")
                + " If that does not help,\r\nyou will be told.\r\n\r\n";
    }

    private static String wordsOf(DeliveryFailure failure) {
        String host = failure.remoteHost().map(FieldText::ascii).orElse("");
        StringBuilder words = new StringBuilder();
        words.append(FieldText.wrapped("   ", "   ", failure.diagnosticText())).append("\r\n");
        if (failure.diagnosticType() == DiagnosticType.SMTP) {
            words.append(
                    host.isEmpty()
                            ? "This is the answer of the recipient's server.\r\n"
                            : "This is the answer of the server " + host + ".\r\n");
        } else if (!host.isEmpty()) {
            words.append("The last server that was tried is ").append(host).append(".\r\n");
        }
        return words.toString();
    }

    private static String advice(EnhancedStatus status, TlsRequirement requirement) {
        if (status.equals(EnhancedStatus.REQUIRETLS_SUPPORT_REQUIRED)) {
            return """
                    Your message asks to travel over protected connections only (REQUIRETLS).
                    No server of the recipient's domain offers to keep that promise, so the
                    message was not handed over.

                    What you can do: ask the postmaster of the recipient's domain to support
                    REQUIRETLS (RFC 8689); or, if the content does not need that protection,
                    send it again without asking for it.

                    """.replace("\n", "\r\n");
        }
        if (status.equals(EnhancedStatus.ENCRYPTION_NEEDED)) {
            return """
                    Your message may travel over protected connections only, and no connection
                    to the recipient's domain could be shown to be protected: encryption was not
                    to be had, or the server, or the way to it, could not be verified. So the
                    message was not handed over.

                    What you can do: tell the postmaster of the recipient's domain, who has to
                    offer encryption with a certificate that can be verified; or, if the content
                    does not need that protection, send it again without asking for it.

                    """.replace("\n", "\r\n");
        }
        return general(status, requirement);
    }

    private static String general(EnhancedStatus status, TlsRequirement requirement) {
        return protection(requirement)
                + (status.isPermanent()
                        ? "This will not change by itself, so this server does not try again. Check the\r\n"
                                + "address; if it is right, ask the postmaster of the recipient's domain.\r\n\r\n"
                        : "This server tried for as long as it may and has given up. You can send the\r\n"
                                + "message again later, or ask the postmaster of the recipient's domain.\r\n\r\n");
    }

    private static String protection(TlsRequirement requirement) {
        return requirement == TlsRequirement.REQUIRED
                ? "Your message asks to travel over protected connections only (REQUIRETLS).\r\n\r\n"
                : "";
    }

    private static String remarkOn(ReturnedContent returned, TlsRequirement requirement) {
        return switch (returned) {
            case MESSAGE -> "Your message comes back with this report.\r\n";
            case HEADER, REDACTED_HEADER ->
                requirement == TlsRequirement.REQUIRED
                        ? "Only the header of your message comes back with this report, so that the\r\n"
                                + "content stays protected.\r\n"
                        : "Only the header of your message comes back with this report.\r\n";
            case NONE -> "";
        };
    }
}
