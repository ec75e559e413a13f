package org.requiretls.james.dns;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.requiretls.james.dns.DnsAnswer.Cause;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * How much work a response may make. Whoever can have this server look a name up can choose the zone that it is in,
 * so the zone must not be able to keep this server busy (CVE-2023-50387 "KeyTrap", CVE-2023-50868).
 *
 * <p>The validator itself tries one key for each signature, and 9 signatures for each record set at most; what it
 * does not limit is the number of record sets and keys, nor, for delegations, the rounds of hashing. A response beyond
 * the bounds is a failure, never insecure: or else a forger could make it so.
 */
final class ValidationWork {

    /** Ten aliases, each with two algorithms and a wildcard's proof, stay below. */
    static final int MOST_SIGNATURES = 64;

    /** DNSKEY records of a zone, or DS records; the most that an algorithm and key rollover takes is about ten. */
    static final int MOST_KEYS = 32;

    /**
     * RFC 9276 section 3.2 leaves the limit to the validator. Up to this one every proof is checked, at the price of
     * a signature or two; beyond, a zone counts as broken. There is no range in which denials count as insecure, as
     * that section also allows, since there any NSEC3 record of the zone would serve to deny its TLSA records.
     */
    static final int MOST_NSEC3_ITERATIONS = 500;

    private ValidationWork() {}

    /** The settings by which the validator keeps the same bounds, in place of those of other users of dnsjava. */
    static Properties validatorSettings() {
        Properties settings = new Properties();
        settings.setProperty("dnsjava.dnssec.nsec3.iterations.1024", Integer.toString(MOST_NSEC3_ITERATIONS));
        settings.setProperty("dnsjava.dnssec.max_validate_rrsigs", "8");
        settings.setProperty("dnsjava.dnssec.max_ds_match_failures", "4");
        return settings;
    }

    /** What makes a response too much work, or unfit to be worked on. */
    static Optional<UpstreamException> objectionTo(Message response) {
        long signatures = count(response, Type.RRSIG);
        if (signatures > MOST_SIGNATURES) {
            return Optional.of(tooMany(signatures + " signatures", MOST_SIGNATURES));
        }
        long keys = Math.max(count(response, Type.DNSKEY), count(response, Type.DS));
        if (keys > MOST_KEYS) {
            return Optional.of(tooMany(keys + " keys", MOST_KEYS));
        }
        return objectionToHashing(nsec3s(response));
    }

    private static UpstreamException tooMany(String what, int most) {
        return new UpstreamException(
                Cause.BOGUS,
                "the zone makes too much work: " + what + " in one response, at most " + most + " are looked at",
                ExtendedErrorCodeOption.DNSSEC_BOGUS);
    }

    private static long count(Message response, int type) {
        return records(response).filter(record -> record.getType() == type).count();
    }

    private static Stream<Record> records(Message response) {
        return IntStream.of(Section.ANSWER, Section.AUTHORITY)
                .mapToObj(response::getSection)
                .flatMap(List::stream);
    }

    private static List<NSEC3Record> nsec3s(Message response) {
        return records(response)
                .filter(NSEC3Record.class::isInstance)
                .map(NSEC3Record.class::cast)
                .toList();
    }

    private static Optional<UpstreamException> objectionToHashing(List<NSEC3Record> nsec3s) {
        Map<Name, HashParameters> ofZone = new HashMap<>();
        for (NSEC3Record nsec3 : nsec3s) {
            if (nsec3.getIterations() > MOST_NSEC3_ITERATIONS) {
                return Optional.of(new UpstreamException(
                        Cause.BOGUS,
                        "the zone hashes names " + nsec3.getIterations() + " times over (NSEC3), at most "
                                + MOST_NSEC3_ITERATIONS + " are done (RFC 9276)",
                        ExtendedErrorCodeOption.UNSUPPORTED_NSEC3_ITERATIONS_VALUE));
            }
            HashParameters parameters = HashParameters.of(nsec3);
            HashParameters others = ofZone.putIfAbsent(new Name(nsec3.getName(), 1), parameters);
            if (others != null && !others.equals(parameters)) {
                // RFC 5155 section 8.2. The validator would take such a mixture for a sign that the zone is insecure,
                // and a forger can make one of genuine records from before and after a change of the salt.
                return Optional.of(new UpstreamException(
                        Cause.BOGUS,
                        "the NSEC3 records of one response hash names in different ways",
                        ExtendedErrorCodeOption.DNSSEC_BOGUS));
            }
        }
        return Optional.empty();
    }

    /** What has to be the same for all NSEC3 records of a zone; the salt as text, since arrays are never equal. */
    private record HashParameters(int algorithm, int iterations, String salt) {

        static HashParameters of(NSEC3Record nsec3) {
            byte[] salt = nsec3.getSalt();
            return new HashParameters(
                    nsec3.getHashAlgorithm(),
                    nsec3.getIterations(),
                    salt == null ? "" : HexFormat.of().formatHex(salt));
        }
    }
}
