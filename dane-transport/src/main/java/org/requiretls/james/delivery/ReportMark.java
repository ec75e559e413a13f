package org.requiretls.james.delivery;

import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;

/** Marks a mail that brings a TLS report of ours: its sessions are not counted (RFC 8460 sections 3 and 5.3). */
final class ReportMark {

    private static final AttributeName ATTRIBUTE = AttributeName.of("org.requiretls.tls-report");

    private ReportMark() {}

    static void set(Mail mail) {
        mail.setAttribute(new Attribute(ATTRIBUTE, AttributeValue.of(true)));
    }

    static boolean isOn(Mail mail) {
        return mail.getAttribute(ATTRIBUTE).isPresent();
    }
}
