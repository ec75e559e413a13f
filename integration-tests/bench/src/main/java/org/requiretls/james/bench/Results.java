package org.requiretls.james.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The measurements of one scenario, sender by sender, as a table in Markdown. */
final class Results {

    private final String title;
    private final Map<String, List<Measurement>> bySender = new LinkedHashMap<>();

    Results(String title) {
        this.title = title;
    }

    void add(String sender, Measurement measurement) {
        bySender.computeIfAbsent(sender, any -> new ArrayList<>()).add(measurement);
    }

    /** Medians; ratios are those of the sender named first to each of the others. */
    String table() {
        StringBuilder table = new StringBuilder("### " + title + "\n\n"
                + "| sender | rounds | msg/s (least–most) | CPU ms/msg (least–most) | peak MB | twice | missing | msg/s ratio"
                + " | CPU ratio |\n|---|---|---|---|---|---|---|---|---|\n");
        String first = bySender.keySet().stream().findFirst().orElse("");
        bySender.forEach((sender, all) -> table.append(String.format(
                Locale.ROOT,
                "| %s | %d | %s | %s | %.0f | %d | %d | %s | %s |%n",
                sender,
                all.size(),
                spread("%.0f", all, Measurement::messagesPerSecond),
                spread("%.2f", all, Measurement::cpuMillisPerMessage),
                median(all, Measurement::peakMegabytes),
                all.stream().mapToInt(Measurement::duplicates).sum(),
                all.stream().mapToInt(Measurement::missing).sum(),
                sender.equals(first) ? "" : ratio(first, all, Measurement::messagesPerSecond),
                sender.equals(first) ? "" : ratio(first, all, Measurement::cpuMillisPerMessage))));
        return table.toString();
    }

    private String ratio(String first, List<Measurement> other, ToDoubleFunction<Measurement> value) {
        return String.format(Locale.ROOT, "%.2f", median(bySender.get(first), value) / median(other, value));
    }

    private static String spread(String format, List<Measurement> all, ToDoubleFunction<Measurement> value) {
        double[] sorted = all.stream().mapToDouble(value).sorted().toArray();
        String number = format + " (" + format + "–" + format + ")";
        return String.format(Locale.ROOT, number, median(all, value), sorted[0], sorted[sorted.length - 1]);
    }

    static double median(List<Measurement> all, ToDoubleFunction<Measurement> value) {
        double[] sorted = all.stream().mapToDouble(value).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
