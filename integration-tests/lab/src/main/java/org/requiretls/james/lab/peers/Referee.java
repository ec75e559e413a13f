package org.requiretls.james.lab.peers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.requiretls.james.lab.peers.Verdict.Outcome;
import org.requiretls.james.lab.peers.Verdict.Validation;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** The judgement of a validating resolver, as it shows in the header of its answers (RFC 4035 section 3.2.3). */
public final class Referee {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int UDP_PAYLOAD = 1232;

    private final SimpleResolver resolver;

    /**
     * @param validator the address of a resolver that validates
     */
    public Referee(InetSocketAddress validator) {
        resolver = new SimpleResolver(validator);
        resolver.setTimeout(TIMEOUT);
        resolver.setEDNS(0, UDP_PAYLOAD, ExtendedFlags.DO);
    }

    /**
     * Asks one question.
     *
     * @param type as in a zone file
     * @throws IOException if there is no answer
     * @throws IllegalStateException if the resolver cannot answer for a reason other than DNSSEC, or is not sure of
     *     itself
     */
    public Verdict judge(String name, String type) throws IOException {
        Message query = query(name, type);
        Message answer = resolver.send(query);
        return switch (answer.getRcode()) {
            case Rcode.NOERROR, Rcode.NXDOMAIN -> new Verdict(validation(answer), outcome(answer), data(answer));
            case Rcode.SERVFAIL -> bogus(query);
            default ->
                throw new IllegalStateException(
                        "No verdict on " + name + " " + type + ": " + Rcode.string(answer.getRcode()));
        };
    }

    /** Bogus is what fails only as long as it is validated. */
    private Verdict bogus(Message query) throws IOException {
        Message unchecked = query.clone();
        unchecked.getHeader().setFlag(Flags.CD);
        int rcode = resolver.send(unchecked).getRcode();
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            throw new IllegalStateException(
                    "No verdict on " + query.getQuestion() + ": " + Rcode.string(rcode) + " even without validation");
        }
        return Verdict.of(Validation.BOGUS, Outcome.FAILED);
    }

    private static Message query(String name, String type) throws TextParseException {
        return Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), Type.value(type), DClass.IN));
    }

    private static Validation validation(Message answer) {
        return answer.getHeader().getFlag(Flags.AD) ? Validation.SECURE : Validation.INSECURE;
    }

    private static Outcome outcome(Message answer) {
        if (!data(answer).isEmpty()) {
            return Outcome.FOUND;
        }
        return answer.getRcode() == Rcode.NXDOMAIN ? Outcome.NO_SUCH_NAME : Outcome.NO_DATA;
    }

    private static Set<String> data(Message answer) {
        return answer.getSection(Section.ANSWER).stream()
                .filter(record -> record.getType() == answer.getQuestion().getType())
                .map(Record::rdataToString)
                .collect(Collectors.toUnmodifiableSet());
    }
}
