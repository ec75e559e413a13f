package org.requiretls.james.lab.dns;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.requiretls.james.lab.dns.LabZone.Security;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/** The live copy of a zone: its record sets in canonical order, signed when first asked for. Immutable. */
final class PublishedZone {

    static final long TTL_SECONDS = 30;
    private static final String NAME_SERVER = "ns";

    private final LabZone zone;
    private final ZoneKey key;
    private final NavigableMap<Name, NavigableMap<Integer, RRset>> nodes = new TreeMap<>();
    private final Proofs proofs;
    private final Map<Question, List<Record>> signed = new ConcurrentHashMap<>();

    /**
     * @param children the zones delegated from this one, with their DS records where they have one
     */
    PublishedZone(LabZone zone, ZoneKey key, Collection<Delegation> children) {
        this.zone = zone;
        this.key = key;
        addApex();
        zone.records().stream()
                .filter(record ->
                        children.stream().noneMatch(child -> record.getName().subdomain(child.origin())))
                .forEach(this::add);
        children.forEach(this::addDelegation);
        proofs = zone.nsec3()
                .<Proofs>map(parameters -> new Nsec3Proofs(zone.origin(), parameters, nodes, this::closestEncloser))
                .orElseGet(() -> new NsecProofs(zone.origin(), nodes));
    }

    /** A child zone as its parent sees it. */
    record Delegation(Name origin, List<Record> ds) {}

    private void addApex() {
        Name origin = zone.origin();
        Name server = Names.below(origin, NAME_SERVER);
        Name mailbox = Names.below(origin, "hostmaster");
        add(new SOARecord(origin, DClass.IN, zone.denialTtl(), server, mailbox, 1, 3600, 600, 86400, zone.denialTtl()));
        add(new NSRecord(origin, DClass.IN, TTL_SECONDS, server));
        add(new ARecord(server, DClass.IN, TTL_SECONDS, new byte[] {127, 0, 0, 1}));
        if (isSigned()) {
            key.impostors(zone.impostorKeys()).forEach(this::add);
            add(key.dnskey());
            zone.nsec3().ifPresent(parameters -> add(parameters.at(origin)));
        }
    }

    private void addDelegation(Delegation child) {
        add(new NSRecord(child.origin(), DClass.IN, TTL_SECONDS, Names.below(child.origin(), NAME_SERVER)));
        child.ds().forEach(this::add);
    }

    private void add(Record record) {
        nodes.computeIfAbsent(record.getName(), name -> new TreeMap<>())
                .computeIfAbsent(record.getType(), type -> new RRset())
                .addRR(record);
    }

    Name origin() {
        return zone.origin();
    }

    boolean isSigned() {
        return zone.security() != Security.UNSIGNED;
    }

    /** True also for an empty non-terminal: a name that only has names below it. */
    boolean exists(Name name) {
        Name atOrAfter = nodes.ceilingKey(name);
        return atOrAfter != null && atOrAfter.subdomain(name);
    }

    Optional<RRset> find(Name name, int type) {
        return Optional.ofNullable(nodes.get(name)).map(types -> types.get(type));
    }

    /** The DNAME record set above a name, if there is one (RFC 6672). */
    Optional<RRset> findDname(Name name) {
        return ancestors(name)
                .flatMap(above -> find(above, Type.DNAME).stream())
                .findFirst();
    }

    /** The nearest existing ancestor of a name that does not exist itself. */
    Name closestEncloser(Name name) {
        return ancestors(name).filter(this::exists).findFirst().orElseThrow();
    }

    private Stream<Name> ancestors(Name name) {
        return IntStream.rangeClosed(1, name.labels() - zone.origin().labels()).mapToObj(n -> new Name(name, n));
    }

    /** A record set followed by its signature, where it has one. */
    List<Record> signed(RRset rrset) {
        return signed.computeIfAbsent(new Question(rrset.getName(), rrset.getType()), question -> sign(rrset));
    }

    private List<Record> sign(RRset rrset) {
        List<Record> records = new ArrayList<>(rrset.rrs(false));
        if (!isSigned() || isDelegationNs(rrset)) {
            return records;
        }
        records.addAll(key.signBroken(rrset, zone.worthlessSignatures()));
        if (zone.hasBrokenSignature(rrset.getName(), rrset.getType())) {
            records.add(key.signBroken(rrset));
        } else if (zone.security() == Security.EXPIRED) {
            records.add(key.signExpired(rrset));
        } else {
            records.add(key.sign(rrset));
        }
        return records;
    }

    /** The NS records at a cut belong to the child; the parent does not sign them (RFC 4035 section 2.2). */
    private boolean isDelegationNs(RRset rrset) {
        return rrset.getType() == Type.NS && !rrset.getName().equals(zone.origin());
    }

    RRset soa() {
        return nodes.get(zone.origin()).get(Type.SOA);
    }

    /** Proofs of absence; only a signed zone can use them. */
    Proofs proofs() {
        return proofs;
    }

    /** Everything, as a zone file that other name servers and their tools can read. */
    String zoneFile() {
        StringBuilder text = new StringBuilder();
        nodes.forEach((name, types) -> {
            types.values()
                    .forEach(rrset ->
                            signed(rrset).forEach(record -> text.append(record).append('\n')));
        });
        if (isSigned()) {
            proofs.all()
                    .forEach(rrset ->
                            signed(rrset).forEach(record -> text.append(record).append('\n')));
        }
        return text.toString();
    }
}
