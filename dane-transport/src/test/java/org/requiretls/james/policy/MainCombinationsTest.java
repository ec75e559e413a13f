package org.requiretls.james.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.policy.DaneState.InsecureMxDane;

/**
 * What a REQUIRETLS message meets most often, one example a row: a sole host, DANE for unsigned MX switched on.
 *
 * <p>A cell with several words stands for every combination of them; {@link Words} says what each means. The outcome
 * is written as in {@link Situation.Answer}.
 */
class MainCombinationsTest {

    @ParameterizedTest(name = "MX {0}, TLSA {1}, MTA-STS {2}, peer {3}: {4}")
    @CsvSource(delimiter = '|', useHeadersInDisplayName = false, textBlock = """
            # MX     | TLSA     | MTA-STS | peer                                   | outcome
            secure   | usable   | NA      | TLSA match and keyword                 | R8 deliver DANE +KW
            secure   | usable   | NA      | PKIX ok and no TLSA match and keyword  | R6 skip 550 5.7.10
            secure   | usable   | ENF-    | TLSA match and keyword                 | R8 deliver DANE +KW
            secure   | unusable | NA      | PKIX ok and keyword                    | R8 deliver PKIX +KW
            secure   | unusable | NA      | PKIX not ok and keyword                | R6 skip 550 5.7.10
            secure   | none     | NA      | PKIX ok and keyword                    | R8 deliver PKIX +KW
            secure   | none     | NA      | PKIX not ok and keyword                | R6 skip 550 5.7.10
            secure   | none     | ENF-    | any                                    | R3 refuse 450 4.7.5
            secure   | none     | TST-    | PKIX ok and keyword                    | R8 deliver PKIX +KW
            secure   | error    | any     | any                                    | R1 refuse 450 4.4.3
            insecure | any      | NA      | any                                    | R2 refuse 550 5.7.10
            insecure | none     | ENF+    | PKIX ok and keyword                    | R8 deliver PKIX +KW
            insecure | none     | ENF+    | PKIX not ok and keyword                | R6 skip 550 5.7.10
            insecure | none     | ENF-    | any                                    | R2 refuse 550 5.7.10
            insecure | none     | TST+    | PKIX ok and keyword                    | R8 deliver PKIX +KW
            insecure | none     | TST+    | PKIX not ok and keyword                | R6 skip 550 5.7.10
            insecure | none     | TST-    | any                                    | R2 refuse 550 5.7.10
            insecure | none     | NA?     | any                                    | R2t refuse 450 4.7.10
            insecure | usable   | NA      | TLSA match and keyword                 | R2 refuse 550 5.7.10
            insecure | usable   | TST+    | TLSA match and PKIX not ok and keyword | R8 deliver DANE +KW
            insecure | usable   | ENF+    | TLSA match and PKIX not ok and keyword | R6 skip 550 5.7.10
            no MX    | none     | NA      | PKIX ok and keyword                    | R8 deliver PKIX +KW
            relay    | none     | NA      | PKIX ok and keyword                    | R8 deliver PKIX +KW
            literal  | any      | any     | any                                    | D4 refuse 550 5.7.10
            """)
    @Covers({"R8689-2-12", "R8689-2-13", "R8689-2-17", "R8689-4.2.1-02", "R8689-4.2.1-04"})
    void requireTlsMessage(String mx, String tlsa, String sts, String peer, String outcome) {
        Set<MxStatus> mxs = Words.read(mx, Words.MX);
        Set<TlsaStatus> tlsas = Words.read(tlsa, Words.TLSA);
        Set<StsState> policies = Words.read(sts, Words.STS);
        Set<SessionEvidence> peers = Words.read(peer, Words.PEER);

        List<Situation> situations = requireTls()
                .filter(situation -> mxs.contains(situation.mx())
                        && tlsas.contains(situation.tlsa())
                        && policies.contains(situation.sts())
                        && peers.contains(situation.session()))
                .toList();

        assertThat(situations)
                .isNotEmpty()
                .allSatisfy(
                        situation -> assertThat(situation.answer().toString()).isEqualTo(outcome));
    }

    @Test
    @DisplayName("R7: whatever authenticates the host, without the keyword it is 5.7.30")
    @Covers({"R8689-2-15", "R8689-4.2.1-12"})
    void anyHostThatWouldDoButForTheKeyword() {
        assertThat(requireTls().filter(Situation::delivers)).isNotEmpty().allSatisfy(situation -> {
            var good = (SessionEvidence.Encrypted) situation.session();
            Situation without = situation.with(new SessionEvidence.Encrypted(good.dane(), good.pkix(), false));
            assertThat(without.answer()).hasToString("R7 skip 550 5.7.30");
        });
    }

    @Test
    @DisplayName("R5 or R2: without STARTTLS it is 5.7.10, unless DNS or the policy may change (R1, R2t, R3)")
    @Covers("R8689-4.2.1-13")
    void anyHostWithoutStartTls() {
        assertThat(requireTls()
                        .filter(situation -> situation.mx().hasHosts() && situation.mx() != MxStatus.LITERAL)
                        .map(situation -> situation.with(new SessionEvidence.StartTlsNotOffered()))
                        .map(situation -> situation.answer().toString())
                        .distinct())
                .containsExactlyInAnyOrder(
                        "R5 skip 550 5.7.10",
                        "R2 refuse 550 5.7.10",
                        "R1 refuse 450 4.4.3",
                        "R2t refuse 450 4.7.10",
                        "R3 refuse 450 4.7.5");
    }

    private static Stream<Situation> requireTls() {
        return Situation.all(MessageTag.REQUIRETLS)
                .filter(situation -> situation.insecureMxDane() == InsecureMxDane.ON);
    }
}
