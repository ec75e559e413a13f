package org.requiretls.james.lab.dns;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
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

    private final KeyPair pair;
    private final DNSKEYRecord dnskey;

    private ZoneKey(KeyPair pair, DNSKEYRecord dnskey) {
        this.pair = pair;
        this.dnskey = dnskey;
    }

    static ZoneKey create(Name origin) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            return new ZoneKey(
                    pair,
                    new DNSKEYRecord(
                            origin,
                            DClass.IN,
                            TTL_SECONDS,
                            ZONE_KEY_AND_ENTRY_POINT,
                            DNSKEYRecord.Protocol.DNSSEC,
                            DNSSEC.Algorithm.ECDSAP256SHA256,
                            pair.getPublic()));
        } catch (GeneralSecurityException | DNSSEC.DNSSECException e) {
            throw new IllegalStateException("This Java cannot make a P-256 key", e);
        }
    }

    DNSKEYRecord dnskey() {
        return dnskey;
    }

    DSRecord ds() {
        return new DSRecord(dnskey.getName(), DClass.IN, TTL_SECONDS, DNSSEC.Digest.SHA256, dnskey);
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
        RRSIGRecord good = sign(rrset);
        byte[] signature = good.getSignature().clone();
        signature[signature.length - 1] ^= 1;
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
