package org.requiretls.james.lab.dns;

import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSEC3PARAMRecord;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Type;
import org.xbill.DNS.utils.base32;

/** A chain through the hashes of the names (RFC 5155). */
final class Nsec3Proofs implements Proofs {

    private static final base32 BASE32 = new base32(base32.Alphabet.BASE32HEX, false, false);

    /**
     * How names are hashed.
     *
     * @param iterations additional rounds, 0 to 65535
     * @param salt may be empty
     * @param optOut whether unsigned delegations are left out of the chain
     */
    record Parameters(int iterations, byte[] salt, boolean optOut) {

        NSEC3PARAMRecord at(Name origin) {
            return new NSEC3PARAMRecord(
                    origin, DClass.IN, PublishedZone.TTL_SECONDS, NSEC3Record.SHA1_DIGEST_ID, 0, iterations, salt);
        }

        private int flags() {
            return optOut ? NSEC3Record.Flags.OPT_OUT : 0;
        }
    }

    private final Name origin;
    private final NSEC3PARAMRecord hash;
    private final long ttlSeconds;
    private final UnaryOperator<Name> closestEncloser;
    private final NavigableMap<byte[], RRset> chain = new TreeMap<>(Arrays::compareUnsigned);

    /**
     * @param nodes names with what is there, names that only have names below them excepted
     * @param closestEncloser of a name that does not exist
     */
    Nsec3Proofs(
            Name origin,
            Parameters parameters,
            Map<Name, ? extends Map<Integer, RRset>> nodes,
            UnaryOperator<Name> closestEncloser) {
        this.origin = origin;
        this.hash = parameters.at(origin);
        // RFC 9077 section 3
        this.ttlSeconds = nodes.get(origin).get(Type.SOA).getTTL();
        this.closestEncloser = closestEncloser;
        NavigableMap<byte[], int[]> types = new TreeMap<>(Arrays::compareUnsigned);
        nodes.forEach((name, sets) -> {
            if (!(parameters.optOut() && isUnsignedDelegation(name, sets.keySet()))) {
                upwards(name).forEach(above -> types.putIfAbsent(hashed(above), new int[0]));
                types.put(hashed(name), types(name, sets.keySet()));
            }
        });
        types.forEach((owner, present) -> {
            byte[] next = Optional.ofNullable(types.higherKey(owner)).orElseGet(types::firstKey);
            chain.put(owner, new RRset(record(parameters, owner, next, present)));
        });
    }

    private boolean isUnsignedDelegation(Name name, Set<Integer> types) {
        return !name.equals(origin) && types.contains(Type.NS) && !types.contains(Type.DS);
    }

    private Stream<Name> upwards(Name name) {
        return IntStream.range(1, name.labels() - origin.labels()).mapToObj(n -> new Name(name, n));
    }

    private int[] types(Name name, Set<Integer> present) {
        IntStream signature = isUnsignedDelegation(name, present) ? IntStream.empty() : IntStream.of(Type.RRSIG);
        return IntStream.concat(present.stream().mapToInt(Integer::intValue), signature)
                .toArray();
    }

    private NSEC3Record record(Parameters parameters, byte[] owner, byte[] next, int[] types) {
        return new NSEC3Record(
                Names.below(origin, BASE32.toString(owner)),
                DClass.IN,
                ttlSeconds,
                NSEC3Record.SHA1_DIGEST_ID,
                parameters.flags(),
                parameters.iterations(),
                parameters.salt(),
                next,
                types);
    }

    private byte[] hashed(Name name) {
        try {
            return hash.hashName(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-1", e);
        }
    }

    @Override
    public List<RRset> ofTypes(Name name) {
        RRset match = chain.get(hashed(name));
        if (match != null) {
            return List.of(match);
        }
        // An unsigned delegation that was opted out: the proof is that it might be there (RFC 5155 section 7.2.4).
        return List.of(atOrBefore(closestEncloser.apply(name)), atOrBefore(nextCloser(name)));
    }

    @Override
    public List<RRset> ofAbsence(Name name) {
        return List.of(atOrBefore(nextCloser(name)));
    }

    @Override
    public List<RRset> ofAbsence(Name name, Name wildcard) {
        return List.of(atOrBefore(closestEncloser.apply(name)), atOrBefore(nextCloser(name)), atOrBefore(wildcard));
    }

    @Override
    public Collection<RRset> all() {
        return chain.values();
    }

    private Name nextCloser(Name name) {
        int surplus = name.labels() - closestEncloser.apply(name).labels() - 1;
        return new Name(name, surplus);
    }

    private RRset atOrBefore(Name name) {
        return Optional.ofNullable(chain.floorEntry(hashed(name)))
                .orElseGet(chain::lastEntry)
                .getValue();
    }
}
