package org.requiretls.james.integration;

import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.requiretls.james.dns.DnsAnswer;
import org.requiretls.james.dns.DnsRecord;
import org.requiretls.james.dns.RecordType;
import org.requiretls.james.dns.SecurityStatus;
import org.requiretls.james.lab.peers.Verdict;
import org.requiretls.james.lab.peers.Verdict.Outcome;
import org.requiretls.james.lab.peers.Verdict.Validation;

/** Our answers in the words of the referee. */
final class OurVerdict {

    private static final List<RecordType<?>> TYPES =
            List.of(RecordType.A, RecordType.AAAA, RecordType.CNAME, RecordType.MX, RecordType.TLSA, RecordType.TXT);

    private OurVerdict() {}

    static RecordType<?> type(String name) {
        return TYPES.stream()
                .filter(type -> type.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("We do not ask for records of type " + name));
    }

    static Verdict of(DnsAnswer<?> answer) {
        if (answer instanceof DnsAnswer.Failed<?> failed) {
            if (failed.cause() != DnsAnswer.Cause.BOGUS) {
                throw new AssertionError("The lookup failed, but not for DNSSEC: " + failed);
            }
            return Verdict.of(Validation.BOGUS, Outcome.FAILED);
        }
        Validation validation = validation(answer.security());
        if (answer instanceof DnsAnswer.Found<?> found) {
            Set<String> data = found.records().stream().map(OurVerdict::data).collect(Collectors.toUnmodifiableSet());
            return new Verdict(validation, Outcome.FOUND, data);
        }
        return Verdict.of(validation, answer instanceof DnsAnswer.NoData<?> ? Outcome.NO_DATA : Outcome.NO_SUCH_NAME);
    }

    static Validation validation(SecurityStatus status) {
        return status == SecurityStatus.SECURE ? Validation.SECURE : Validation.INSECURE;
    }

    /** As in a zone file. */
    private static String data(DnsRecord record) {
        if (record instanceof DnsRecord.Mx mx) {
            return mx.preference() + " " + absolute(mx.host());
        }
        if (record instanceof DnsRecord.Address address) {
            return address.address().getHostAddress();
        }
        if (record instanceof DnsRecord.Alias alias) {
            return absolute(alias.target());
        }
        if (record instanceof DnsRecord.Txt txt) {
            return '"' + txt.text() + '"';
        }
        if (record instanceof DnsRecord.Tlsa tlsa) {
            String numbers = Stream.of(tlsa.usage(), tlsa.selector(), tlsa.matchingType())
                    .map(String::valueOf)
                    .collect(Collectors.joining(" "));
            return numbers + " " + HexFormat.of().formatHex(tlsa.data());
        }
        throw new IllegalArgumentException("No record type of ours: " + record);
    }

    private static String absolute(String name) {
        return name.equals(".") ? name : name + ".";
    }
}
