package org.requiretls.james.mtasts.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import org.requiretls.james.mtasts.DiscoveryFailure.Kind;
import org.requiretls.james.mtasts.PolicyMode;
import org.requiretls.james.mtasts.StsFinding;
import org.requiretls.james.mtasts.StsFinding.InForce;
import org.requiretls.james.mtasts.TxtFinding;

/** What happens to policies while they are remembered, and who is told. */
class PolicyRefreshTest {

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

    @ParameterizedTest
    @CsvSource({
        "enforce, testing, true",
        "enforce, none, true",
        "testing, none, true",
        "enforce, enforce, false",
        "testing, enforce, false",
        "none, testing, false"
    })
    void tellsOfAPolicyThatGotWeaker(String before, String after, boolean told) {
        lab.published(DOMAIN, "1").policy(DOMAIN, before, 86_400).find(DOMAIN);
        lab.published(DOMAIN, "2").policy(DOMAIN, after, 86_400).find(DOMAIN);

        assertThat(lab.events(PolicyEvent.Weakened.class)).hasSize(told ? 1 : 0);
    }

    @Test
    void tellsOfAnEnforcedPolicyThatIsNoLongerPublished() {
        lab.published(DOMAIN, "1").policy(DOMAIN, "enforce", 86_400).find(DOMAIN);
        lab.txt(DOMAIN, new TxtFinding.NotPublished("gone")).find(DOMAIN);

        assertThat(lab.events(PolicyEvent.Unpublished.class)).hasSize(1);
    }

    @Test
    @Covers({"R8461-3.3-12", "R8461-10.2-01"})
    void refreshesWithoutAnyMail() {
        lab.published(DOMAIN, "1").policy(DOMAIN, "enforce", 604_800).find(DOMAIN);
        lab.txt(DOMAIN, new TxtFinding.NotPublished("suppressed"));

        lab.pass(Duration.ofHours(17)).refresh();
        assertThat(lab.fetches(DOMAIN)).as("too early").isEqualTo(1);
        lab.pass(Duration.ofHours(7)).refresh();
        assertThat(lab.fetches(DOMAIN)).isEqualTo(2);

        lab.pass(Duration.ofDays(6).plusHours(23));
        assertInForce(lab.find(DOMAIN), PolicyMode.ENFORCE, "1");
    }

    @Test
    void refreshesAShortLivedPolicyBeforeItExpires() {
        lab.published(DOMAIN, "1").policy(DOMAIN, "enforce", 3600).find(DOMAIN);

        lab.pass(Duration.ofMinutes(30)).refresh();

        assertThat(lab.fetches(DOMAIN)).isEqualTo(2);
    }

    @Test
    void doesNotRefreshWhatNoMailNeeds() {
        lab.published(DOMAIN, "1").policy(DOMAIN, "enforce", 31_557_600).find(DOMAIN);

        lab.pass(Duration.ofDays(61)).refresh();

        assertThat(lab.fetches(DOMAIN)).isEqualTo(1);
        lab.find(DOMAIN);
        lab.refresh();
        assertThat(lab.fetches(DOMAIN)).as("mail came again").isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"enforce, true", "testing, true", "none, false"})
    @Covers({"R8461-3.3-13", "R8461-10.2-02"})
    void tellsOfARefreshThatFailedUnlessTheModeIsNone(String mode, boolean told) {
        lab.published(DOMAIN, "1").policy(DOMAIN, mode, 604_800).find(DOMAIN);
        lab.broken(DOMAIN, Kind.FETCH);

        lab.pass(Duration.ofDays(1)).refresh();

        assertThat(lab.events(PolicyEvent.FetchFailed.class)).hasSize(told ? 1 : 0);
    }

    @Test
    void triesAFailedRefreshAgainOverHoursAndNotAtOnce() {
        lab.published(DOMAIN, "1").policy(DOMAIN, "enforce", 604_800).find(DOMAIN);
        lab.broken(DOMAIN, Kind.FETCH);
        lab.pass(Duration.ofDays(1)).refresh();

        for (int minute = 0; minute < 40; minute++) {
            lab.pass(Duration.ofMinutes(1)).refresh();
        }
        assertThat(lab.fetches(DOMAIN)).isEqualTo(2);
        lab.pass(Duration.ofMinutes(20)).refresh();
        assertThat(lab.fetches(DOMAIN)).isEqualTo(3);
    }

    @Test
    void forgetsWhatHasExpiredAndSaysSo() {
        lab.published(DOMAIN, "1").policy(DOMAIN, "enforce", 3600).find(DOMAIN);
        lab.broken(DOMAIN, Kind.FETCH);

        lab.pass(Duration.ofHours(1)).refresh();

        assertThat(lab.events(PolicyEvent.Expired.class)).hasSize(1);
        assertThat(lab.size()).isZero();
        assertThat(folder.resolve(DOMAIN + ".sts")).doesNotExist();
    }

    @Test
    void renewsFewAtOnce() {
        List<String> domains =
                IntStream.range(0, 40).mapToObj(n -> "d" + n + ".test").toList();
        domains.forEach(domain ->
                lab.published(domain, "1").policy(domain, "enforce", 604_800).find(domain));
        domains.forEach(lab::hanging);

        CompletableFuture<Void> refresh = lab.pass(Duration.ofDays(1)).beginRefresh();

        await().until(() -> lab.hangingFetches() == CacheLab.REFRESHES_AT_ONCE);
        lab.releaseAll();
        await().until(refresh::isDone);
        assertThat(domains).allMatch(domain -> lab.fetches(domain) == 2);
    }
}
