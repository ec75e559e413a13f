package org.requiretls.james.reporting;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.requiretls.james.tlsrpt.Report;
import org.requiretls.james.tlsrpt.ReportTarget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one report to all the places that the domain names (RFC 8460 section 3). */
public final class ReportDelivery {

    private static final Logger LOGGER = LoggerFactory.getLogger(ReportDelivery.class);

    private final ReportMailer mailer;
    private final ReportPoster poster;

    public ReportDelivery(ReportMailer mailer, ReportPoster poster) {
        this.mailer = mailer;
        this.poster = poster;
    }

    /**
     * Delivers to every target, all mail addresses in one mail.
     *
     * @throws ReportNotTakenException if none took it
     */
    void deliver(Report report, List<ReportTarget> targets) throws ReportNotTakenException {
        byte[] file = compressed(report.json());
        List<String> failures = new ArrayList<>();
        int taken = 0;
        List<String> addresses = new ArrayList<>();
        for (ReportTarget target : targets) {
            if (target instanceof ReportTarget.Mail mail) {
                addresses.add(mail.address());
            } else if (target instanceof ReportTarget.Https https) {
                taken += attempt(target.toString(), failures, () -> poster.post(https.uri(), file));
            }
        }
        if (!addresses.isEmpty()) {
            taken += attempt(addresses.toString(), failures, () -> mailer.mail(report, file, addresses));
        }
        if (taken == 0) {
            throw new ReportNotTakenException(String.join("; ", failures));
        }
        failures.forEach(failure -> LOGGER.info(
                "The TLS report to {} about {} was taken by some of its addresses, but not by all: {}",
                report.domain(),
                report.day(),
                failure));
    }

    private interface Way {
        void go() throws ReportNotTakenException;
    }

    private static int attempt(String where, List<String> failures, Way way) {
        try {
            way.go();
            return 1;
        } catch (ReportNotTakenException e) {
            failures.add(where + ": " + e.getMessage());
            return 0;
        }
    }

    private static byte[] compressed(byte[] text) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(file)) {
            out.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException("Memory does not fail to be written to", e);
        }
        return file.toByteArray();
    }
}
