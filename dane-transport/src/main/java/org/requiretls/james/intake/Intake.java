package org.requiretls.james.intake;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;
import org.requiretls.james.smtpclient.PrintableText;
import org.requiretls.james.tlsrpt.ReceivedReport;
import org.requiretls.james.tlsrpt.ReportSyntaxException;

/** Takes the report out of a mail and keeps it. */
public final class Intake {

    /** A day that just ended somewhere ahead of our clock. */
    private static final Duration MOST_AHEAD = Duration.ofDays(1);

    private static final Duration LONGEST_RANGE = Duration.ofDays(8);

    private final ReportArchive archive;
    private final Unpacking unpacking;
    private final Clock clock;

    public Intake(ReportArchive archive, Unpacking unpacking, Clock clock) {
        this.archive = archive;
        this.unpacking = unpacking;
        this.clock = clock;
    }

    /** A report that is refused for a reason outside of it. */
    public static IntakeException refusal(String reason) {
        return new IntakeException(reason);
    }

    /** Whether the mail brings a report at all. */
    public static boolean isOffered(MimeMessage mail) throws MessagingException, IOException {
        return ReportPart.of(mail).isPresent();
    }

    /**
     * Keeps the report that the mail brings, whoever sent it.
     *
     * @throws IntakeException if it is none that can be believed, or if it can't be kept
     */
    public ReceivedReport take(MimeMessage mail) throws IntakeException {
        return take(mail, report -> {});
    }

    /**
     * Keeps the report that the mail brings, if the domain that it is from has signed the mail (RFC 8460 section 3).
     *
     * @param dkimResult what James's check of DKIM signatures has found
     * @throws IntakeException if it is none that can be believed, or if it can't be kept
     */
    public ReceivedReport take(MimeMessage mail, String dkimResult) throws IntakeException {
        return take(mail, report -> {
            Optional<String> refusal = ReportSignature.of(mail, dkimResult).refusal(report.contact());
            if (refusal.isPresent()) {
                throw new IntakeException(PrintableText.of(refusal.get()));
            }
        });
    }

    private interface Check {
        void require(ReceivedReport report) throws IntakeException, MessagingException;
    }

    private ReceivedReport take(MimeMessage mail, Check check) throws IntakeException {
        try {
            ReportPart part =
                    ReportPart.of(mail).orElseThrow(() -> new IntakeException("it has no part that is a report"));
            byte[] json = unpacking.unpack(part.form(), part.content());
            ReceivedReport report = ReceivedReport.of(json);
            requirePlausible(report);
            check.require(report);
            archive.keep(report, json);
            return report;
        } catch (ReportSyntaxException e) {
            throw new IntakeException(e.getMessage(), e);
        } catch (MessagingException | IOException e) {
            throw new IntakeException(PrintableText.of("it can't be read or kept: " + e), e);
        }
    }

    /** A report about next year would be the latest until then. */
    private void requirePlausible(ReceivedReport report) throws IntakeException {
        if (report.end().isAfter(clock.instant().plus(MOST_AHEAD))) {
            throw new IntakeException("it tells of a time that is not over, until " + report.end());
        }
        if (Duration.between(report.begin(), report.end()).compareTo(LONGEST_RANGE) > 0) {
            throw new IntakeException("it tells of more than " + LONGEST_RANGE.toDays() + " days");
        }
    }
}
