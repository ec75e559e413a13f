package org.requiretls.james.dns;

import java.util.List;
import org.xbill.DNS.Name;

/**
 * About how much memory an answer takes, so that a few enormous answers count for as much as many small ones.
 *
 * <p>The overheads were measured on a 64-bit JVM with compressed pointers, and rounded up.
 */
final class AnswerSize {

    private static final long ENTRY = 280;
    private static final long RECORD = 64;
    private static final long TEXT = 56;

    private AnswerSize() {}

    /** In octets, the key included. */
    static long estimate(Name name, DnsAnswer<?> answer) {
        long aliases = answer.aliases().stream()
                .mapToLong(link -> RECORD + text(link.alias()) + text(link.target()))
                .sum();
        return ENTRY + name.length() + aliases + content(answer);
    }

    private static long content(DnsAnswer<?> answer) {
        if (answer instanceof DnsAnswer.Found<?> found) {
            return records(found.records());
        }
        return answer instanceof DnsAnswer.Failed<?> failed ? text(failed.reason()) : 0;
    }

    private static long records(List<? extends DnsRecord> records) {
        return records.stream().mapToLong(record -> RECORD + data(record)).sum();
    }

    private static long data(DnsRecord record) {
        if (record instanceof DnsRecord.Mx mx) {
            return text(mx.host());
        }
        if (record instanceof DnsRecord.Alias alias) {
            return text(alias.target());
        }
        if (record instanceof DnsRecord.Txt txt) {
            return text(txt.text());
        }
        if (record instanceof DnsRecord.Tlsa tlsa) {
            return tlsa.size();
        }
        return TEXT;
    }

    private static long text(String text) {
        return TEXT + text.length();
    }
}
