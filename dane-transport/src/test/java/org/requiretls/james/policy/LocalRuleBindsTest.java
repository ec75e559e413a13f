package org.requiretls.james.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.policy.LocalRule.Level;
import org.requiretls.james.policy.SessionEvidence.Encrypted;
import org.requiretls.james.policy.Verdict.Deliver;
import org.requiretls.james.policy.Verdict.Skip;

/** What two rules of an administrator forbid, said without the tables, over the whole input space. */
class LocalRuleBindsTest {

    private static final LocalRule DANE_ONLY = rule(Level.DANE_ONLY);
    private static final LocalRule SECURE = rule(Level.SECURE);

    private static LocalRule rule(Level level) {
        return new LocalRule(
                level,
                LocalRule.NONE.certificate(),
                LocalRule.NONE.published(),
                LocalRule.NONE.mx(),
                LocalRule.NONE.authentication(),
                LocalRule.NONE.requireTls());
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
    @DisplayName("Whatever the rule: nothing is called authenticated by DANE where no TLSA record that counts matched")
    @Covers("R6698-4.1-10")
    void daneIsClaimedOnlyWhereItWasDone() {
        long claimed = 0;
        for (MessageTag tag : MessageTag.values()) {
            for (LocalRule rule : List.of(LocalRule.NONE, DANE_ONLY, SECURE)) {
                List<Situation> byDane = hosts(tag)
                        .filter(each -> verdict(each, rule) instanceof Deliver deliver
                                && deliver.channel() == Channel.AUTHENTICATED_BY_DANE)
                        .toList();
                assertThat(byDane).allSatisfy(each -> {
                    assertThat(evidence(each).dane()).isEqualTo(DaneState.AUTHENTICATE);
                    assertThat(each.session())
                            .isInstanceOfSatisfying(
                                    Encrypted.class,
                                    peer -> assertThat(peer.dane()).isTrue());
                });
                claimed += byDane.size();
            }
        }
        assertThat(claimed).isPositive();
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
}
