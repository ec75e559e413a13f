package org.requiretls.james.dsn;

import java.util.List;
import java.util.Optional;
import org.apache.james.core.MailAddress;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.DsnParameters.RecipientDsnParameters;
import org.apache.mailet.Mail;

/** Which recipients of a mail the sender wants to hear about. */
public final class ReportedRecipients {

    private ReportedRecipients() {}

    /** The recipients of whom the sender is to be told, by NOTIFY (RFC 3461 section 4.1); empty when there is none. */
    public static List<MailAddress> toBeTold(Mail mail, Action action) {
        return mail.getRecipients().stream()
                .filter(recipient -> action.isAskedForBy(
                        parameters(mail, recipient).flatMap(RecipientDsnParameters::getNotifyParameter)))
                .toList();
    }

    /** The address that the sender gave, where aliases led on to {@code recipient} (RFC 3461 section 4.2). */
    static Optional<MailAddress> originalOf(Mail mail, MailAddress recipient) {
        return parameters(mail, recipient).flatMap(RecipientDsnParameters::getOrcptParameter);
    }

    private static Optional<RecipientDsnParameters> parameters(Mail mail, MailAddress recipient) {
        return mail.dsnParameters()
                .map(DsnParameters::getRcptParameters)
                .flatMap(all -> Optional.ofNullable(all.get(recipient)));
    }
}
