package org.requiretls.james.delivery;

import java.io.IOException;
import java.net.InetAddress;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.mailet.MailetContext;
import org.requiretls.james.dns.DnsLookup;
import org.requiretls.james.hop.AttemptListener;
import org.requiretls.james.reporting.DailyCount;
import org.requiretls.james.reporting.HttpsPoster;
import org.requiretls.james.reporting.NodeName;
import org.requiretls.james.reporting.ReportDelivery;
import org.requiretls.james.reporting.ReportRound;
import org.requiretls.james.reporting.ReportTiming;
import org.requiretls.james.reporting.SessionCounter;
import org.requiretls.james.reporting.SourceAddress;
import org.requiretls.james.reporting.TallyStore;
import org.requiretls.james.tlsrpt.Submitter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TLS reports put together from the settings: counts what is attempted, saves it every minute, sends what is due. */
final class TlsReporting implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(TlsReporting.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

    private final ReportSettings settings;
    private final Submitter submitter;
    private final TallyStore store;
    private final DailyCount count;
    private final SourceAddress source;
    private final ReportDelivery delivery;
    private final Clock clock;
    private final ScheduledExecutorService thread;

    private TlsReporting(ReportSettings settings, SourceAddress source, ReportDelivery delivery, Clock clock)
            throws IOException {
        this.settings = settings;
        this.source = source;
        this.delivery = delivery;
        this.clock = clock;
        submitter = new Submitter(settings.organization(), settings.contact(), NodeName.in(settings.directory()));
        store = new TallyStore(settings.directory(), submitter);
        count = new DailyCount(store, clock);
        thread = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread daemon = new Thread(work, "DaneRemoteDelivery-reports");
            daemon.setDaemon(true);
            return daemon;
        });
    }

    /**
     * Goes on with the counts of today.
     *
     * @param bound where connections come from, if the administrator says so
     * @return empty if the counts can't be kept: mail is worth more than counts, and goes without them
     */
    static Optional<TlsReporting> open(
            ReportSettings settings, Optional<InetAddress> bound, MailetContext context, Clock clock) {
        try {
            ReportDelivery delivery = new ReportDelivery(
                    new MailedReports(context, settings.processor(), clock),
                    new HttpsPoster(SSLContext.getDefault(), HttpsPoster::isPublicHost));
            SourceAddress source = bound.map(SourceAddress::of).orElseGet(SourceAddress::byRoute);
            return Optional.of(new TlsReporting(settings, source, delivery, clock));
        } catch (IOException | NoSuchAlgorithmException e) {
            LOGGER.error(
                    "No TLS reports are sent: the counts can't be kept in {}. Make it a directory that James may write"
                            + " to, or name another in <{}>, and restart. Mail is delivered as ever.",
                    settings.directory(),
                    Parameter.TLS_REPORT_DIRECTORY.key(),
                    e);
            return Optional.empty();
        }
    }

    /** Counts what it is told of. */
    AttemptListener counter() {
        return new SessionCounter(count, source);
    }

    /** @param dns tells who wants reports */
    void start(DnsLookup dns) {
        ReportRound round = new ReportRound(
                store,
                submitter,
                ReportTiming.DEFAULT,
                domain -> !settings.excluded().contains(domain),
                dns,
                delivery);
        thread.scheduleWithFixedDelay(() -> turn(round), PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** An exception would end the schedule, and with it all reports. */
    private void turn(ReportRound round) {
        try {
            count.save();
            round.run(clock.instant());
        } catch (RuntimeException e) {
            LOGGER.error("TLS reports: an unforeseen failure, tried again in {} s.", PAUSE.toSeconds(), e);
        }
    }

    /** Saves what was counted. A report that is on its way is broken off, and sent after the next start. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                LOGGER.warn("A TLS report was still on its way {} s after the stop.", LONGEST_STOP.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        count.save();
    }
}
