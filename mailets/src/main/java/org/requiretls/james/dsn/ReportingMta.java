package org.requiretls.james.dsn;

import java.net.InetAddress;
import java.net.UnknownHostException;
import javax.mail.MessagingException;

/** The name of this server, as a report gives it (RFC 3464 section 2.2.2). */
public final class ReportingMta {

    private ReportingMta() {}

    /** @throws MessagingException when the machine does not know its own name */
    public static String ownName() throws MessagingException {
        try {
            return InetAddress.getLocalHost().getCanonicalHostName();
        } catch (UnknownHostException e) {
            throw new MessagingException("this machine does not know its own name (" + e.getMessage() + ")", e);
        }
    }
}
