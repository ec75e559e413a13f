package org.requiretls.james.dns;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What an attacker on the path does to responses. */
final class Forgery {

    private Forgery() {}

    /** All records live longer, all else unchanged. */
    static Message withTtl(Message response, long seconds) {
        for (int section : List.of(Section.ANSWER, Section.AUTHORITY)) {
            List<Record> records = response.getSection(section);
            response.removeAllRecords(section);
            records.forEach(record -> response.addRecord(
                    Record.newRecord(
                            record.getName(),
                            record.getType(),
                            record.getDClass(),
                            seconds,
                            record.rdataToWireCanonical()),
                    section));
        }
        return response;
    }

    /** No signatures at all. */
    static Message unsigned(Message response) {
        for (int section : List.of(Section.ANSWER, Section.AUTHORITY)) {
            List<Record> records = response.getSection(section);
            response.removeAllRecords(section);
            records.stream()
                    .filter(record -> record.getType() != Type.RRSIG)
                    .forEach(record -> response.addRecord(record, section));
        }
        return response;
    }

    /** Another record in place of the answer, or nothing. */
    static Message answering(Message response, int rcode, Record... records) {
        response.removeAllRecords(Section.ANSWER);
        response.removeAllRecords(Section.AUTHORITY);
        response.getHeader().setRcode(rcode);
        List.of(records).forEach(record -> response.addRecord(record, Section.ANSWER));
        return response;
    }

    static Message withAuthority(Message response, Record... records) {
        List.of(records).forEach(record -> response.addRecord(record, Section.AUTHORITY));
        return response;
    }

    static Record unsignedSoa(String zone) {
        Name name = name(zone);
        return new SOARecord(name, DClass.IN, 30, name, name, 1, 1, 1, 1, 30);
    }

    static Record record(String name, int type, String data) {
        try {
            return Record.fromString(name(name), type, DClass.IN, 30, data, Name.root);
        } catch (IOException e) {
            throw new IllegalArgumentException(data, e);
        }
    }

    /** A signature over a record set in the name of any zone; there is no key behind it. */
    static Record signatureBy(String signer, Record covered) {
        Instant now = Instant.now();
        return new RRSIGRecord(
                covered.getName(),
                DClass.IN,
                30,
                covered.getType(),
                DNSSEC.Algorithm.ECDSAP256SHA256,
                30,
                now.plus(Duration.ofDays(1)),
                now.minus(Duration.ofDays(1)),
                4711,
                name(signer),
                new byte[64]);
    }

    static Name name(String name) {
        return Name.fromConstantString(name.endsWith(".") ? name : name + ".");
    }
}
