package org.requiretls.james.bench.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.requiretls.james.dns.CacheSettings;
import org.requiretls.james.dns.CachingDns;
import org.requiretls.james.dns.DnsAnswer;
import org.requiretls.james.dns.DnsLookup;
import org.requiretls.james.dns.DnsRecord;
import org.requiretls.james.dns.RecordType;
import org.requiretls.james.dns.SecurityStatus;
import org.requiretls.james.mtasts.PolicyParser;
import org.requiretls.james.mtasts.PolicyReading;
import org.requiretls.james.mtasts.cache.CacheLimits;
import org.requiretls.james.mtasts.cache.PolicyCache;
import org.requiretls.james.mtasts.fetch.FetchResult;
import org.requiretls.james.mtasts.store.PolicyStore;

/** Domains with policies such as most have, their records in a DNS cache, and policy hosts that answer at once. */
final class StsLab {

    private static final byte[] POLICY =
            "version: STSv1\r\nmode: enforce\r\nmx: mx1.mail.example.net\r\nmx: *.mx.example.net\r\nmax_age: 1209600\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private StsLab() {}

    static String domain(int number) {
        return "d" + number + ".example.test";
    }

    static PolicyCache open(PolicyStore store) throws IOException {
        CacheSettings defaults = CacheSettings.defaults();
        DnsLookup dns = new CachingDns(
                new Instantly(),
                new CacheSettings(defaults.longest(), defaults.longestDenial(), defaults.failure(), 1L << 30),
                Clock.systemUTC());
        FetchResult policy = new FetchResult.Fetched(((PolicyReading.Valid) PolicyParser.parse(POLICY)).policy());
        return PolicyCache.open(
                new PolicyCache.Dns(dns, dns),
                domain -> CompletableFuture.completedFuture(policy),
                store,
                event -> {},
                CacheLimits.forTimeout(Duration.ofSeconds(20)),
                Clock.systemUTC());
    }

    /** Answers at once, with the same record for every domain. */
    private static final class Instantly implements DnsLookup {

        @Override
        @SuppressWarnings("unchecked")
        public <R extends DnsRecord> CompletableFuture<DnsAnswer<R>> lookup(String name, RecordType<R> type) {
            DnsRecord.Txt record = new DnsRecord.Txt("v=STSv1; id=20160831085700Z;");
            return CompletableFuture.completedFuture(
                    (DnsAnswer<R>) new DnsAnswer.Found<>(List.of(record), SecurityStatus.INSECURE, List.of(), 3600));
        }
    }
}
