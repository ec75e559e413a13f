package org.requiretls.james.delivery;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.mail.MessagingException;
import javax.mail.internet.AddressException;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.MailetContext;
import org.requiretls.james.reporting.ReportMailer;
import org.requiretls.james.reporting.ReportNotTakenException;
import org.requiretls.james.tag.TlsRequirement;
import org.requiretls.james.tag.TlsRequirementCodec;
import org.requiretls.james.tlsrpt.Report;

/**
 * Hands TLS reports to the processor that signs them (RFC 8460 section 3 wants a DKIM signature) and sends them on.
 *
 * <p>Their reverse-path is empty, so that nothing comes back and no report leads to another mail; they carry the tag
 * that sets the recipient's policies aside, and the mark that keeps them out of the next report.
 */
final class MailedReports implements ReportMailer {

    private final MailetContext context;
    private final Optional<String> processor;
    private final Clock clock;

    /** @param processor empty where there is none that signs; then nothing is mailed */
    MailedReports(MailetContext context, Optional<String> processor, Clock clock) {
        this.context = context;
        this.processor = processor;
        this.clock = clock;
    }

    @Override
    public void mail(Report report, byte[] file, List<String> addresses) throws ReportNotTakenException {
        String signing = processor.orElseThrow(() -> new ReportNotTakenException("nothing is mailed without a DKIM"
                + " signature; name a processor that signs in <" + Parameter.TLS_REPORT_PROCESSOR.key() + ">"));
        try {
            MailImpl mail = MailImpl.builder()
                    .name(MailImpl.getId())
                    .sender(MaybeSender.nullSender())
                    .addRecipients(recipients(addresses))
                    .mimeMessage(ReportMail.compose(report, file, addresses, clock))
                    .build();
            try {
                TlsRequirementCodec.write(mail, TlsRequirement.OPTIONAL);
                ReportMark.set(mail);
                context.sendMail(mail, signing);
            } finally {
                LifecycleUtil.dispose(mail);
            }
        } catch (MessagingException | RuntimeException e) {
            throw new ReportNotTakenException("the processor '" + signing + "' did not take it: " + e, e);
        }
    }

    private static List<MailAddress> recipients(List<String> addresses) throws AddressException {
        List<MailAddress> recipients = new ArrayList<>();
        for (String address : addresses) {
            recipients.add(new MailAddress(address));
        }
        return recipients;
    }
}
