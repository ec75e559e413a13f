package org.requiretls.james.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.policy.LocalRule.Level;
import org.requiretls.james.policy.LocalRule.Published;
import org.requiretls.james.policy.SessionEvidence.Encrypted;
import org.requiretls.james.policy.Verdict.Deliver;
import org.requiretls.james.policy.Verdict.Skip;

/** What an administrator's rule for a destination can and can't do, over the whole input space. */
class LocalRuleBindsTest {

    private static final LocalRule DANE_ONLY = rule(Level.DANE_ONLY, Published.HONOURED);
    private static final LocalRule SECURE = rule(Level.SECURE, Published.HONOURED);
    private static final LocalRule LOWERED = rule(Level.MAY, Published.SET_ASIDE);

    private static LocalRule rule(Level level, Published published) {
        return new LocalRule(
                level,
                level == Level.FINGERPRINT
                        ? LocalRule.CertificateDemand.SPECIFIED
                        : LocalRule.CertificateDemand.NOTHING,
                published,
                LocalRule.MxDemand.ANY,
                LocalRule.AuthenticationDemand.ANY,
                LocalRule.RequireTls.ENFORCE);
    }

    private static Stream<Situation> hosts(MessageTag tag) {
        return Situation.allWithHosts(tag)
                .filter(situation ->
                        DestinationPolicy.refusal(tag, situation.mx()).isEmpty())
                .filter(LocalRuleBindsTest::canBe);
    }

    /** Only a record that counts can be matched. */
    private static boolean canBe(Situation situation) {
        return !(situation.session() instanceof Encrypted peer)
                || !peer.dane()
                || evidence(situation).dane() == DaneState.AUTHENTICATE;
    }

    private static Verdict verdict(Situation situation, LocalRule rule) {
        HopDecision decision = HopPolicy.decide(situation.tag(), evidence(situation), rule);
        return decision instanceof HopDecision.Contact contact
                ? contact.requirement().judge(situation.session())
                : ((HopDecision.Refuse) decision).verdict();
    }

    private static HopEvidence evidence(Situation situation) {
        return new HopEvidence(
                situation.mx(),
                DaneState.of(situation.mx(), situation.tlsa(), situation.insecureMxDane()),
                situation.sts());
    }

    private static boolean goesOut(Situation situation, LocalRule rule) {
        return !(verdict(situation, rule) instanceof Skip);
    }

    @Test
    @DisplayName("dane-only: by DANE over a proven MX, or the mail waits")
    @Covers({"R7672-2.2-09", "R7672-2.2.1-06", "R7672-6-01", "R7671-10.3-02"})
    void mandatoryDane() {
        List<Situation> out =
                hosts(MessageTag.NONE).filter(each -> goesOut(each, DANE_ONLY)).toList();
        assertThat(out).isNotEmpty().allSatisfy(each -> {
            assertThat(verdict(each, DANE_ONLY)).isInstanceOf(Deliver.class);
            assertThat(each.session())
                    .isInstanceOfSatisfying(
                            Encrypted.class, peer -> assertThat(peer.dane()).isTrue());
            assertThat(evidence(each).dane()).isEqualTo(DaneState.AUTHENTICATE);
            assertThat(each.mx()).isNotEqualTo(MxStatus.INSECURE);
        });
        assertThat(hosts(MessageTag.NONE).filter(each -> !goesOut(each, DANE_ONLY)))
                .isNotEmpty()
                .allSatisfy(each -> assertThat(
                                ((Skip) verdict(each, DANE_ONLY)).status().isPermanent())
                        .isFalse());
    }

    @Test
    @DisplayName("TLS-Required: No does not lift a rule of the own administrator")
    @Covers("R8689-8.4-02")
    void aRuleBindsAMessageThatSetsPoliciesAside() {
        assertThat(hosts(MessageTag.NO).filter(each -> goesOut(each, SECURE)))
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.session())
                        .isInstanceOfSatisfying(
                                Encrypted.class,
                                peer -> assertThat(peer.dane() || peer.pkix()).isTrue()));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLEAR")
    @DisplayName("A rule that lowers nothing outright only ever forbids")
    @Covers("S-LVL-03")
    void theStrictestCounts(Level level) {
        LocalRule rule = rule(level, Published.HONOURED);
        for (MessageTag tag : MessageTag.values()) {
            assertThat(hosts(tag).filter(each -> goesOut(each, rule)))
                    .isNotEmpty()
                    .allMatch(each -> goesOut(each, LocalRule.NONE));
        }
    }

    @Test
    @DisplayName("A lowering changes nothing for a REQUIRETLS message, and something for others")
    @Covers({"S-LVL-02", "S-LVL-03"})
    void aLoweringNeverTouchesRequireTls() {
        assertThat(hosts(MessageTag.REQUIRETLS))
                .isNotEmpty()
                .allSatisfy(each -> assertThat(goesOut(each, LOWERED)).isEqualTo(goesOut(each, LocalRule.NONE)));
        assertThat(hosts(MessageTag.NONE).filter(each -> goesOut(each, LOWERED) && !goesOut(each, LocalRule.NONE)))
                .isNotEmpty();
    }

    @Test
    @DisplayName("may, encrypt, secure: each level forbids more than the one before")
    @Covers("S-LVL-01")
    void levelsRise() {
        Set<Level> levels = EnumSet.of(Level.MAY, Level.ENCRYPT, Level.SECURE);
        List<List<Situation>> out = levels.stream()
                .map(level -> rule(level, Published.HONOURED))
                .map(rule -> hosts(MessageTag.NONE)
                        .filter(each -> goesOut(each, rule))
                        .toList())
                .toList();

        assertThat(out.get(1)).hasSizeLessThan(out.get(0).size()).allMatch(out.get(0)::contains);
        assertThat(out.get(1)).allMatch(each -> each.session() instanceof Encrypted);
        assertThat(out.get(2)).hasSizeLessThan(out.get(1).size()).allMatch(out.get(1)::contains);
    }
}
