package org.requiretls.james.dns;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import org.xbill.DNS.Compression;
import org.xbill.DNS.DNSInput;
import org.xbill.DNS.DNSOutput;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Tokenizer;
import org.xbill.DNS.Type;

/**
 * The data of a TLSA record, whatever it is. dnsjava's own class refuses a record that is too short, and with it the
 * whole answer; but malformed data makes only the one record unusable, the others beside it count (RFC 6698 section
 * 4.1). The octets stay as they came, so the signature covers them as it does those of any other type.
 */
final class TlsaRdata extends Record {

    /** Stands for a number that is missing: reserved for private use (RFC 7218 section 2), so usable to nobody. */
    static final int MISSING = 255;

    private static final int NUMBERS = 3;

    private byte[] octets = new byte[0];

    /** From now on dnsjava reads TLSA records in this way; its class comes from our jar, so only for us. */
    static void use() {
        Type.register(Type.TLSA, "TLSA", TlsaRdata::new);
    }

    DnsRecord.Tlsa decode() {
        byte[] data = octets.length > NUMBERS ? Arrays.copyOfRange(octets, NUMBERS, octets.length) : new byte[0];
        return new DnsRecord.Tlsa(number(0), number(1), number(2), data);
    }

    private int number(int index) {
        return index < octets.length ? Byte.toUnsignedInt(octets[index]) : MISSING;
    }

    @Override
    protected void rrFromWire(DNSInput in) throws IOException {
        octets = in.readByteArray();
    }

    @Override
    protected void rdataFromString(Tokenizer text, Name origin) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        for (int i = 0; i < NUMBERS; i++) {
            read.write(text.getUInt8());
        }
        read.writeBytes(text.getHex(true));
        octets = read.toByteArray();
    }

    @Override
    protected void rrToWire(DNSOutput out, Compression compression, boolean canonical) {
        out.writeByteArray(octets);
    }

    @Override
    protected String rrToString() {
        DnsRecord.Tlsa decoded = decode();
        return decoded.usage() + " " + decoded.selector() + " " + decoded.matchingType() + " "
                + HexFormat.of().formatHex(decoded.data());
    }
}
