package org.requiretls.james.lab.dns;

import org.xbill.DNS.Compression;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSInput;
import org.xbill.DNS.DNSOutput;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Tokenizer;

/** A record of a known type whose data need not make sense. */
final class RawRecord extends Record {

    private final byte[] data;

    RawRecord(Name name, int type, long ttl, byte[] data) {
        super(name, type, DClass.IN, ttl);
        this.data = data.clone();
    }

    @Override
    protected void rrFromWire(DNSInput in) {
        throw new UnsupportedOperationException("Made to be sent");
    }

    @Override
    protected void rdataFromString(Tokenizer text, Name origin) {
        throw new UnsupportedOperationException("Made to be sent");
    }

    @Override
    protected String rrToString() {
        return unknownToString(data);
    }

    @Override
    protected void rrToWire(DNSOutput out, Compression compression, boolean canonical) {
        out.writeByteArray(data);
    }
}
