package org.requiretls.james.lab.dns;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Answers one question from the zones, following aliases across them as a recursive resolver does. */
final class Responder {

    private static final int LONGEST_ALIAS_CHAIN = 12;

    private final Zones zones;
    private final boolean followsAliases;
    private final List<Record> answer = new ArrayList<>();
    private final List<Record> authority = new ArrayList<>();

    private Responder(Zones zones, boolean followsAliases) {
        this.zones = zones;
        this.followsAliases = followsAliases;
    }

    /**
     * An answer with all its signatures and proofs.
     *
     * @param rcode of {@link Rcode}
     */
    record Answer(int rcode, List<Record> answer, List<Record> authority) {

        List<Record> section(int section) {
            return section == Section.ANSWER ? answer : authority;
        }
    }

    static Answer answer(Zones zones, Question question) {
        return new Responder(zones, true).respond(question);
    }

    static Answer answerWithoutFollowing(Zones zones, Question question) {
        return new Responder(zones, false).respond(question);
    }

    private Answer respond(Question question) {
        Name name = question.name();
        for (int links = 0; links <= LONGEST_ALIAS_CHAIN; links++) {
            PublishedZone zone = zones.responsibleFor(name, question.type());
            Optional<Name> target = alias(zone, name, question.type());
            if (target.isEmpty()) {
                return new Answer(direct(zone, name, question.type()), answer, authority);
            }
            if (!followsAliases) {
                return new Answer(Rcode.NOERROR, answer, authority);
            }
            name = target.get();
        }
        // A loop, or as good as one.
        return new Answer(Rcode.SERVFAIL, List.of(), List.of());
    }

    private Optional<Name> alias(PublishedZone zone, Name name, int type) {
        Optional<RRset> dname = zone.findDname(name);
        if (dname.isPresent()) {
            answer.addAll(zone.signed(dname.get()));
            CNAMERecord synthesized = synthesize(name, (DNAMERecord) dname.get().first());
            answer.add(synthesized);
            return type == Type.CNAME ? Optional.empty() : Optional.of(synthesized.getTarget());
        }
        if (type == Type.CNAME) {
            return Optional.empty();
        }
        Optional<RRset> cname = zone.exists(name) ? zone.find(name, Type.CNAME) : wildcard(zone, name, Type.CNAME);
        cname.ifPresent(rrset -> addAnswer(zone, name, rrset));
        return cname.map(rrset -> ((CNAMERecord) rrset.first()).getTarget());
    }

    private static CNAMERecord synthesize(Name name, DNAMERecord dname) {
        try {
            return new CNAMERecord(name, DClass.IN, dname.getTTL(), name.fromDNAME(dname));
        } catch (NameTooLongException e) {
            throw new IllegalStateException("The lab has no names that long: " + name, e);
        }
    }

    private int direct(PublishedZone zone, Name name, int type) {
        if (type == Type.CNAME && !answer.isEmpty()) {
            return Rcode.NOERROR;
        }
        if (zone.exists(name)) {
            zone.find(name, type).ifPresentOrElse(rrset -> addAnswer(zone, name, rrset), () -> denyType(zone, name));
            return Rcode.NOERROR;
        }
        Name wildcard = wildcardName(zone, name);
        if (!zone.exists(wildcard)) {
            denyName(zone, name, wildcard);
            return Rcode.NXDOMAIN;
        }
        wildcard(zone, name, type)
                .ifPresentOrElse(rrset -> addAnswer(zone, name, rrset), () -> denyName(zone, name, wildcard));
        return Rcode.NOERROR;
    }

    private static Name wildcardName(PublishedZone zone, Name name) {
        return Names.below(zone.closestEncloser(name), "*");
    }

    private static Optional<RRset> wildcard(PublishedZone zone, Name name, int type) {
        return zone.find(wildcardName(zone, name), type);
    }

    private void addAnswer(PublishedZone zone, Name name, RRset rrset) {
        List<Record> records = zone.signed(rrset);
        if (rrset.getName().equals(name)) {
            answer.addAll(records);
            return;
        }
        // From a wildcard: the records take the name asked for, and a proof shows that this name has none of its own
        // (RFC 4035 section 3.1.3.3).
        records.forEach(record -> answer.add(rename(record, name)));
        prove(zone, zone.proofs().ofAbsence(name));
    }

    private static Record rename(Record record, Name name) {
        return Record.newRecord(
                name, record.getType(), record.getDClass(), record.getTTL(), record.rdataToWireCanonical());
    }

    private void denyType(PublishedZone zone, Name name) {
        addAuthority(zone.signed(zone.soa()));
        prove(zone, zone.proofs().ofTypes(name));
    }

    /** For NXDOMAIN the wildcard is proven absent, for a wildcard's NODATA its types are shown. */
    private void denyName(PublishedZone zone, Name name, Name wildcard) {
        addAuthority(zone.signed(zone.soa()));
        prove(zone, zone.proofs().ofAbsence(name, wildcard));
    }

    private void prove(PublishedZone zone, List<RRset> proofs) {
        if (zone.isSigned()) {
            proofs.forEach(proof -> addAuthority(zone.signed(proof)));
        }
    }

    private void addAuthority(Collection<Record> records) {
        records.stream().filter(record -> !authority.contains(record)).forEach(authority::add);
    }
}
