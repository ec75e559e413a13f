package org.requiretls.james;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.inject.Inject;
import org.apache.james.core.healthcheck.ComponentName;
import org.apache.james.core.healthcheck.HealthCheck;
import org.apache.james.core.healthcheck.Result;
import org.reactivestreams.Publisher;
import org.requiretls.james.intake.ReportArchives;
import org.requiretls.james.intake.Trouble;
import reactor.core.publisher.Mono;

/** Degraded while others report that they could not reach us over TLS as our policies ask. */
public class TlsReportHealthCheck implements HealthCheck {

    private static final ComponentName NAME = new ComponentName("TLS reports about us");

    /** Reports come up to a day after the day that they are about. */
    private static final Duration RECENT = Duration.ofDays(3);

    private static final int LONGEST_QUOTE = 100;

    private final ReportArchives archives;
    private final Clock clock;

    @Inject
    public TlsReportHealthCheck(ReportArchives archives) {
        this(archives, Clock.systemUTC());
    }

    TlsReportHealthCheck(ReportArchives archives, Clock clock) {
        this.archives = archives;
        this.clock = clock;
    }

    @Override
    public ComponentName componentName() {
        return NAME;
    }

    @Override
    public Publisher<Result> check() {
        return Mono.fromSupplier(this::result);
    }

    private Result result() {
        Instant earliest = clock.instant().minus(RECENT);
        List<Trouble> recent = Trouble.in(archives.all()).stream()
                .filter(trouble -> trouble.until().isAfter(earliest))
                .toList();
        if (recent.isEmpty()) {
            return Result.healthy(NAME);
        }
        long sessions = recent.stream().mapToLong(Trouble::sessions).sum();
        Trouble latest = recent.get(0);
        return Result.degraded(
                NAME,
                sessions + " sessions with our hosts failed, as others report; the latest: "
                        + latest.type().keyword() + " at "
                        + latest.mxHost().map(TlsReportHealthCheck::safely).orElse("no host in particular")
                        + ". GET " + TlsReportRoutes.BASE + " tells more.");
    }

    /** A stranger's text, in a line of the log. */
    private static String safely(String text) {
        return text.substring(0, Math.min(text.length(), LONGEST_QUOTE)).replaceAll("[^ -~]", "?");
    }
}
