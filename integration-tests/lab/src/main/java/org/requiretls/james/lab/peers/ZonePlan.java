package org.requiretls.james.lab.peers;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What one zone shall be.
 *
 * @param origin absolute, with the trailing dot
 * @param records in zone-file syntax, relative to the origin; SOA and NS records, and the delegations of the zones
 *     below, are added
 * @param signing empty for an unsigned zone
 * @param delegation what the parent says; means nothing for the root
 * @param afterSigning what is done to the text of the signed zone, where one line is one record
 */
public record ZonePlan(
        String origin,
        String records,
        Optional<Signing> signing,
        Delegation delegation,
        UnaryOperator<String> afterSigning) {

    public ZonePlan {
        if (!origin.endsWith(".")) {
            throw new IllegalArgumentException("The origin of a zone ends with a dot, other than: " + origin);
        }
        if (signing.isEmpty() && delegation != Delegation.INSECURE) {
            throw new IllegalArgumentException("The parent of the unsigned zone " + origin + " has no DS record of it");
        }
    }

    /** A zone with valid signatures, securely delegated. */
    public static ZonePlan signed(String origin, Algorithm algorithm, Denial denial) {
        Signing signing = new Signing(algorithm, denial, Validity.current());
        return new ZonePlan(origin, "", Optional.of(signing), Delegation.SECURE, UnaryOperator.identity());
    }

    /** A zone without keys and signatures. */
    public static ZonePlan unsigned(String origin) {
        return new ZonePlan(origin, "", Optional.empty(), Delegation.INSECURE, UnaryOperator.identity());
    }

    public ZonePlan records(String text) {
        return new ZonePlan(origin, text, signing, delegation, afterSigning);
    }

    public ZonePlan delegation(Delegation chosen) {
        return new ZonePlan(origin, records, signing, chosen, afterSigning);
    }

    /** The same zone, but with signatures of another time. */
    public ZonePlan validity(Validity validity) {
        Optional<Signing> changed = signing.map(as -> new Signing(as.algorithm(), as.denial(), validity));
        return new ZonePlan(origin, records, changed, delegation, afterSigning);
    }

    /** The same zone, altered when it is signed already. */
    public ZonePlan afterSigning(UnaryOperator<String> change) {
        return new ZonePlan(origin, records, signing, delegation, change);
    }

    boolean isRoot() {
        return origin.equals(".");
    }

    boolean contains(ZonePlan other) {
        return !other.origin.equals(origin) && (isRoot() || other.origin.endsWith("." + origin));
    }

    /** A name in the zone, where {@code label} is relative to the origin. */
    String name(String label) {
        return isRoot() ? label + "." : label + "." + origin;
    }

    /** RFC 5155 section 6: an unsigned delegation may come into such a zone without a new signature. */
    boolean hasOptOut() {
        return signing.filter(as -> as.denial() == Denial.NSEC3_OPT_OUT).isPresent();
    }
}
