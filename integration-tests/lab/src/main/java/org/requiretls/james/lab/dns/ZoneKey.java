package org.requiretls.james.lab.dns;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;

/** The one key of a zone, made when the zone is first published and kept: clients may hold its DNSKEY in a cache. */
final class ZoneKey {

    private static final long TTL_SECONDS = 3600;
    private static final int ZONE_KEY_AND_ENTRY_POINT = DNSKEYRecord.Flags.ZONE_KEY | DNSKEYRecord.Flags.SEP_KEY;

    private static final int ATTEMPTS_FOR_AN_IMPOSTOR = 10_000;

    private final KeyPair pair;
    private final DNSKEYRecord dnskey;
    private final List<DNSKEYRecord> impostors = new ArrayList<>();

    private ZoneKey(KeyPair pair, DNSKEYRecord dnskey) {
        this.pair = pair;
        this.dnskey = dnskey;
    }

    static ZoneKey create(Name origin) {
        KeyPair pair = generatePair();
        return new ZoneKey(pair, dnskey(origin, ZONE_KEY_AND_ENTRY_POINT, pair.getPublic()));
    }

    private static KeyPair generatePair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java cannot make a P-256 key", e);
        }
    }

    private static DNSKEYRecord dnskey(Name origin, int flags, PublicKey key) {
        try {
            return new DNSKEYRecord(
                    origin,
                    DClass.IN,
                    TTL_SECONDS,
                    flags,
                    DNSKEYRecord.Protocol.DNSSEC,
                    DNSSEC.Algorithm.ECDSAP256SHA256,
                    key);
        } catch (DNSSEC.DNSSECException e) {
            throw new IllegalStateException("Not a key for a zone: " + key, e);
        }
    }

    /** Other keys with the tag of this one, the same at each call. */
    synchronized List<DNSKEYRecord> impostors(int count) {
        for (int attempts = 0; impostors.size() < count; attempts++) {
            if (attempts > ATTEMPTS_FOR_AN_IMPOSTOR * count) {
                throw new IllegalStateException("No other key has the tag " + dnskey.getFootprint());
            }
            impostor(generatePair().getPublic()).ifPresent(impostors::add);
        }
        return List.copyOf(impostors.subList(0, count));
    }

    /**
     * The tag is a sum over the record (RFC 4034 appendix B), flags included, most of which mean nothing: choosing
     * these well makes the sum come out as wanted.
     */
    private Optional<DNSKEYRecord> impostor(PublicKey key) {
        int missing = dnskey.getFootprint()
                - dnskey(dnskey.getName(), DNSKEYRecord.Flags.ZONE_KEY, key).getFootprint();
        int flags = (DNSKEYRecord.Flags.ZONE_KEY + missing) & 0xffff;
        boolean usable = (flags & DNSKEYRecord.Flags.ZONE_KEY) != 0 && (flags & DNSKEYRecord.Flags.REVOKE) == 0;
        return Optional.of(dnskey(dnskey.getName(), flags, key))
                .filter(candidate -> usable && candidate.getFootprint() == dnskey.getFootprint());
    }

    DNSKEYRecord dnskey() {
        return dnskey;
    }

    DSRecord ds() {
        return ds(dnskey);
    }

    static DSRecord ds(DNSKEYRecord key) {
        return new DSRecord(key.getName(), DClass.IN, TTL_SECONDS, DNSSEC.Digest.SHA256, key);
    }

    /** A signature valid for a week from an hour ago on. */
    RRSIGRecord sign(RRset rrset) {
        Instant now = Instant.now();
        return sign(rrset, now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(7)));
    }

    /** A signature that ran out a week ago. */
    RRSIGRecord signExpired(RRset rrset) {
        Instant now = Instant.now();
        return sign(rrset, now.minus(Duration.ofDays(14)), now.minus(Duration.ofDays(7)));
    }

    /** A signature of the right shape that does not verify. */
    RRSIGRecord signBroken(RRset rrset) {
        return broken(sign(rrset), 1);
    }

    /** Many of them, all different. */
    List<RRSIGRecord> signBroken(RRset rrset, int count) {
        RRSIGRecord good = sign(rrset);
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> broken(good, number))
                .toList();
    }

    private static RRSIGRecord broken(RRSIGRecord good, int difference) {
        byte[] signature = good.getSignature().clone();
        signature[signature.length - 1] ^= (byte) difference;
        signature[signature.length - 2] ^= (byte) (difference >> Byte.SIZE);
        return new RRSIGRecord(
                good.getName(),
                good.getDClass(),
                good.getTTL(),
                good.getTypeCovered(),
                good.getAlgorithm(),
                good.getOrigTTL(),
                good.getExpire(),
                good.getTimeSigned(),
                good.getFootprint(),
                good.getSigner(),
                signature);
    }

    private RRSIGRecord sign(RRset rrset, Instant from, Instant to) {
        try {
            return DNSSEC.sign(rrset, dnskey, pair.getPrivate(), from, to);
        } catch (DNSSEC.DNSSECException e) {
            throw new IllegalStateException("Cannot sign " + rrset, e);
        }
    }
}
