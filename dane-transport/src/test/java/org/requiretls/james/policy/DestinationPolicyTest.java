package org.requiretls.james.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.policy.DestinationPolicy.AddressFailure;
import org.requiretls.james.policy.Verdict.Skip;

class DestinationPolicyTest {

    @ParameterizedTest(name = "{0}: {1} is {2} {3} for every tag")
    @CsvSource({
        "D1,  BOGUS,         450, 4.4.3",
        "D1,  LOOKUP_FAILED, 450, 4.4.3",
        "D2,  NXDOMAIN,      550, 5.1.2",
        "D3,  NULL_MX,       556, 5.1.10",
        "D10, LOOPS_BACK,    550, 5.4.6",
    })
    @Covers({"R7672-2.1.2-01", "R5321-5.1-01", "R5321-5.1-02", "R7505-3-01"})
    void destinationWithoutHosts(Rule rule, MxStatus mx, int basic, String enhanced) {
        for (MessageTag tag : MessageTag.values()) {
            assertThat(DestinationPolicy.refusal(tag, mx))
                    .as("%s", tag)
                    .contains(new Skip(rule, DeliveryStatus.of(basic, enhanced)));
        }
    }

    @Test
    @DisplayName("D4: an address literal has no name to authenticate, so REQUIRETLS mail bounces with 5.7.10")
    void literalWithRequireTls() {
        assertThat(DestinationPolicy.refusal(MessageTag.REQUIRETLS, MxStatus.LITERAL))
                .contains(new Skip(Rule.D4, DeliveryStatus.of(550, "5.7.10")));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "REQUIRETLS")
    @DisplayName("D4: any other mail may go to an address literal")
    void literalWithoutRequireTls(MessageTag tag) {
        assertThat(DestinationPolicy.refusal(tag, MxStatus.LITERAL)).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1} has hosts to look at, for every tag")
    @CsvSource({"D5, SECURE", "D6, INSECURE", "D7, NO_MX_SECURE", "D7, NO_MX_INSECURE", "D9, RELAY"})
    void destinationWithHosts(String rule, MxStatus mx) {
        for (MessageTag tag : MessageTag.values()) {
            assertThat(DestinationPolicy.refusal(tag, mx))
                    .as("%s %s", rule, tag)
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("Every MX result either has hosts or is refused for every tag: none falls through")
    void everyMxResultIsCovered() {
        for (MxStatus mx : MxStatus.values()) {
            for (MessageTag tag : MessageTag.values()) {
                Optional<Skip> refusal = DestinationPolicy.refusal(tag, mx);
                boolean literalForRequireTls = mx == MxStatus.LITERAL && tag == MessageTag.REQUIRETLS;
                assertThat(refusal.isPresent()).as("%s %s", mx, tag).isEqualTo(!mx.hasHosts() || literalForRequireTls);
            }
        }
    }

    @Test
    @DisplayName("D8: no MX host has an address, DNS is sure: bounce 5.4.4")
    @Covers("R5321-5.1-03")
    void noAddressAtAll() {
        Skip none = DestinationPolicy.withoutAddress(AddressFailure.DEFINITIVE);

        assertThat(Conclusion.of(List.of(none, none), Function.identity()))
                .isEqualTo(new Skip(Rule.D8, DeliveryStatus.of(550, "5.4.4")));
    }

    @Test
    @DisplayName("D8: no MX host has an address, but one could not be looked up: defer 4.4.3")
    @Covers("R7672-2.1.2-01")
    void addressUnknown() {
        Skip none = DestinationPolicy.withoutAddress(AddressFailure.DEFINITIVE);
        Skip unknown = DestinationPolicy.withoutAddress(AddressFailure.LOOKUP_FAILED);

        assertThat(Conclusion.of(List.of(unknown, none), Function.identity()))
                .isEqualTo(new Skip(Rule.D8, DeliveryStatus.of(450, "4.4.3")));
    }
}
