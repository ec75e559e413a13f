package org.requiretls.james;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.james.filesystem.api.FileSystem;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;
import org.requiretls.james.intake.Intake;
import org.requiretls.james.intake.IntakeException;
import org.requiretls.james.intake.ReportArchive;
import org.requiretls.james.intake.ReportArchives;
import org.requiretls.james.intake.Unpacking;
import org.requiretls.james.mailets.EveryMailet;
import org.requiretls.james.tlsrpt.ReceivedReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in TLS reports about our own domains (RFC 8460), and keeps what they say. It belongs behind {@code DKIMVerify},
 * for the addresses that our {@code _smtp._tls.} records name:
 *
 * <pre>{@code
 * <mailet match="All" class="org.apache.james.jdkim.mailets.DKIMVerify"/>
 * <mailet match="RecipientIs=tlsrpt@example.org" class="org.requiretls.james.TlsReportIntake">
 *   <directory>file://var/tls-reports</directory>
 * </mailet>
 * }</pre>
 *
 * <p>{@code unsigned} says what becomes of a report without a valid DKIM signature of the domain that it is from: {@code
 * ignore} (section 3), or {@code accept}. {@code afterwards} says what becomes of a mail whose report was kept: {@code pass} lets it go on, {@code drop}
 * ends it. A mail whose report is not kept always goes on, so that somebody sees it.
 */
public class TlsReportIntake extends GenericMailet {

    private static final Logger LOGGER = LoggerFactory.getLogger(TlsReportIntake.class);

    private static final String DIRECTORY = "directory";
    private static final String UNSIGNED = "unsigned";
    private static final String AFTERWARDS = "afterwards";
    private static final Set<String> PARAMETERS = Set.of(DIRECTORY, UNSIGNED, AFTERWARDS);

    private static final String DEFAULT_DIRECTORY = "file://var/tls-reports";

    /** Where James's own mailet puts what it found. */
    private static final AttributeName DKIM_RESULT = AttributeName.of("jDKIM.AUTHRESULT");

    private static final int LONGEST_QUOTE = 300;

    private static final String KEPT_METRIC = "tlsReportsKept";
    private static final String REFUSED_METRIC = "tlsReportsRefused";

    private final FileSystem files;
    private final MetricFactory metrics;
    private final ReportArchives archives;

    private ReportArchive archive;
    private Intake intake;
    private boolean signatureIsNeeded;
    private boolean dropsWhatIsKept;

    @Inject
    public TlsReportIntake(FileSystem files, MetricFactory metrics, ReportArchives archives) {
        this.files = files;
        this.metrics = metrics;
        this.archives = archives;
    }

    /** @throws MessagingException if the configuration can't be followed; the text says what is wrong with it */
    @Override
    public void init() throws MessagingException {
        requireKnownParameters();
        signatureIsNeeded = oneOf(UNSIGNED, "ignore", "accept");
        dropsWhatIsKept = !oneOf(AFTERWARDS, "pass", "drop");
        Path directory = directory(getInitParameter(DIRECTORY, DEFAULT_DIRECTORY));
        Clock clock = Clock.systemUTC();
        try {
            archive = ReportArchive.open(directory, ReportArchive.Bounds.DEFAULT, clock);
        } catch (IOException e) {
            throw new MessagingException(
                    "TLS reports can't be kept in " + directory
                            + ": make it a directory that James may write to, or name" + " another in <" + DIRECTORY
                            + ">",
                    e);
        }
        intake = new Intake(archive, Unpacking.DEFAULT, clock);
        archives.add(archive);
    }

    private void requireKnownParameters() throws MessagingException {
        for (Iterator<String> names = getInitParameterNames(); names.hasNext(); ) {
            String name = names.next();
            if (!PARAMETERS.contains(name) && !EveryMailet.PARAMETERS.contains(name)) {
                throw new MessagingException("<" + name + ">: there is no such parameter, there are " + DIRECTORY + ", "
                        + UNSIGNED + ", " + AFTERWARDS);
            }
        }
    }

    /** Whether it is the first, which is the default. */
    private boolean oneOf(String parameter, String first, String second) throws MessagingException {
        String value = getInitParameter(parameter, first).strip().toLowerCase(Locale.ROOT);
        if (!value.equals(first) && !value.equals(second)) {
            throw new MessagingException("<" + parameter + ">: '" + value + "' is neither " + first + " nor " + second);
        }
        return value.equals(first);
    }

    private Path directory(String url) throws MessagingException {
        try {
            return files.getFile(url).toPath();
        } catch (FileNotFoundException e) {
            throw new MessagingException("<" + DIRECTORY + ">: " + url + " can't be found", e);
        }
    }

    @Override
    public void service(Mail mail) throws MessagingException {
        try {
            if (!Intake.isOffered(mail.getMessage())) {
                return;
            }
            ReceivedReport report = signatureIsNeeded
                    ? intake.take(mail.getMessage(), dkimResult(mail))
                    : intake.take(mail.getMessage());
            metrics.generate(KEPT_METRIC).increment();
            LOGGER.info("The TLS report {} in mail {} is kept.", safely(report.id()), mail.getName());
            if (dropsWhatIsKept) {
                mail.setState(Mail.GHOST);
            }
        } catch (IntakeException | MessagingException | IOException | RuntimeException e) {
            // Whatever a stranger's mail does to the parser of mails: it goes on, so that somebody sees it.
            metrics.generate(REFUSED_METRIC).increment();
            LOGGER.warn(
                    "The TLS report in mail {} from {} is not taken in, the mail goes on: {}",
                    mail.getName(),
                    mail.getMaybeSender().asString(),
                    safely(String.valueOf(e.getMessage())));
        }
    }

    private static String dkimResult(Mail mail) throws IntakeException {
        return AttributeUtils.getValueAndCastFromMail(mail, DKIM_RESULT, String.class)
                .orElseThrow(() -> Intake.refusal(
                        "nobody has looked for a DKIM signature; put DKIMVerify in front of this mailet"));
    }

    private static String safely(String text) {
        return text.substring(0, Math.min(text.length(), LONGEST_QUOTE)).replaceAll("[^ -~]", "?");
    }

    @Override
    public void destroy() {
        if (archive != null) {
            archives.remove(archive);
        }
    }

    @Override
    public String getMailetInfo() {
        return "takes in TLS reports (RFC 8460)";
    }
}
