package org.requiretls.james.lab.dns;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.requiretls.james.lab.dns.Responder.Answer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** From query octets to response octets: EDNS, the DO bit, truncation, and the faults. */
final class WireHandler implements Listener.Handler {

    private static final Logger LOGGER = LoggerFactory.getLogger(WireHandler.class);
    private static final int UDP_SIZE_WITHOUT_EDNS = 512;
    private static final int UDP_SIZE_OFFERED = 1232;
    private static final int TCP_SIZE = 65535;

    private final Supplier<Zones> zones;
    private final Faults faults;
    private final QueryLog log;

    WireHandler(Supplier<Zones> zones, Faults faults, QueryLog log) {
        this.zones = zones;
        this.faults = faults;
        this.log = log;
    }

    @Override
    public Optional<byte[]> overUdp(byte[] octets) {
        return parse(octets).flatMap(query -> {
            Optional<Fault> fault = logged(query);
            if (fault.filter(Fault.TRUNCATE::equals).isPresent()) {
                Message empty = emptyResponse(query, Rcode.NOERROR);
                empty.getHeader().setFlag(Flags.TC);
                return Optional.of(empty.toWire(UDP_SIZE_WITHOUT_EDNS));
            }
            int size = query.getOPT() == null
                    ? UDP_SIZE_WITHOUT_EDNS
                    : Math.max(UDP_SIZE_WITHOUT_EDNS, query.getOPT().getPayloadSize());
            return respond(query, fault).map(response -> wire(response, size, fault));
        });
    }

    @Override
    public Optional<byte[]> overTcp(byte[] octets) {
        return parse(octets).flatMap(query -> {
            Optional<Fault> fault = logged(query);
            return respond(query, fault).map(response -> wire(response, TCP_SIZE, fault));
        });
    }

    private static Optional<Message> parse(byte[] octets) {
        try {
            return Optional.of(new Message(octets)).filter(message -> message.getQuestion() != null);
        } catch (IOException e) {
            LOGGER.debug("Not a DNS query", e);
            return Optional.empty();
        }
    }

    private Optional<Fault> logged(Message query) {
        Question question = Question.of(query);
        log.add(question);
        return faults.of(question);
    }

    private Optional<Message> respond(Message query, Optional<Fault> fault) {
        Question question = Question.of(query);
        if (fault.isEmpty()) {
            return Optional.of(
                    faults.tamperingOf(question).apply(response(query, Responder.answer(zones.get(), question))));
        }
        return switch (fault.get()) {
            case DROP -> Optional.empty();
            case SERVFAIL -> Optional.of(emptyResponse(query, Rcode.SERVFAIL));
            case REFUSED -> Optional.of(emptyResponse(query, Rcode.REFUSED));
            case ALIAS_ONLY -> Optional.of(response(query, Responder.answerWithoutFollowing(zones.get(), question)));
            case TRUNCATE, GARBLE -> Optional.of(response(query, Responder.answer(zones.get(), question)));
        };
    }

    private static byte[] wire(Message response, int size, Optional<Fault> fault) {
        byte[] octets = response.toWire(size);
        boolean garble = fault.filter(Fault.GARBLE::equals).isPresent();
        return garble ? Arrays.copyOf(octets, octets.length - 5) : octets;
    }

    private static Message response(Message query, Answer answer) {
        Message response = emptyResponse(query, answer.rcode());
        int asked = query.getQuestion().getType();
        for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
            answer.section(section).stream()
                    .filter(record -> wantsDnssec(query) || isPlain(record) || record.getType() == asked)
                    .forEach(record -> response.addRecord(record, section));
        }
        return response;
    }

    private static Message emptyResponse(Message query, int rcode) {
        Message response = new Message(query.getHeader().getID());
        response.getHeader().setFlag(Flags.QR);
        response.getHeader().setFlag(Flags.RA);
        copyFlag(query, response, Flags.RD);
        copyFlag(query, response, Flags.CD);
        response.getHeader().setRcode(rcode);
        response.addRecord(query.getQuestion(), Section.QUESTION);
        if (query.getOPT() != null) {
            int flags = wantsDnssec(query) ? ExtendedFlags.DO : 0;
            response.addRecord(new OPTRecord(UDP_SIZE_OFFERED, 0, 0, flags), Section.ADDITIONAL);
        }
        return response;
    }

    private static void copyFlag(Message query, Message response, int flag) {
        if (query.getHeader().getFlag(flag)) {
            response.getHeader().setFlag(flag);
        }
    }

    private static boolean wantsDnssec(Message query) {
        OPTRecord opt = query.getOPT();
        return opt != null && (opt.getFlags() & ExtendedFlags.DO) != 0;
    }

    private static boolean isPlain(Record record) {
        return record.getType() != Type.RRSIG && record.getType() != Type.NSEC && record.getType() != Type.NSEC3;
    }
}
