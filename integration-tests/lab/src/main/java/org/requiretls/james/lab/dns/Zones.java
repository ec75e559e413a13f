package org.requiretls.james.lab.dns;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.requiretls.james.lab.dns.LabZone.Security;
import org.requiretls.james.lab.dns.PublishedZone.Delegation;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** All zones at one moment, each linked to its parent by a delegation. Immutable. */
final class Zones {

    private final Map<Name, PublishedZone> published;

    /**
     * @param zones among them the root
     */
    Zones(Map<Name, LabZone> zones, Function<Name, ZoneKey> keys) {
        published = zones.values().stream()
                .collect(Collectors.toUnmodifiableMap(
                        LabZone::origin,
                        zone -> new PublishedZone(
                                zone, keys.apply(zone.origin()), delegations(zone, zones.values(), keys))));
    }

    private static List<Delegation> delegations(
            LabZone parent, Collection<LabZone> zones, Function<Name, ZoneKey> keys) {
        return zones.stream()
                .filter(zone -> parentOf(zone.origin(), zones)
                        .filter(found -> found == parent)
                        .isPresent())
                .map(child -> new Delegation(child.origin(), ds(child, keys)))
                .toList();
    }

    private static Optional<LabZone> parentOf(Name origin, Collection<LabZone> zones) {
        return zones.stream()
                .filter(zone -> !zone.origin().equals(origin) && origin.subdomain(zone.origin()))
                .max(Comparator.comparingInt(zone -> zone.origin().labels()));
    }

    private static List<Record> ds(LabZone child, Function<Name, ZoneKey> keys) {
        if (child.security() == Security.UNSIGNED || child.security() == Security.ISLAND) {
            return List.of();
        }
        ZoneKey key = keys.apply(child.origin());
        Stream<DNSKEYRecord> all = Stream.concat(key.impostors(child.impostorKeys()).stream(), Stream.of(key.dnskey()));
        return all.<Record>map(ZoneKey::ds).toList();
    }

    /** The zone that answers a question: the deepest one, but for DS the parent's side of the cut. */
    PublishedZone responsibleFor(Name name, int type) {
        return published.values().stream()
                .filter(zone -> name.subdomain(zone.origin()))
                .filter(zone -> type != Type.DS || name.equals(Name.root) || !name.equals(zone.origin()))
                .max(Comparator.comparingInt(zone -> zone.origin().labels()))
                .orElseThrow();
    }

    Optional<PublishedZone> zone(Name origin) {
        return Optional.ofNullable(published.get(origin));
    }
}
