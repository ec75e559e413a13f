package org.requiretls.james.policy;

import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.policy.DaneState.InsecureMxDane;
import org.requiretls.james.policy.SessionEvidence.Encrypted;

/**
 * Taking evidence away never turns a refusal of a REQUIRETLS message into a delivery.
 *
 * <p>"Less evidence" is the order made of these single steps, in any combination: a check of the session that passed
 * now fails, or TLS is gone; a signed MX RRset is unsigned, or the lookup fails; the TLSA lookup fails; TLSA records
 * that the peer matches are gone; a policy that named the host does not, or is gone, or can't be read.
 *
 * <p>Some inputs are a demand as well as evidence: TLSA records that the peer does <em>not</em> match (R6), a policy in
 * enforce mode (R3, R6). Taking a demand away may well allow a delivery, on the strength of other evidence. Each such
 * step has a test of its own that says which rule made the demand. None of them is open to an attacker on the path:
 * to make signed TLSA records or a cached policy disappear is not to remove them but to make the lookup fail.
 */
class EvidenceOrderTest {

    private static final Set<StsState> NAMES_HOST = Set.of(StsState.ENFORCE_MATCH, StsState.TESTING_MATCH);

    @Test
    @DisplayName("R5, R6, R7: the session shows less")
    void sessionShowsLess() {
        assertThatRefusalsThatBecomeDeliveries(everywhere(), EvidenceOrderTest::withWeakerSession)
                .isEmpty();
    }

    @Test
    @DisplayName("R2, D1: the MX RRset is unsigned, or can't be had")
    void mxIsProvenLess() {
        assertThatRefusalsThatBecomeDeliveries(
                        everywhere().filter(step -> step.insecureMxDane() == InsecureMxDane.ON),
                        EvidenceOrderTest::withMxProvenLess)
                .isEmpty();
    }

    @Test
    @DisplayName("T10: with DANE off for unsigned MX, its demands (R1, R6) go with the signature, a policy takes over")
    void unsignedMxSwitchesDaneOff() {
        assertThatRefusalsThatBecomeDeliveries(
                        everywhere().filter(step -> step.insecureMxDane() == InsecureMxDane.OFF),
                        EvidenceOrderTest::withMxProvenLess)
                .isNotEmpty()
                .allSatisfy(step -> {
                    assertThat(step.more().verdict().rule()).isIn(Rule.R1, Rule.R6);
                    assertThat(step.more().tlsa()).isIn(TlsaStatus.USABLE, TlsaStatus.BOGUS, TlsaStatus.LOOKUP_FAILED);
                    assertThat(step.less().sts()).isIn(NAMES_HOST);
                    assertThat(((Encrypted) step.less().session()).pkix()).isTrue();
                });
    }

    @Test
    @DisplayName("R1: the TLSA lookup fails")
    void tlsaLookupFails() {
        assertThatRefusalsThatBecomeDeliveries(
                        everywhere(), situation -> Stream.of(situation.with(TlsaStatus.LOOKUP_FAILED)))
                .isEmpty();
    }

    @Test
    @DisplayName("R6: TLSA records that the peer matched are gone, or of no use any more")
    void matchingTlsaRecordsAreGone() {
        assertThatRefusalsThatBecomeDeliveries(
                        everywhere().filter(not(EvidenceOrderTest::mismatchesTlsa)),
                        EvidenceOrderTest::withFewerTlsaRecords)
                .isEmpty();
    }

    @Test
    @DisplayName("R6, P3: TLSA records that the peer did not match are a demand, which goes with them")
    void mismatchingTlsaRecordsAreGone() {
        assertThatRefusalsThatBecomeDeliveries(
                        everywhere().filter(EvidenceOrderTest::mismatchesTlsa), EvidenceOrderTest::withFewerTlsaRecords)
                .isNotEmpty()
                .allSatisfy(step -> {
                    assertThat(step.more().verdict().rule()).isEqualTo(Rule.R6);
                    assertThat(((Encrypted) step.less().session()).pkix()).isTrue();
                });
    }

    @Test
    @DisplayName("R2: a policy that named the host does not, is gone, or can't be read")
    void policyNamesHostNoMore() {
        assertThatRefusalsThatBecomeDeliveries(
                        everywhere().filter(situation -> NAMES_HOST.contains(situation.sts())),
                        situation -> Arrays.stream(StsState.values())
                                .filter(not(NAMES_HOST::contains))
                                .map(situation::with))
                .isEmpty();
    }

    @Test
    @DisplayName("R6, C12: enforce mode demands PKIX beside DANE of a host only; testing mode does not")
    void enforceBecomesTesting() {
        assertThatRefusalsThatBecomeDeliveries(
                        everywhere().filter(situation -> situation.sts() == StsState.ENFORCE_MATCH),
                        situation -> Stream.of(situation.with(StsState.TESTING_MATCH)))
                .isNotEmpty()
                .allSatisfy(step -> {
                    assertThat(step.more().verdict().rule()).isEqualTo(Rule.R6);
                    assertThat(step.more().mx()).isEqualTo(MxStatus.INSECURE);
                    assertThat(step.more().tlsa()).isEqualTo(TlsaStatus.USABLE);
                });
    }

    @Test
    @DisplayName("R3: an enforced policy that does not name the host is a demand, where the MX needs no proof by it")
    void enforcedMismatchIsGone() {
        assertThatRefusalsThatBecomeDeliveries(
                        everywhere().filter(situation -> situation.sts() == StsState.ENFORCE_NO_MATCH),
                        situation -> Stream.of(StsState.NOT_APPLICABLE, StsState.UNKNOWN, StsState.TESTING_NO_MATCH)
                                .map(situation::with))
                .isNotEmpty()
                .allSatisfy(step -> {
                    assertThat(step.more().verdict().rule()).isEqualTo(Rule.R3);
                    assertThat(step.more().mx()).isNotEqualTo(MxStatus.INSECURE);
                });
    }

    private static Stream<Situation> everywhere() {
        return Situation.all(MessageTag.REQUIRETLS);
    }

    private static ListAssert<Step> assertThatRefusalsThatBecomeDeliveries(
            Stream<Situation> situations, Function<Situation, Stream<Situation>> lessOf) {
        List<Step> steps = situations
                .flatMap(more -> lessOf.apply(more).map(less -> new Step(more, less)))
                .toList();
        assertThat(steps).as("steps looked at").isNotEmpty();
        return assertThat(steps.stream()
                .filter(step -> !step.more().delivers() && step.less().delivers())
                .toList());
    }

    private static Stream<Situation> withWeakerSession(Situation situation) {
        return situation.session() instanceof Encrypted peer ? lessThan(peer).map(situation::with) : Stream.empty();
    }

    private static Stream<SessionEvidence> lessThan(Encrypted peer) {
        Stream<Encrypted> failingOneMore = Stream.of(
                new Encrypted(false, peer.pkix(), peer.keyword()),
                new Encrypted(peer.dane(), false, peer.keyword()),
                new Encrypted(peer.dane(), peer.pkix(), false));
        return Stream.concat(
                failingOneMore.filter(less -> !less.equals(peer)),
                Situation.SESSIONS.stream().filter(not(Encrypted.class::isInstance)));
    }

    private static Stream<Situation> withMxProvenLess(Situation situation) {
        return switch (situation.mx()) {
            case SECURE ->
                Stream.of(MxStatus.INSECURE, MxStatus.BOGUS, MxStatus.LOOKUP_FAILED)
                        .map(situation::with);
            case INSECURE -> Stream.of(situation.with(MxStatus.LOOKUP_FAILED));
            case NO_MX_SECURE ->
                Stream.of(MxStatus.NO_MX_INSECURE, MxStatus.BOGUS, MxStatus.LOOKUP_FAILED)
                        .map(situation::with);
            case NO_MX_INSECURE -> Stream.of(situation.with(MxStatus.LOOKUP_FAILED));
            default -> Stream.empty();
        };
    }

    private static Stream<Situation> withFewerTlsaRecords(Situation situation) {
        return switch (situation.tlsa()) {
            case USABLE -> Stream.of(situation.with(TlsaStatus.ALL_UNUSABLE), situation.with(TlsaStatus.NONE));
            case ALL_UNUSABLE -> Stream.of(situation.with(TlsaStatus.NONE));
            case NONE, BOGUS, LOOKUP_FAILED -> Stream.empty();
        };
    }

    private static boolean mismatchesTlsa(Situation situation) {
        return situation.tlsa() == TlsaStatus.USABLE && situation.session() instanceof Encrypted peer && !peer.dane();
    }

    private record Step(Situation more, Situation less) {}
}
