package org.requiretls.james.delivery;

import org.apache.james.transport.mailets.remote.delivery.DeliveryRetriesHelper;
import org.apache.mailet.Mail;

/** How often delivery of a mail has been tried again, as the stock remote delivery notes it on the mail. */
final class Retries {

    private Retries() {}

    /**
     * The retries so far, 0 or more. Only a mail in the state that the first failure gives it has any: the count also
     * travels with copies, and a bounce or a forwarded mail is not late because its original was.
     */
    static int of(Mail mail) {
        return Mail.ERROR.equals(mail.getState()) ? Math.max(0, DeliveryRetriesHelper.retrieveRetries(mail)) : 0;
    }

    static void note(Mail mail, int retries) {
        mail.setState(Mail.ERROR);
        mail.setAttribute(DeliveryRetriesHelper.makeAttribute(retries));
    }
}
