package org.requiretls.james.intake;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.inject.Singleton;
import org.requiretls.james.tlsrpt.ReceivedReport;

/** The archives that are open in this James: mailets put theirs in, WebAdmin and the health check look at them. */
@Singleton
public class ReportArchives {

    private final List<ReportArchive> open = new CopyOnWriteArrayList<>();

    public void add(ReportArchive archive) {
        open.add(archive);
    }

    public void remove(ReportArchive archive) {
        open.remove(archive);
    }

    public boolean isEmpty() {
        return open.isEmpty();
    }

    /** All reports of all archives. */
    public List<ReceivedReport> all() {
        return open.stream().flatMap(archive -> archive.all().stream()).toList();
    }
}
