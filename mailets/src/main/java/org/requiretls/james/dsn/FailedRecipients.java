package org.requiretls.james.dsn;

import java.util.List;
import java.util.Optional;
import org.apache.james.core.MailAddress;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.DsnParameters.Notify;
import org.apache.mailet.DsnParameters.RecipientDsnParameters;
import org.apache.mailet.Mail;

/** Which recipients of a failed mail the sender wants to hear about. */
final class FailedRecipients {

    private FailedRecipients() {}

    /**
     * The recipients whose failure is to be told: those without NOTIFY, and those whose NOTIFY lists FAILURE (RFC 3461
     * section 4.1). Empty when there is none.
     */
    static List<MailAddress> toBeTold(Mail mail) {
        return mail.getRecipients().stream()
                .filter(recipient -> wantsFailures(mail, recipient))
                .toList();
    }

    /** The address that the sender gave, where aliases led on to {@code recipient} (RFC 3461 section 4.2). */
    static Optional<MailAddress> originalOf(Mail mail, MailAddress recipient) {
        return parameters(mail, recipient).flatMap(RecipientDsnParameters::getOrcptParameter);
    }

    private static boolean wantsFailures(Mail mail, MailAddress recipient) {
        return parameters(mail, recipient)
                .flatMap(RecipientDsnParameters::getNotifyParameter)
                .map(wanted -> wanted.contains(Notify.FAILURE))
                .orElse(true);
    }

    private static Optional<RecipientDsnParameters> parameters(Mail mail, MailAddress recipient) {
        return mail.dsnParameters()
                .map(DsnParameters::getRcptParameters)
                .flatMap(all -> Optional.ofNullable(all.get(recipient)));
    }
}
