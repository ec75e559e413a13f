package org.requiretls.james.mtasts.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.mtasts.DiscoveryFailure;
import org.requiretls.james.mtasts.DiscoveryFailure.Kind;
import org.requiretls.james.mtasts.PolicyMode;
import org.requiretls.james.mtasts.StsFinding;
import org.requiretls.james.mtasts.StsFinding.InForce;
import org.requiretls.james.mtasts.StsFinding.NoPolicy;
import org.requiretls.james.mtasts.StsFinding.Unknown;
import org.requiretls.james.mtasts.TxtFinding;

/** The cache between DNS, policy hosts and a store that do as they are told, by a clock that does too. */
class PolicyCacheTest {

    private static final String DOMAIN = "good.test";

    @TempDir
    private Path folder;

    private CacheLab lab;

    @BeforeEach
    void open() throws Exception {
        lab = new CacheLab(folder);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private static void assertInForce(StsFinding finding, PolicyMode mode, String id) {
        assertThat(finding).isInstanceOfSatisfying(InForce.class, found -> {
            assertThat(found.policy().policy().mode()).isEqualTo(mode);
            assertThat(found.policy().id()).isEqualTo(id);
        });
    }

    @Test
    @Covers({"R8461-5.1-01", "R8461-3-01"})
    void fetchesForTheFirstMailAndNotForTheNext() {
        lab.published(DOMAIN, "1").policy(DOMAIN, "enforce", 86_400);

        assertInForce(lab.find(DOMAIN), PolicyMode.ENFORCE, "1");
        assertInForce(lab.find(DOMAIN), PolicyMode.ENFORCE, "1");

        assertThat(lab.fetches(DOMAIN)).isEqualTo(1);
        assertThat(lab.lookups(DOMAIN)).isEqualTo(2);
    }

    /** Rules U1 to U8: each lookup against each memory and each fetch. */
    @ParameterizedTest(name = "{0}: cached {1}, txt {2}, https {3}: {4}")
    @CsvSource({
        "U1, no,      none,   good, none,      0",
        "U1, expired, none,   good, none,      0",
        "U2, yes,     none,   good, cached,    0",
        "U3, no,      failed, good, unknown,   0",
        "U3, expired, failed, good, unknown,   0",
        "U4, yes,     failed, good, cached,    0",
        "U5, yes,     same,   good, cached,    0",
        "U5, yes,     same,   bad,  cached,    0",
        "U6, no,      new,    good, fetched,   1",
        "U6, expired, new,    good, fetched,   1",
        "U6, expired, same,   good, fetched,   1",
        "U6, yes,     new,    good, fetched,   1",
        "U7, yes,     new,    bad,  cached,    1",
        "U8, no,      new,    bad,  unknown,   1",
        "U8, expired, same,   bad,  unknown,   1"
    })
    @Covers({
        "R8461-3.1-05",
        "R8461-3.1-07",
        "R8461-3.1-08",
        "R8461-3.2-06",
        "R8461-3.3-10",
        "R8461-3.3-11",
        "R8461-3.3-14",
        "R8461-10.3-01"
    })
    void followsTheTable(String rule, String cached, String txt, String https, String expected, long fetches) {
        if (!cached.equals("no")) {
            lab.published(DOMAIN, "9").policy(DOMAIN, "enforce", 3600);
            lab.find(DOMAIN);
            lab.pass(Duration.ofSeconds(cached.equals("expired") ? 3600 : 3599));
        }
        switch (txt) {
            case "none" -> lab.txt(DOMAIN, new TxtFinding.NotPublished("nothing there"));
            case "failed" -> lab.txt(DOMAIN, new TxtFinding.LookupFailed("SERVFAIL"));
            case "same" -> lab.published(DOMAIN, "9");
            default -> lab.published(DOMAIN, "1");
        }
        if (https.equals("good")) {
            lab.policy(DOMAIN, "testing", 60);
        } else {
            lab.broken(DOMAIN, Kind.FETCH);
        }
        long before = lab.fetches(DOMAIN);

        StsFinding finding = lab.find(DOMAIN);

        switch (expected) {
            case "none" -> assertThat(finding).isInstanceOf(NoPolicy.class);
            case "unknown" -> assertThat(finding).isInstanceOf(Unknown.class);
            case "cached" -> assertInForce(finding, PolicyMode.ENFORCE, "9");
            default -> assertInForce(finding, PolicyMode.TESTING, txt.equals("same") ? "9" : "1");
        }
        assertThat(lab.fetches(DOMAIN) - before).isEqualTo(fetches);
    }

    @ParameterizedTest
    @CsvSource({"FETCH", "WEBPKI", "POLICY"})
    void saysWhatWentWrongEvenWhereACachedPolicyHolds(Kind kind) {
        lab.published(DOMAIN, "1").broken(DOMAIN, kind);
        assertThat(lab.find(DOMAIN).failure().map(DiscoveryFailure::kind)).contains(kind);

        lab.pass(Duration.ofMinutes(10));
        lab.policy(DOMAIN, "enforce", 86_400).find(DOMAIN);
        lab.published(DOMAIN, "2").broken(DOMAIN, kind);

        StsFinding finding = lab.find(DOMAIN);
        assertInForce(finding, PolicyMode.ENFORCE, "1");
        assertThat(finding.failure().map(DiscoveryFailure::kind)).contains(kind);
    }

    @Test
    @Covers("R8461-3.3-08")
    void doesNotTryTheSameIdAgainForFiveMinutes() {
        lab.published(DOMAIN, "1").broken(DOMAIN, Kind.FETCH);
        for (int mail = 0; mail < 10; mail++) {
            assertThat(lab.find(DOMAIN)).isInstanceOf(Unknown.class);
            lab.pass(Duration.ofSeconds(29));
        }
        assertThat(lab.fetches(DOMAIN)).isEqualTo(1);

        lab.pass(Duration.ofSeconds(11));
        lab.find(DOMAIN);
        assertThat(lab.fetches(DOMAIN)).isEqualTo(2);
    }

    @Test
    void triesANewIdAfterAMinute() {
        lab.published(DOMAIN, "1").broken(DOMAIN, Kind.FETCH).find(DOMAIN);
        lab.published(DOMAIN, "2").policy(DOMAIN, "enforce", 86_400);

        assertThat(lab.find(DOMAIN)).isInstanceOf(Unknown.class);
        lab.pass(Duration.ofSeconds(61));
        assertInForce(lab.find(DOMAIN), PolicyMode.ENFORCE, "2");
    }

    @Test
    void followsAnIdThatFlipsBackAndForth() {
        lab.policy(DOMAIN, "enforce", 86_400);
        for (String id : List.of("2", "1", "2", "2", "1")) {
            assertInForce(lab.published(DOMAIN, id).find(DOMAIN), PolicyMode.ENFORCE, id);
        }
        assertThat(lab.fetches(DOMAIN)).isEqualTo(4);
    }

    @Test
    void appliesAPolicyWithoutAgeOnce() {
        lab.published(DOMAIN, "1").policy(DOMAIN, "enforce", 0);

        assertInForce(lab.find(DOMAIN), PolicyMode.ENFORCE, "1");
        assertThat(lab.txt(DOMAIN, new TxtFinding.NotPublished("gone")).find(DOMAIN))
                .isInstanceOf(NoPolicy.class);
    }

    @Test
    @Covers({"R8461-3.4-02", "R8461-3.4-03"})
    void asksNothingForAddressesAndNothingAboveTheDomain() {
        lab.published("example.test", "1")
                .policy("example.test", "enforce", 86_400)
                .find("example.test");

        assertThat(lab.find("[192.0.2.1]")).isInstanceOf(NoPolicy.class);
        assertThat(lab.find("192.0.2.1")).isInstanceOf(NoPolicy.class);
        assertThat(lab.find("mail.example.test")).isInstanceOf(NoPolicy.class);
        assertThat(lab.allLookups()).containsExactly("_mta-sts.example.test", "_mta-sts.mail.example.test");
    }

    @Test
    @Covers("R8461-3.3-15")
    void remembersOverARestart() throws Exception {
        lab.published(DOMAIN, "1").policy(DOMAIN, "enforce", 86_400).find(DOMAIN);
        lab.txt(DOMAIN, new TxtFinding.LookupFailed("blocked")).broken(DOMAIN, Kind.FETCH);

        lab.restart();

        assertInForce(lab.find(DOMAIN), PolicyMode.ENFORCE, "1");
        lab.pass(Duration.ofSeconds(86_399));
        assertInForce(lab.find(DOMAIN), PolicyMode.ENFORCE, "1");
        lab.pass(Duration.ofSeconds(1));
        assertThat(lab.find(DOMAIN)).isInstanceOf(Unknown.class);
    }

    @Test
    void setsDamageAsideSaysSoAndFetchesAnew() throws Exception {
        lab.published(DOMAIN, "1").policy(DOMAIN, "enforce", 86_400).find(DOMAIN);
        lab.published("other.test", "1").policy("other.test", "enforce", 86_400).find("other.test");
        Files.writeString(folder.resolve(DOMAIN + ".sts"), "broken", StandardCharsets.US_ASCII);

        lab.restart();

        assertThat(lab.events(PolicyEvent.SetAside.class)).hasSize(1);
        await().until(() -> lab.fetches(DOMAIN) == 2);
        await().until(() -> Files.exists(folder.resolve(DOMAIN + ".sts")));
        assertThat(lab.fetches("other.test")).isEqualTo(1);
    }

    @Test
    void holdsAPolicyThatCanNotBeStoredAndSaysSo() throws Exception {
        Files.delete(folder);
        Files.writeString(folder, "no directory");
        lab.published(DOMAIN, "1").policy(DOMAIN, "enforce", 86_400);

        assertInForce(lab.find(DOMAIN), PolicyMode.ENFORCE, "1");
        lab.broken(DOMAIN, Kind.FETCH);
        assertInForce(lab.find(DOMAIN), PolicyMode.ENFORCE, "1");
        assertThat(lab.events(PolicyEvent.NotStored.class)).hasSize(1);

        Files.delete(folder);
    }

    @Test
    void hasOneFetchUnderWayForADomain() {
        lab.published(DOMAIN, "1").policy(DOMAIN, "enforce", 86_400).hanging(DOMAIN);

        List<CompletableFuture<StsFinding>> mails =
                IntStream.range(0, 50).mapToObj(n -> lab.begin(DOMAIN)).toList();
        await().until(() -> lab.hangingFetches() == 1);
        lab.releaseAll();

        mails.forEach(mail -> assertInForce(mail.join(), PolicyMode.ENFORCE, "1"));
        assertThat(lab.fetches(DOMAIN)).isEqualTo(1);
    }

    @Test
    @Covers("S-STS-02")
    void doesNotLetHangingPolicyHostsHoldUpOtherDomains() {
        List<CompletableFuture<StsFinding>> stuck = IntStream.range(0, 100)
                .mapToObj(n -> "hang" + n + ".test")
                .map(domain -> lab.published(domain, "1").hanging(domain).begin(domain))
                .toList();
        await().until(() -> lab.hangingFetches() == 100);
        lab.published(DOMAIN, "1").policy(DOMAIN, "enforce", 86_400);

        assertInForce(lab.find(DOMAIN), PolicyMode.ENFORCE, "1");
        assertThat(stuck).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void waitsNoLongerThanTheBoundForASlowPolicyHost() throws Exception {
        lab.withLongestWait(Duration.ofMillis(300)).restart();
        lab.published(DOMAIN, "1").hanging(DOMAIN);

        assertThat(lab.find(DOMAIN)).isInstanceOf(Unknown.class);
    }

    @Test
    void waitsNotForASlowRecordWhereAPolicyIsCached() throws Exception {
        lab.published(DOMAIN, "1").policy(DOMAIN, "enforce", 86_400).find(DOMAIN);
        lab.silentDns(DOMAIN);

        assertInForce(lab.find(DOMAIN), PolicyMode.ENFORCE, "1");
    }

    @Test
    void asksDnsItselfForANewerPolicy() {
        lab.published(DOMAIN, "1").policy(DOMAIN, "enforce", 86_400).find(DOMAIN);
        lab.policy(DOMAIN, "testing", 86_400);
        lab.freshTxt(DOMAIN, "2");

        assertInForce(lab.find(DOMAIN), PolicyMode.ENFORCE, "1");
        assertInForce(lab.findNewer(DOMAIN), PolicyMode.TESTING, "2");
    }

    /** What DNS may be remembered to have said is not asked again, nor read again. */
    @Test
    void asksForNoRecordThatMayBeRemembered() throws Exception {
        lab.ttl(60).published(DOMAIN, "1").policy(DOMAIN, "enforce", 86_400);
        lab.find(DOMAIN);
        long lookups = lab.lookups(DOMAIN);
        lab.published(DOMAIN, "2").policy(DOMAIN, "testing", 86_400);

        assertInForce(lab.pass(Duration.ofSeconds(59)).find(DOMAIN), PolicyMode.ENFORCE, "1");
        assertThat(lab.lookups(DOMAIN)).isEqualTo(lookups);
        assertInForce(lab.findNewer(DOMAIN), PolicyMode.TESTING, "2");
        assertInForce(lab.find(DOMAIN), PolicyMode.TESTING, "2");
    }

    @Test
    void asksForTheRecordAgainOnceItMayNotBeRemembered() throws Exception {
        lab.ttl(100_000).published(DOMAIN, "1").policy(DOMAIN, "enforce", 864_000);
        lab.find(DOMAIN);
        lab.find(DOMAIN);
        lab.published(DOMAIN, "2").policy(DOMAIN, "testing", 86_400);

        assertInForce(lab.pass(Duration.ofMinutes(59)).find(DOMAIN), PolicyMode.ENFORCE, "1");
        assertInForce(lab.pass(Duration.ofMinutes(2)).find(DOMAIN), PolicyMode.TESTING, "2");
    }

    /** A policy is not in force any longer because a record is. */
    @Test
    void endsAPolicyWhoseRecordMayStillBeRemembered() throws Exception {
        lab.ttl(3600).published(DOMAIN, "1").policy(DOMAIN, "enforce", 60);
        lab.find(DOMAIN);
        lab.find(DOMAIN);
        lab.broken(DOMAIN, DiscoveryFailure.Kind.FETCH);

        assertThat(lab.pass(Duration.ofSeconds(61)).find(DOMAIN)).isInstanceOf(StsFinding.Unknown.class);
    }

    /** Made-up domains can't push out the policies of real ones. */
    @Test
    void remembersWhatItHasWhenThereIsNoRoomForMore() throws Exception {
        lab.withRoomFor(1200).restart();
        for (String domain : List.of(DOMAIN, "second.test", "third.test", "fourth.test")) {
            assertInForce(
                    lab.published(domain, "1").policy(domain, "enforce", 86_400).find(domain), PolicyMode.ENFORCE, "1");
        }

        assertThat(lab.size()).isEqualTo(3);
        assertThat(lab.events(PolicyEvent.NotStored.class)).hasSize(1);
        lab.txt(DOMAIN, new TxtFinding.LookupFailed("blocked"));
        assertInForce(lab.find(DOMAIN), PolicyMode.ENFORCE, "1");
        assertInForce(lab.published("second.test", "2").find("second.test"), PolicyMode.ENFORCE, "2");
    }

    @Test
    void isNotHarmedByAFetcherThatBreaks() {
        lab.published(DOMAIN, "1").throwing(DOMAIN);

        assertThat(lab.find(DOMAIN)).isInstanceOf(Unknown.class);
        lab.pass(Duration.ofMinutes(6));
        assertInForce(lab.policy(DOMAIN, "enforce", 86_400).find(DOMAIN), PolicyMode.ENFORCE, "1");
    }
}
