package org.requiretls.james.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.policy.HopRequirement.ClearText;
import org.requiretls.james.policy.SessionEvidence.EhloRefused;
import org.requiretls.james.policy.SessionEvidence.Encrypted;
import org.requiretls.james.policy.SessionEvidence.NoConnection;
import org.requiretls.james.policy.Verdict.Deliver;
import org.requiretls.james.policy.Verdict.Keyword;

/**
 * What holds for every combination of inputs, said without the tables.
 *
 * <p>These are properties, but no generator draws samples for them: the input space is finite and small enough to be
 * walked through as a whole, so that a counterexample can't be missed by bad luck.
 */
class DecisionInvariantsTest {

    @Test
    @DisplayName(
            "R8689-4.2.1-10: REQUIRETLS leaves in authenticated TLS to a proven host with the keyword, or not at all")
    @Covers({"R8689-2-12", "R8689-2-13", "R8689-4.2.1-02", "R8689-4.2.1-04", "R8689-4.2.1-10"})
    void requireTlsIsNeverDeliveredOtherwise() {
        assertThat(Situation.all(MessageTag.REQUIRETLS).filter(Situation::delivers))
                .isNotEmpty()
                .allSatisfy(situation -> {
                    assertThat(situation.verdict()).isInstanceOfSatisfying(Deliver.class, delivery -> {
                        assertThat(delivery.keyword()).isEqualTo(Keyword.SENT);
                        assertThat(delivery.channel()).isNotIn(Channel.CLEAR, Channel.ENCRYPTED);
                    });
                    assertThat(situation.session()).isInstanceOfSatisfying(Encrypted.class, peer -> {
                        assertThat(peer.keyword()).isTrue();
                        assertThat(isAuthenticated(situation.tlsa(), peer)).isTrue();
                    });
                    assertThat(isHostProven(situation)).isTrue();
                });
    }

    @Test
    @DisplayName("P7, R7672-2.1.2-06: no session result and no failing lookup bounces an untagged message")
    @Covers("R7672-2.1.2-06")
    void untaggedIsNeverBouncedByWhatAnAttackerCanCause() {
        Set<MxStatus> saidByDns = Set.of(MxStatus.NXDOMAIN, MxStatus.NULL_MX, MxStatus.LOOPS_BACK);

        assertThat(Situation.all(MessageTag.NONE).filter(situation -> !saidByDns.contains(situation.mx())))
                .isNotEmpty()
                .noneMatch(DecisionInvariantsTest::bounces);
        assertThat(Situation.all(MessageTag.NONE).filter(situation -> saidByDns.contains(situation.mx())))
                .allMatch(DecisionInvariantsTest::bounces);
    }

    @ParameterizedTest
    @EnumSource(names = {"NO", "REPORT"})
    @DisplayName("R8689-4.2.2-02, -05: with policies set aside every session will do, and none carries the keyword")
    @Covers({"R8689-3-04", "R8689-4.2.2-02", "R8689-4.2.2-05"})
    void policiesAsideAlwaysDelivers(MessageTag tag) {
        assertThat(Situation.allWithHosts(tag).filter(DecisionInvariantsTest::isSessionPossible))
                .isNotEmpty()
                .allMatch(Situation::delivers);
        assertThat(Situation.all(tag)).noneMatch(DecisionInvariantsTest::carriesKeyword);
        assertThat(Situation.allWithHosts(tag).map(Situation::verdict)).noneMatch(DecisionInvariantsTest::isPermanent);
    }

    @Test
    @DisplayName("R8689-2-10: an untagged message never carries the keyword")
    void untaggedNeverCarriesKeyword() {
        assertThat(Situation.all(MessageTag.NONE)).noneMatch(DecisionInvariantsTest::carriesKeyword);
    }

    @Test
    @DisplayName("B1, B2: a notification goes wherever untagged mail goes, tagged exactly where REQUIRETLS mail goes")
    void notificationIsTheBetterOfBoth() {
        assertThat(Situation.all(MessageTag.DSN)).allSatisfy(situation -> {
            boolean untaggedGoes = situation.with(MessageTag.NONE).delivers();
            boolean requireTlsGoes = situation.with(MessageTag.REQUIRETLS).delivers();
            assertThat(situation.delivers()).isEqualTo(untaggedGoes || requireTlsGoes);
            assertThat(carriesKeyword(situation)).isEqualTo(requireTlsGoes);
        });
    }

    @Test
    @DisplayName("P5: REQUIRETLS goes nowhere where untagged mail does not")
    void requireTlsIsStricterThanNoTag() {
        assertThat(Situation.all(MessageTag.REQUIRETLS).filter(Situation::delivers))
                .allMatch(situation -> situation.with(MessageTag.NONE).delivers());
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("R3207-4.1-01: the identity asked of the handshake is the one that the judgement asks")
    void identityAgreesWithJudgement(MessageTag tag) {
        assertThat(requirements(tag)).isNotEmpty().allSatisfy(requirement -> {
            for (SessionEvidence session : Situation.SESSIONS) {
                if (session instanceof Encrypted peer) {
                    boolean identified = requirement.identity().isSatisfiedBy(peer.dane(), peer.pkix());
                    boolean delivers = requirement.judge(peer) instanceof Deliver;
                    assertThat(delivers)
                            .as("%s asks for %s, %s", requirement, requirement.identity(), peer)
                            .isEqualTo(identified && (peer.keyword() || tag != MessageTag.REQUIRETLS));
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("R7672-2.2.3-06: clear text is forbidden exactly where no judgement ends in it")
    @Covers("R7672-2.2.3-06")
    void clearTextAgreesWithJudgement(MessageTag tag) {
        assertThat(requirements(tag)).isNotEmpty().allSatisfy(requirement -> {
            boolean everClear =
                    Situation.SESSIONS.stream().map(requirement::judge).anyMatch(DecisionInvariantsTest::isClear);
            assertThat(requirement.clearText()).isEqualTo(everClear ? ClearText.ALLOWED : ClearText.FORBIDDEN);
        });
    }

    @Test
    @DisplayName("R7672-10-01: hosts that DANE, the policy or the tag rule out are not contacted")
    void whatNoSessionCouldMendIsNotTried() {
        for (MessageTag tag : MessageTag.values()) {
            assertThat(requirements(tag)).allMatch(DecisionInvariantsTest::canSucceed);
        }
    }

    @Test
    @DisplayName("D4: a literal is refused for REQUIRETLS also by who did not ask about the destination first")
    void literalHasNoProof() {
        assertThat(Situation.all(MessageTag.REQUIRETLS)
                        .filter(situation -> situation.mx() == MxStatus.LITERAL)
                        .map(Situation::hopDecision))
                .isNotEmpty()
                .containsOnly(new HopDecision.Refuse(new Verdict.Skip(Rule.D4, DeliveryStatus.of(550, "5.7.10"))));
    }

    @Test
    @DisplayName("P1: there is no evidence about a host where the MX lookup gave none")
    void evidenceNeedsHost() {
        assertThat(MxStatus.values())
                .filteredOn(mx -> !mx.hasHosts())
                .isNotEmpty()
                .allSatisfy(mx -> assertThatIllegalArgumentException()
                        .isThrownBy(() -> new HopEvidence(mx, DaneState.NOT_APPLICABLE, StsState.NOT_APPLICABLE))
                        .withMessageContaining(mx.name()));
    }

    private static List<HopRequirement> requirements(MessageTag tag) {
        return Situation.allWithHosts(tag)
                .filter(situation ->
                        DestinationPolicy.refusal(tag, situation.mx()).isEmpty())
                .map(Situation::hopDecision)
                .flatMap(decision -> decision instanceof HopDecision.Contact contact
                        ? Stream.of(contact.requirement())
                        : Stream.empty())
                .toList();
    }

    private static boolean canSucceed(HopRequirement requirement) {
        return Situation.SESSIONS.stream().map(requirement::judge).anyMatch(Deliver.class::isInstance);
    }

    private static boolean isAuthenticated(TlsaStatus tlsa, Encrypted peer) {
        return peer.pkix() || (peer.dane() && tlsa == TlsaStatus.USABLE);
    }

    /** By signature, because no MX record was looked up, or by a policy. */
    private static boolean isHostProven(Situation situation) {
        return Set.of(MxStatus.SECURE, MxStatus.NO_MX_SECURE, MxStatus.NO_MX_INSECURE, MxStatus.RELAY)
                        .contains(situation.mx())
                || Set.of(StsState.ENFORCE_MATCH, StsState.TESTING_MATCH).contains(situation.sts());
    }

    private static boolean isSessionPossible(Situation situation) {
        return !(situation.session() instanceof NoConnection || situation.session() instanceof EhloRefused);
    }

    private static boolean bounces(Situation situation) {
        return isPermanent(situation.verdict());
    }

    private static boolean isPermanent(Verdict verdict) {
        return verdict instanceof Verdict.Skip skip && skip.status().isPermanent();
    }

    private static boolean carriesKeyword(Situation situation) {
        return situation.verdict() instanceof Deliver delivery && delivery.keyword() == Keyword.SENT;
    }

    private static boolean isClear(Verdict verdict) {
        return verdict instanceof Verdict.ReconnectInClear
                || verdict instanceof Deliver delivery && delivery.channel() == Channel.CLEAR;
    }
}
