package org.requiretls.james.lab.dns;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Type;

/** A chain through the names as they are (RFC 4034 section 4). */
final class NsecProofs implements Proofs {

    private final Name origin;
    private final NavigableMap<Name, ? extends Map<Integer, RRset>> nodes;

    NsecProofs(Name origin, NavigableMap<Name, ? extends Map<Integer, RRset>> nodes) {
        this.origin = origin;
        this.nodes = nodes;
    }

    @Override
    public List<RRset> ofTypes(Name name) {
        return List.of(atOrBefore(name));
    }

    @Override
    public List<RRset> ofAbsence(Name name) {
        return List.of(atOrBefore(name));
    }

    @Override
    public List<RRset> ofAbsence(Name name, Name wildcard) {
        return List.of(atOrBefore(name), atOrBefore(wildcard));
    }

    @Override
    public Collection<RRset> all() {
        return nodes.keySet().stream().map(this::atOrBefore).toList();
    }

    /** Whose TTL is also that of the proofs (RFC 9077 section 3). */
    private RRset soa() {
        return nodes.get(origin).get(Type.SOA);
    }

    /** The NSEC record at a name, or the one that spans the gap where the name would be. */
    private RRset atOrBefore(Name name) {
        Name owner = nodes.floorKey(name);
        Name next = Optional.ofNullable(nodes.higherKey(owner)).orElse(origin);
        Set<Integer> present = nodes.get(owner).keySet();
        int[] types = IntStream.concat(
                        present.stream().mapToInt(Integer::intValue), IntStream.of(Type.RRSIG, Type.NSEC))
                .toArray();
        return new RRset(new NSECRecord(owner, DClass.IN, soa().getTTL(), next, types));
    }
}
