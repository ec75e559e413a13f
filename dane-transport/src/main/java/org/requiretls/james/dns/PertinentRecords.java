package org.requiretls.james.dns;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import org.xbill.DNS.WireParseException;

/**
 * A response reduced to what bears on its question, so that nothing else can sway the validator.
 *
 * <p>The validator takes a message for insecure as soon as one record set in it is, and it takes the name in a
 * signature's signer field for the zone to look at. An attacker could therefore turn any answer of a signed zone into
 * an insecure one with a record set, or a signature, that claims to belong to some unsigned zone. RFC 4035 section
 * 5.3.1 wants the signer to be the zone that holds the record set, so it is never below or beside its owner; and a
 * proof of absence has to come from a zone above the name that is absent.
 */
final class PertinentRecords {

    private final Message response;
    private final int type;
    private final Set<Name> chain = new LinkedHashSet<>();
    private Name last;

    private PertinentRecords(Message response) {
        this.response = response;
        this.type = response.getQuestion().getType();
        this.last = response.getQuestion().getName();
        chain.add(last);
        for (RRset rrset : response.getSectionRRsets(Section.ANSWER)) {
            if (type != Type.CNAME
                    && rrset.getType() == Type.CNAME
                    && rrset.getName().equals(last)) {
                last = ((CNAMERecord) rrset.first()).getTarget();
                chain.add(last);
            }
        }
    }

    /**
     * The pertinent part of a response.
     *
     * @throws WireParseException if the answer section makes no sense
     */
    static Message of(Message query, Message response) throws WireParseException {
        Message normal = response.normalize(query);
        if (normal == null) {
            throw new WireParseException("contradictory aliases in the answer to " + query.getQuestion());
        }
        return new PertinentRecords(normal).reduce();
    }

    private Message reduce() {
        Message reduced = emptyCopy(response);
        for (Record record : response.getSection(Section.ANSWER)) {
            if (!(record instanceof RRSIGRecord signature) || isBySomeZoneAbove(signature)) {
                reduced.addRecord(record, Section.ANSWER);
            }
        }
        for (RRset rrset : response.getSectionRRsets(Section.AUTHORITY)) {
            addIfPertinent(rrset, reduced);
        }
        if (isNegative() && reduced.getSection(Section.AUTHORITY).isEmpty()) {
            reduced.addRecord(unsignedClaim(), Section.AUTHORITY);
        }
        if (response.getOPT() != null) {
            reduced.addRecord(response.getOPT(), Section.ADDITIONAL);
        }
        return reduced;
    }

    static Message emptyCopy(Message message) {
        Header old = message.getHeader();
        Message copy = new Message(old.getID());
        Header header = copy.getHeader();
        header.setOpcode(old.getOpcode());
        header.setRcode(old.getRcode());
        for (int flag : new int[] {Flags.QR, Flags.AA, Flags.RD, Flags.RA}) {
            if (old.getFlag(flag)) {
                header.setFlag(flag);
            }
        }
        copy.addRecord(message.getQuestion(), Section.QUESTION);
        return copy;
    }

    private void addIfPertinent(RRset rrset, Message reduced) {
        List<RRSIGRecord> signatures = rrset.sigs().stream()
                .filter(PertinentRecords::isBySomeZoneAbove)
                .toList();
        boolean pertinent = switch (rrset.getType()) {
            case Type.SOA -> isNegative() && last.subdomain(rrset.getName());
            case Type.NSEC, Type.NSEC3 -> signatures.stream().anyMatch(this::isByZoneOfTheChain);
            default -> false;
        };
        if (pertinent) {
            rrset.rrs(false).forEach(record -> reduced.addRecord(record, Section.AUTHORITY));
            signatures.forEach(record -> reduced.addRecord(record, Section.AUTHORITY));
        }
    }

    private static boolean isBySomeZoneAbove(RRSIGRecord signature) {
        return signature.getName().subdomain(signature.getSigner());
    }

    private boolean isByZoneOfTheChain(RRSIGRecord signature) {
        return chain.stream().anyMatch(name -> name.subdomain(signature.getSigner()));
    }

    private boolean isNegative() {
        return response.getRcode() == Rcode.NXDOMAIN
                || response.getSectionRRsets(Section.ANSWER).stream()
                        .noneMatch(rrset ->
                                rrset.getType() == type && rrset.getName().equals(last));
    }

    /**
     * Stands for a denial that came with nothing at all, as some servers of unsigned zones send it. Being unsigned and
     * at the very name, it makes the validator look whether that name lies in an unsigned zone, and no more.
     */
    private Record unsignedClaim() {
        return new SOARecord(last, DClass.IN, 0, Name.root, Name.root, 0, 0, 0, 0, 0);
    }
}
