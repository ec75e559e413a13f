package org.requiretls.james.lab.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Zones as files, from a root of one's own downwards, ready to be published.
 *
 * @param files zone files by origin
 * @param trustAnchor a file with the DNSKEY record of the root's key-signing key
 */
public record SignedZones(Map<String, Path> files, Path trustAnchor) {

    public SignedZones {
        files = Map.copyOf(files);
    }

    /**
     * Makes keys, delegations and signatures.
     *
     * @param directory existing; gets one file for each key and zone
     * @param plans with a signed root among them; each other zone is delegated from the nearest one above it
     * @throws IllegalStateException if a tool is missing or fails; the message says which
     */
    public static SignedZones make(Path directory, List<ZonePlan> plans) throws IOException {
        ZonePlan root = plans.stream()
                .filter(ZonePlan::isRoot)
                .findFirst()
                .filter(plan -> plan.signing().isPresent())
                .orElseThrow(() -> new IllegalArgumentException("The zones need a signed root"));
        Map<String, ZoneKeys> keys = new HashMap<>();
        for (ZonePlan plan : plans) {
            if (plan.signing().isPresent()) {
                keys.put(
                        plan.origin(),
                        ZoneKeys.make(directory, plan.origin(), plan.signing().get()));
            }
        }
        Map<String, Path> files = new HashMap<>();
        for (ZonePlan plan : plans) {
            files.put(plan.origin(), new ZoneMaker(directory, plans, keys).make(plan));
        }
        Path anchor = directory.resolve("trust-anchor.key");
        Files.writeString(anchor, keys.get(root.origin()).forKeys().dnskey() + "\n");
        return new SignedZones(files, anchor);
    }
}
