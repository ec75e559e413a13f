package org.requiretls.james.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.requiretls.james.dns.DnsAnswer.Cause;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.dnssec.ValidatingResolver;

/** Turns what the validator says into an answer in our words. */
final class AnswerReader<R extends DnsRecord> {

    private static final long LONGEST_TTL_SECONDS = Integer.MAX_VALUE;
    private static final int LONGEST_REASON = 300;

    private final RecordType<R> type;
    private final Message message;
    private final LookupScope scope;
    private final Instant now;

    AnswerReader(RecordType<R> type, Message message, LookupScope scope, Instant now) {
        this.type = type;
        this.message = message;
        this.scope = scope;
        this.now = now;
    }

    /** The answer, with the state of the last record set given to all links of the alias chain. */
    DnsAnswer<R> read() {
        int rcode = message.getRcode();
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            return failedValidation();
        }
        SecurityStatus security = isProven() ? SecurityStatus.SECURE : SecurityStatus.INSECURE;
        List<R> records = records();
        if (!records.isEmpty()) {
            return new DnsAnswer.Found<>(records, security, links(security), ttl(Section.ANSWER));
        }
        if (security == SecurityStatus.INSECURE && (reason().isEmpty() || isHalfProven())) {
            // For an insecure denial the validator names the proof that the zone is unsigned. If it does not, it has
            // stopped half-way, and nothing is proven.
            return failed(Cause.INDETERMINATE, "the proof that nothing is there could not be validated");
        }
        return rcode == Rcode.NXDOMAIN
                ? new DnsAnswer.NoSuchName<>(security, links(security), denialTtl())
                : new DnsAnswer.NoData<>(security, links(security), denialTtl());
    }

    private DnsAnswer<R> failedValidation() {
        String reason = reason().orElse("no reason given");
        return scope.missingKey()
                .map(missing -> failed(Cause.INDETERMINATE, reason + " [" + missing + "]"))
                .orElseGet(() -> failed(Cause.BOGUS, reason));
    }

    private DnsAnswer<R> failed(Cause cause, String reason) {
        ExtendedErrorCodeOption error = UpstreamException.extendedError(message);
        OptionalInt code = error == null ? OptionalInt.empty() : OptionalInt.of(error.getErrorCode());
        String question = text(message.getQuestion().getName()) + " " + type;
        return new DnsAnswer.Failed<>(cause, question + ": DNSSEC validation failed: " + reason, code);
    }

    /** The validator sets AD on what it has proven, and takes out what the resolver had set. */
    private boolean isProven() {
        return message.getHeader().getFlag(Flags.AD);
    }

    /** The validator gave up over an NSEC3 proof that takes too many hashes: neither proven nor from an unsigned zone. */
    private boolean isHalfProven() {
        ExtendedErrorCodeOption error = UpstreamException.extendedError(message);
        return error != null && error.getErrorCode() == ExtendedErrorCodeOption.DNSSEC_BOGUS;
    }

    /** Shortened, since the validator quotes whole record sets, and these come from a stranger. */
    private Optional<String> reason() {
        return message.getSection(Section.ADDITIONAL).stream()
                .filter(record -> record.getType() == Type.TXT)
                .filter(record -> record.getDClass() == ValidatingResolver.VALIDATION_REASON_QCLASS)
                .map(record -> String.join("", ((TXTRecord) record).getStrings()))
                .map(reason -> reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) + "…" : reason)
                .findFirst();
    }

    private List<R> records() {
        return answers()
                .filter(record -> record.getType() == type.number())
                .map(record -> type.cast(decode(record)))
                .toList();
    }

    private Stream<Record> answers() {
        return message.getSection(Section.ANSWER).stream();
    }

    private List<AliasLink> links(SecurityStatus security) {
        List<AliasLink> links = new ArrayList<>();
        if (type != RecordType.CNAME) {
            answers()
                    .filter(CNAMERecord.class::isInstance)
                    .map(CNAMERecord.class::cast)
                    .forEach(cname ->
                            links.add(new AliasLink(text(cname.getName()), text(cname.getTarget()), security)));
        }
        return links;
    }

    private static DnsRecord decode(Record record) {
        if (record instanceof MXRecord mx) {
            return new DnsRecord.Mx(mx.getPriority(), text(mx.getTarget()));
        }
        if (record instanceof ARecord a) {
            return address(a.getAddress());
        }
        if (record instanceof AAAARecord aaaa) {
            return address(aaaa.getAddress());
        }
        if (record instanceof CNAMERecord cname) {
            return new DnsRecord.Alias(text(cname.getTarget()));
        }
        if (record instanceof TlsaRdata tlsa) {
            return tlsa.decode();
        }
        if (record instanceof TXTRecord txt) {
            StringBuilder joined = new StringBuilder();
            txt.getStringsAsByteArrays()
                    .forEach(octets -> joined.append(new String(octets, StandardCharsets.ISO_8859_1)));
            return new DnsRecord.Txt(joined.toString());
        }
        throw new IllegalStateException("No record type of ours: " + record);
    }

    /** Without the name that dnsjava attaches to it, which would show up wherever the address is printed or used. */
    private static DnsRecord.Address address(InetAddress named) {
        try {
            return new DnsRecord.Address(InetAddress.getByAddress(named.getAddress()));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("The octets of an address are no address: " + named, e);
        }
    }

    private static String text(Name name) {
        return name.equals(Name.root) ? "." : name.toString(true).toLowerCase(Locale.ROOT);
    }

    /** The shortest TTL, bounded also by what the signatures allow (RFC 4035 section 5.3.3). */
    private long ttl(int section) {
        return message.getSection(section).stream()
                .flatMapToLong(this::ttls)
                .map(ttl -> Math.max(0, ttl))
                .min()
                .orElse(0);
    }

    private LongStream ttls(Record record) {
        if (record instanceof RRSIGRecord signature) {
            long untilExpiry = signature.getExpire().getEpochSecond() - now.getEpochSecond();
            return LongStream.of(signature.getTTL(), signature.getOrigTTL(), untilExpiry);
        }
        if (record instanceof SOARecord soa) {
            return LongStream.of(soa.getTTL(), soa.getMinimum());
        }
        return LongStream.of(Math.min(record.getTTL(), LONGEST_TTL_SECONDS));
    }

    /** RFC 2308 section 5, and the aliases on the way. */
    private long denialTtl() {
        long denial = ttl(Section.AUTHORITY);
        return message.getSection(Section.ANSWER).isEmpty() ? denial : Math.min(denial, ttl(Section.ANSWER));
    }
}
