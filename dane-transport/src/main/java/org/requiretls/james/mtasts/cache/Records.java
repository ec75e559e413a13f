package org.requiretls.james.mtasts.cache;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.requiretls.james.dns.DnsAnswer;
import org.requiretls.james.dns.DnsLookup;
import org.requiretls.james.dns.DnsRecord;
import org.requiretls.james.dns.RecordType;
import org.requiretls.james.mtasts.PolicyDomain;
import org.requiretls.james.mtasts.TxtFinding;

/** Looks TXT records up (RFC 8461 section 3.1). */
record Records(DnsLookup dns) {

    /**
     * What was found.
     *
     * @param ttlSeconds how long it may be remembered, 0 where it must not
     */
    record Answer(TxtFinding finding, long ttlSeconds) {}

    CompletableFuture<Answer> lookup(PolicyDomain domain) {
        String name = domain.recordName();
        return dns.lookup(name, RecordType.TXT)
                .thenApply(answer -> new Answer(
                        finding(name, answer),
                        answer instanceof DnsAnswer.Found<DnsRecord.Txt> found ? found.ttlSeconds() : 0));
    }

    private static TxtFinding finding(String name, DnsAnswer<DnsRecord.Txt> answer) {
        if (answer instanceof DnsAnswer.Found<DnsRecord.Txt> found) {
            List<String> texts =
                    found.records().stream().map(DnsRecord.Txt::text).toList();
            return TxtFinding.of(texts);
        }
        return answer instanceof DnsAnswer.Failed<DnsRecord.Txt> failed
                ? new TxtFinding.LookupFailed(failed.reason())
                : new TxtFinding.NotPublished(name + " has no TXT record");
    }
}
