package org.requiretls.james.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;
import org.requiretls.james.tlsrpt.ReceivedReport;
import org.requiretls.james.tlsrpt.ReportForm;

/**
 * Looks for mails and packed files that the intake stumbles over. In the build it runs over those kept beside it; with
 * {@code -Dfuzz=1 -Dtest=ReportMailFuzzTest} it invents some of its own.
 */
class ReportMailFuzzTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-26T01:00:00Z"), ZoneOffset.UTC);
    private static final Unpacking SMALL = new Unpacking(10_000, 100_000);
    private static final ReportArchive.Bounds BOUNDS = new ReportArchive.Bounds(3, Duration.ofDays(60), 200_000);

    /** No more is unpacked than may be. */
    @FuzzTest(maxDuration = "5m")
    void packed(byte[] octets) {
        try {
            byte[] text = SMALL.unpack(ReportForm.GZIP, new ByteArrayInputStream(octets));
            assertThat(text).hasSizeLessThanOrEqualTo(100_000);
        } catch (IntakeException refused) {
            assertThat(refused).hasMessageNotContaining("\n");
        }
    }

    /** A mail is taken or refused; nothing else comes of it, and what is kept is what trouble is told from. */
    @FuzzTest(maxDuration = "5m")
    void mail(byte[] octets) throws IOException {
        Path directory = Files.createTempDirectory("intake");
        try {
            ReportArchive archive = ReportArchive.open(directory, BOUNDS, CLOCK);
            MimeMessage mail = new MimeMessage(null, new ByteArrayInputStream(octets));
            if (Intake.isOffered(mail)) {
                ReceivedReport report = new Intake(archive, SMALL, CLOCK).take(mail);
                assertThat(archive.all()).containsExactly(report);
                assertThat(Trouble.in(archive.all()))
                        .allSatisfy(trouble -> assertThat(trouble.sessions()).isNotNegative());
            }
        } catch (IntakeException | MessagingException refused) {
            assertThat(refused.getMessage()).isNotNull();
        } finally {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
    }
}
