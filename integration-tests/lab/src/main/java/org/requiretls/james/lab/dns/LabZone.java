package org.requiretls.james.lab.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * The description of one zone; it goes live with {@link LabDns#publish}.
 *
 * <p>All names are full names, such as {@code mx.good.test}, and have to lie within the zone. SOA, NS, keys,
 * signatures and proofs of absence are added when the zone is published. Changes made afterwards show only after
 * another {@code publish}. Not thread-safe; the published copy is.
 */
public final class LabZone {

    /** How the zone hangs below its parent, and what its signatures are worth. */
    enum Security {
        SIGNED,
        UNSIGNED,
        ISLAND,
        BOGUS,
        EXPIRED
    }

    /** Low enough that a mended record shows soon, high enough to watch a cache at work. */
    private static final long DEFAULT_TTL_SECONDS = 30;

    private final Name origin;
    private final List<Record> records = new ArrayList<>();
    private final Set<Question> brokenSignatures = new HashSet<>();
    private Security security = Security.SIGNED;
    private Optional<Nsec3Proofs.Parameters> nsec3 = Optional.empty();
    private int impostorKeys;
    private int worthlessSignatures;
    private long ttlSeconds = DEFAULT_TTL_SECONDS;
    private long denialTtlSeconds = DEFAULT_TTL_SECONDS;

    LabZone(String origin) {
        this.origin = Names.absolute(origin);
    }

    private LabZone(LabZone that) {
        this.origin = that.origin;
        this.records.addAll(that.records);
        this.brokenSignatures.addAll(that.brokenSignatures);
        this.security = that.security;
        this.nsec3 = that.nsec3;
        this.impostorKeys = that.impostorKeys;
        this.worthlessSignatures = that.worthlessSignatures;
        this.ttlSeconds = that.ttlSeconds;
        this.denialTtlSeconds = that.denialTtlSeconds;
    }

    LabZone copy() {
        return new LabZone(this);
    }

    /** Signed, with a DS record in the parent; the default. */
    public LabZone signed() {
        return with(Security.SIGNED);
    }

    /** Without keys and signatures; the parent proves that there is no DS record. */
    public LabZone unsigned() {
        return with(Security.UNSIGNED);
    }

    /** Signed, but the parent proves that there is no DS record: secure only by {@link LabDns#trustAnchor}. */
    public LabZone island() {
        return with(Security.ISLAND);
    }

    /** Properly delegated, but no signature except that of the keys verifies. */
    public LabZone bogus() {
        return with(Security.BOGUS);
    }

    /** Properly delegated, but every signature ran out a week ago. */
    public LabZone expired() {
        return with(Security.EXPIRED);
    }

    /**
     * Absence is proven by hashes of names instead of the names (RFC 5155).
     *
     * @param iterations additional rounds of hashing, 0 to 65535; RFC 9276 wants 0
     * @param salt hexadecimal digits, or nothing, as RFC 9276 wants it
     */
    public LabZone nsec3(int iterations, String salt) {
        return with(new Nsec3Proofs.Parameters(iterations, HexFormat.of().parseHex(salt), false));
    }

    /** As {@link #nsec3}, but unsigned delegations are left out of the chain (RFC 5155 section 6). */
    public LabZone nsec3OptOut(int iterations, String salt) {
        return with(new Nsec3Proofs.Parameters(iterations, HexFormat.of().parseHex(salt), true));
    }

    private LabZone with(Nsec3Proofs.Parameters parameters) {
        nsec3 = Optional.of(parameters);
        return this;
    }

    /** The signature of one record set does not verify. */
    public LabZone breakSignature(String name, String type) {
        brokenSignatures.add(Question.of(name, type));
        return this;
    }

    /**
     * So many keys that have the tag of the zone's own stand in front of it, each with a DS record in the parent; only
     * to make validators work (CVE-2023-50387).
     */
    public LabZone impostorKeys(int count) {
        impostorKeys = count;
        return this;
    }

    /** So many signatures that do not verify stand in front of every good one. */
    public LabZone worthlessSignatures(int count) {
        worthlessSignatures = count;
        return this;
    }

    /**
     * Time to live of the records added from now on.
     *
     * @param seconds 0 to 2147483647
     */
    public LabZone ttl(long seconds) {
        ttlSeconds = seconds;
        return this;
    }

    /**
     * How long it may be remembered that something is not there (RFC 2308 section 4).
     *
     * @param seconds 0 to 2147483647
     */
    public LabZone denialTtl(long seconds) {
        denialTtlSeconds = seconds;
        return this;
    }

    long denialTtl() {
        return denialTtlSeconds;
    }

    /** An MX record of the zone's own name. */
    public LabZone mx(int preference, String host) {
        return mx(origin.toString(), preference, host);
    }

    /** An MX record of any name in the zone. */
    public LabZone mx(String name, int preference, String host) {
        return add(new MXRecord(Names.absolute(name), DClass.IN, ttlSeconds, preference, Names.absolute(host)));
    }

    /** {@code MX 0 .}: the zone's own name takes no mail (RFC 7505). */
    public LabZone nullMx() {
        return mx(0, ".");
    }

    /**
     * An A or AAAA record, by the look of the address.
     *
     * @param address an IPv4 or IPv6 literal
     */
    public LabZone address(String name, String address) {
        InetAddress parsed = literal(address);
        Name owner = Names.absolute(name);
        return add(
                parsed.getAddress().length == 4
                        ? new ARecord(owner, DClass.IN, ttlSeconds, parsed)
                        : new AAAARecord(owner, DClass.IN, ttlSeconds, parsed));
    }

    /**
     * A TLSA record of a TCP service.
     *
     * @param data as in a zone file: {@code 3 1 1} and the hexadecimal digits
     */
    public LabZone tlsa(String host, int port, String data) {
        return record("_" + port + "._tcp." + host, "TLSA", data);
    }

    /** An alias for one name. */
    public LabZone cname(String alias, String target) {
        return add(new CNAMERecord(Names.absolute(alias), DClass.IN, ttlSeconds, Names.absolute(target)));
    }

    /** An alias for everything below a name. */
    public LabZone dname(String subtree, String target) {
        return add(new DNAMERecord(Names.absolute(subtree), DClass.IN, ttlSeconds, Names.absolute(target)));
    }

    /** A TXT record of one string. */
    public LabZone txt(String name, String text) {
        return add(new TXTRecord(Names.absolute(name), DClass.IN, ttlSeconds, text));
    }

    /** Any record, its data as in a zone file. */
    public LabZone record(String name, String type, String data) {
        try {
            return add(
                    Record.fromString(Names.absolute(name), Names.type(type), DClass.IN, ttlSeconds, data, Name.root));
        } catch (IOException e) {
            throw new IllegalArgumentException("Not the data of a " + type + " record: " + data, e);
        }
    }

    /**
     * A record whose data need not make sense for its type.
     *
     * @param data hexadecimal digits
     */
    public LabZone rawRecord(String name, String type, String data) {
        return add(new RawRecord(
                Names.absolute(name),
                Names.type(type),
                ttlSeconds,
                HexFormat.of().parseHex(data)));
    }

    /** Takes out every record of a name and type, and a broken signature with it. */
    public LabZone without(String name, String type) {
        Question gone = Question.of(name, type);
        records.removeIf(record -> record.getName().equals(gone.name()) && record.getType() == gone.type());
        brokenSignatures.remove(gone);
        return this;
    }

    Name origin() {
        return origin;
    }

    Security security() {
        return security;
    }

    Optional<Nsec3Proofs.Parameters> nsec3() {
        return nsec3;
    }

    int impostorKeys() {
        return impostorKeys;
    }

    int worthlessSignatures() {
        return worthlessSignatures;
    }

    List<Record> records() {
        return List.copyOf(records);
    }

    boolean hasBrokenSignature(Name name, int type) {
        boolean everything = security == Security.BOGUS && type != Type.DNSKEY;
        return everything || brokenSignatures.contains(new Question(name, type));
    }

    private LabZone with(Security chosen) {
        security = chosen;
        return this;
    }

    private LabZone add(Record record) {
        if (!record.getName().subdomain(origin)) {
            throw new IllegalArgumentException(record.getName() + " is not in the zone " + origin);
        }
        records.add(record);
        return this;
    }

    private static InetAddress literal(String address) {
        if (!address.matches("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
            throw new IllegalArgumentException("Not an address literal: " + address);
        }
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("Not an address literal: " + address, e);
        }
    }
}
