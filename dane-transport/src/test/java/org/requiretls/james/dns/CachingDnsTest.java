package org.requiretls.james.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.dns.DnsAnswer.Cause;
import org.requiretls.james.dns.DnsAnswer.Failed;
import org.requiretls.james.dns.DnsAnswer.Found;
import org.requiretls.james.dns.DnsAnswer.NoData;
import org.requiretls.james.dns.DnsAnswer.NoSuchName;
import org.requiretls.james.lab.conformance.Covers;

class CachingDnsTest {

    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final CacheSettings SETTINGS =
            new CacheSettings(Duration.ofSeconds(3600), Duration.ofSeconds(900), Duration.ofSeconds(2), 1 << 20);

    private final Watch clock = new Watch();
    private final Questions asked = new Questions();
    private final CachingDns dns = new CachingDns(asked, SETTINGS, clock);

    /** A clock that is set by hand. */
    private static final class Watch extends Clock {

        private Instant now = START;

        void advance(long seconds) {
            now = now.plusSeconds(seconds);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    /** Stands for DNS: keeps the questions open until the test answers them, oldest first. */
    private static final class Questions implements DnsLookup {

        private final Deque<CompletableFuture<Object>> open = new ArrayDeque<>();
        private int count;

        @Override
        @SuppressWarnings("unchecked")
        public <R extends DnsRecord> CompletableFuture<DnsAnswer<R>> lookup(String name, RecordType<R> type) {
            count++;
            CompletableFuture<DnsAnswer<R>> future = new CompletableFuture<>();
            open.add((CompletableFuture<Object>) (CompletableFuture<?>) future);
            return future;
        }

        void answer(DnsAnswer<?> answer) {
            open.remove().complete(answer);
        }
    }

    private static Found<DnsRecord.Address> found(SecurityStatus security, long ttlSeconds) {
        return new Found<>(
                List.of(new DnsRecord.Address(InetAddress.getLoopbackAddress())), security, List.of(), ttlSeconds);
    }

    private static Failed<DnsRecord.Address> failed(Cause cause) {
        return new Failed<>(cause, "mx.good.test A: for a reason", OptionalInt.empty());
    }

    /** One lookup that has to go to DNS, where it meets this answer. */
    private void learn(DnsAnswer<DnsRecord.Address> answer) {
        CompletableFuture<DnsAnswer<DnsRecord.Address>> lookup = dns.lookup("mx.good.test", RecordType.A);
        asked.answer(answer);
        assertThat(lookup).isCompletedWithValue(answer);
    }

    private CompletableFuture<DnsAnswer<DnsRecord.Address>> ask() {
        return dns.lookup("mx.good.test", RecordType.A);
    }

    @DisplayName("R7672-4-04: an answer is kept with its state, and asked for anew when its TTL is over")
    @ParameterizedTest
    @EnumSource(names = {"SECURE", "INSECURE"})
    @Covers({"R7672-4-04", "R6698-8.2-01"})
    void ttl(SecurityStatus security) {
        learn(found(security, 30));

        clock.advance(29);
        assertThat(ask()).isCompletedWithValue(found(security, 1));
        assertThat(asked.count).isEqualTo(1);

        clock.advance(1);
        assertThat(ask()).isNotDone();
        assertThat(asked.count).isEqualTo(2);
    }

    @Test
    void aTtlOfNothingIsNotStretched() {
        learn(found(SecurityStatus.SECURE, 0));

        assertThat(ask()).isNotDone();
    }

    @Test
    void aTtlRunsFromTheQuestion() {
        CompletableFuture<?> lookup = ask();
        clock.advance(8);
        asked.answer(found(SecurityStatus.SECURE, 10));
        assertThat(lookup).isCompleted();

        clock.advance(1);
        assertThat(ask()).isCompletedWithValue(found(SecurityStatus.SECURE, 1));
        clock.advance(1);
        assertThat(ask()).isNotDone();
    }

    @DisplayName("RFC 2308 section 5: denials are kept, and both kinds of answers no longer than the settings say")
    @Test
    void caps() {
        learn(found(SecurityStatus.SECURE, Integer.MAX_VALUE));
        assertThat(ask()).isCompletedWithValue(found(SecurityStatus.SECURE, 3600));
        clock.advance(3600);

        for (DnsAnswer<DnsRecord.Address> denial : List.<DnsAnswer<DnsRecord.Address>>of(
                new NoData<>(SecurityStatus.SECURE, List.of(), 86400),
                new NoSuchName<>(SecurityStatus.INSECURE, List.of(), 86400))) {
            learn(denial);
            clock.advance(899);
            assertThat(ask()).isCompletedWithValue(denial.withTtl(1));
            clock.advance(1);
        }
        assertThat(ask()).isNotDone();
    }

    @DisplayName("RFC 9520 section 3.2: a failure of any kind is kept, but briefly")
    @ParameterizedTest
    @EnumSource(names = {"BOGUS", "INDETERMINATE", "SERVER_FAILURE", "TIMEOUT", "UNREACHABLE", "MALFORMED"})
    void failures(Cause cause) {
        CompletableFuture<DnsAnswer<DnsRecord.Address>> lookup = ask();
        clock.advance(10);
        asked.answer(failed(cause));
        assertThat(lookup).isCompletedWithValue(failed(cause));

        clock.advance(1);
        assertThat(ask()).isCompletedWithValue(failed(cause));
        clock.advance(1);
        assertThat(ask()).isNotDone();
    }

    @DisplayName("R7672-2.1.1: what was secure and fails now is a failure, and what failed may become secure again")
    @Test
    void noStateSurvivesTheAnswerItBelongsTo() {
        learn(found(SecurityStatus.SECURE, 30));
        clock.advance(30);
        learn(failed(Cause.BOGUS));
        assertThat(ask().join().security()).isEqualTo(SecurityStatus.BOGUS);
        clock.advance(2);
        learn(found(SecurityStatus.SECURE, 30));
        assertThat(ask().join().isSecure()).isTrue();
    }

    @Test
    @Covers("S-DNS-09")
    void oneQueryIsUnderWayForAQuestion() {
        List<CompletableFuture<DnsAnswer<DnsRecord.Address>>> waiting =
                IntStream.range(0, 50).mapToObj(i -> ask()).toList();
        assertThat(asked.count).isEqualTo(1);

        assertThat(waiting.get(0).cancel(true)).isTrue();
        assertThat(waiting.get(1).complete(failed(Cause.TIMEOUT))).isTrue();
        asked.answer(found(SecurityStatus.SECURE, 0));

        assertThat(waiting.subList(2, 50))
                .allSatisfy(future -> assertThat(future).isCompletedWithValue(found(SecurityStatus.SECURE, 0)));
        assertThat(ask()).isNotDone();
        assertThat(asked.count).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mx.good.test.", "MX.Good.TEST", "m\\120.good.test"})
    void aNameIsTheSameHoweverItIsWritten(String spelling) {
        learn(found(SecurityStatus.SECURE, 30));

        assertThat(dns.lookup(spelling, RecordType.A)).isCompleted();
        assertThat(asked.count).isEqualTo(1);
    }

    @Test
    void anotherNameOrTypeIsAnotherQuestion() {
        learn(found(SecurityStatus.SECURE, 30));

        assertThat(dns.lookup("mx2.good.test", RecordType.A)).isNotDone();
        assertThat(dns.lookup("mx.good.test", RecordType.AAAA)).isNotDone();
        assertThat(asked.count).isEqualTo(3);
    }

    @Test
    void whatIsNoNameIsLeftToDns() {
        assertThat(dns.lookup("a..test", RecordType.A)).isNotDone();
        assertThat(dns.lookup("a..test", RecordType.A)).isNotDone();
        assertThat(asked.count).isEqualTo(2);
    }

    @Test
    void aDefectIsPassedOnAndForgotten() {
        CompletableFuture<?> lookup = ask();
        asked.open.remove().completeExceptionally(new IllegalStateException("a defect"));

        assertThatThrownBy(lookup::join)
                .isInstanceOf(CompletionException.class)
                .hasRootCauseInstanceOf(IllegalStateException.class);
        learn(found(SecurityStatus.SECURE, 30));
    }

    @Test
    void aDefectThatIsThrownIsPassedOnAndForgotten() {
        boolean[] thrown = {false};
        CachingDns defective = new CachingDns(
                new DnsLookup() {
                    @Override
                    public <R extends DnsRecord> CompletableFuture<DnsAnswer<R>> lookup(
                            String name, RecordType<R> type) {
                        if (!thrown[0]) {
                            thrown[0] = true;
                            throw new IllegalStateException("a defect");
                        }
                        return asked.lookup(name, type);
                    }
                },
                SETTINGS,
                clock);

        assertThat(defective.lookup("mx.good.test", RecordType.A)).isCompletedExceptionally();
        assertThat(defective.lookup("mx.good.test", RecordType.A)).isNotDone();
    }

    @Test
    void aClockThatIsSetBackMakesNothingLiveLonger() {
        learn(found(SecurityStatus.SECURE, 30));
        clock.advance(-3600);

        assertThat(ask()).isNotDone();
    }

    @Test
    void whatWasNotAskedForMakesRoom() {
        CachingDns small = new CachingDns(asked, sized(2000), clock);
        for (int i = 0; i < 1000; i++) {
            learn(small, "a" + i + ".test", found(SecurityStatus.SECURE, 3600));
            assertThat(small.lookup("a0.test", RecordType.A)).isCompleted();
        }

        assertThat(small.size()).isBetween(3, 6);
        assertThat(small.lookup("a999.test", RecordType.A)).isCompleted();
        assertThat(small.lookup("a1.test", RecordType.A)).isNotDone();
    }

    @Test
    void aHugeAnswerCountsForItsSizeAndIsNotKeptWhereItDoesNotFit() {
        CachingDns small = new CachingDns(asked, sized(2000), clock);
        learn(small, "small.test", found(SecurityStatus.SECURE, 3600));

        CompletableFuture<DnsAnswer<DnsRecord.Tlsa>> lookup = small.lookup("huge.test", RecordType.TLSA);
        asked.answer(new Found<>(
                List.of(new DnsRecord.Tlsa(3, 0, 0, new byte[4000])), SecurityStatus.SECURE, List.of(), 3600));

        assertThat(lookup).isCompleted();
        assertThat(small.lookup("huge.test", RecordType.TLSA)).isNotDone();
        assertThat(small.lookup("small.test", RecordType.A)).isCompleted();
    }

    @Test
    void everyKindOfDataCountsForItsLength() {
        String text = "x".repeat(1000);
        List<DnsRecord> records = List.of(
                new DnsRecord.Mx(0, text),
                new DnsRecord.Alias(text),
                new DnsRecord.Txt(text),
                new DnsRecord.Tlsa(3, 1, 1, new byte[1000]));

        assertThat(records)
                .allSatisfy(record -> assertThat(AnswerSize.estimate(
                                org.xbill.DNS.Name.root,
                                new Found<>(List.of(record), SecurityStatus.SECURE, List.of(), 1)))
                        .isBetween(1200L, 1600L));
    }

    private void learn(CachingDns dns, String name, DnsAnswer<DnsRecord.Address> answer) {
        CompletableFuture<?> lookup = dns.lookup(name, RecordType.A);
        if (!lookup.isDone()) {
            asked.answer(answer);
        }
    }

    private static CacheSettings sized(long octets) {
        return new CacheSettings(SETTINGS.longest(), SETTINGS.longestDenial(), SETTINGS.failure(), octets);
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        Duration second = Duration.ofSeconds(1);
        for (Duration wrong : List.of(Duration.ofSeconds(-1), Duration.ofSeconds(301))) {
            assertThatThrownBy(() -> new CacheSettings(second, second, wrong, 0))
                    .isInstanceOf(DnsConfigurationException.class)
                    .hasMessageContaining("between 0 and PT5M");
        }
        Duration negative = Duration.ofSeconds(-1);
        assertThatThrownBy(() -> new CacheSettings(negative, second, second, 0))
                .isInstanceOf(DnsConfigurationException.class);
        assertThatThrownBy(() -> new CacheSettings(second, negative, second, 0))
                .isInstanceOf(DnsConfigurationException.class);
        assertThatThrownBy(() -> new CacheSettings(second, second, second, -1))
                .isInstanceOf(DnsConfigurationException.class);
    }
}
