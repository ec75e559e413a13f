package org.requiretls.james.dns;

import java.util.Objects;

/**
 * The record types that mail delivery asks for.
 *
 * @param <R> what the data of such a record is
 */
public final class RecordType<R extends DnsRecord> {

    public static final RecordType<DnsRecord.Address> A = new RecordType<>("A", 1, DnsRecord.Address.class);
    public static final RecordType<DnsRecord.Alias> CNAME = new RecordType<>("CNAME", 5, DnsRecord.Alias.class);
    public static final RecordType<DnsRecord.Mx> MX = new RecordType<>("MX", 15, DnsRecord.Mx.class);
    public static final RecordType<DnsRecord.Txt> TXT = new RecordType<>("TXT", 16, DnsRecord.Txt.class);
    public static final RecordType<DnsRecord.Address> AAAA = new RecordType<>("AAAA", 28, DnsRecord.Address.class);
    public static final RecordType<DnsRecord.Tlsa> TLSA = new RecordType<>("TLSA", 52, DnsRecord.Tlsa.class);

    private final String name;
    private final int number;
    private final Class<R> data;

    private RecordType(String name, int number, Class<R> data) {
        this.name = Objects.requireNonNull(name);
        this.number = number;
        this.data = data;
    }

    /** As registered with IANA. */
    int number() {
        return number;
    }

    R cast(DnsRecord record) {
        return data.cast(record);
    }

    /** As in a zone file. */
    @Override
    public String toString() {
        return name;
    }
}
