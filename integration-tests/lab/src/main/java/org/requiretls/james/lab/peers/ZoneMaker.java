package org.requiretls.james.lab.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Writes the files of zones that hang together. */
final class ZoneMaker {

    private static final String HEAD = """
            $ORIGIN %s
            $TTL 300
            @ IN SOA ns hostmaster 1 3600 600 86400 60
            @ IN NS ns
            ns IN A 127.0.0.1
            """;

    private final Path directory;
    private final List<ZonePlan> plans;
    private final Map<String, ZoneKeys> keys;

    /**
     * @param keys of each signed zone, by origin
     */
    ZoneMaker(Path directory, List<ZonePlan> plans, Map<String, ZoneKeys> keys) {
        this.directory = directory;
        this.plans = List.copyOf(plans);
        this.keys = Map.copyOf(keys);
    }

    /** Writes the zone of one plan. */
    Path make(ZonePlan plan) throws IOException {
        String name = plan.isRoot()
                ? "root"
                : plan.origin().substring(0, plan.origin().length() - 1);
        StringBuilder before = new StringBuilder(HEAD.formatted(plan.origin())).append(plan.records());
        StringBuilder later = new StringBuilder();
        for (ZonePlan child : plans) {
            if (isDelegated(child, plan)) {
                boolean unseenBySigner = plan.hasOptOut() && child.delegation() == Delegation.INSECURE;
                (unseenBySigner ? later : before).append('\n').append(delegation(child));
            }
        }
        Path unsigned = Files.writeString(directory.resolve(name + ".zone"), before + "\n");
        if (plan.signing().isEmpty()) {
            return unsigned;
        }
        String signed = keys.get(plan.origin()).sign(unsigned) + later + "\n";
        return Files.writeString(
                directory.resolve(name + ".published"), plan.afterSigning().apply(signed));
    }

    private boolean isDelegated(ZonePlan child, ZonePlan parent) {
        return plans.stream()
                .filter(plan -> plan.contains(child))
                .max(Comparator.comparing(plan -> plan.origin().length()))
                .filter(parent::equals)
                .isPresent();
    }

    private String delegation(ZonePlan child) throws IOException {
        String server = child.name("ns");
        String ds = child.signing().isPresent() ? keys.get(child.origin()).ds(child.delegation()) : "";
        return """
                %1$s 300 IN NS %2$s
                %2$s 300 IN A 127.0.0.1
                %3$s
                """.formatted(child.origin(), server, ds);
    }
}
