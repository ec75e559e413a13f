package org.requiretls.james.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.requiretls.james.policy.LocalRule.AuthenticationDemand;
import org.requiretls.james.policy.LocalRule.CertificateDemand;
import org.requiretls.james.policy.LocalRule.Level;
import org.requiretls.james.policy.LocalRule.MxDemand;
import org.requiretls.james.policy.LocalRule.Published;
import org.requiretls.james.policy.LocalRule.RequireTls;

/** Which rules contradict themselves. */
class LocalRuleTest {

    @Test
    @DisplayName("S-LVL-02: no TLS at all is a lowering, and has to be said outright")
    void noTlsHonoursNoPolicy() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rule(Level.CLEAR, CertificateDemand.NOTHING, Published.HONOURED))
                .withMessage("the level none lowers what the recipient may have published");
        assertThat(rule(Level.CLEAR, CertificateDemand.NOTHING, Published.SET_ASIDE)
                        .published())
                .isEqualTo(Published.SET_ASIDE);
    }

    @ParameterizedTest
    @EnumSource(Published.class)
    @DisplayName("S-LVL-04: a fingerprint rule without digests")
    void fingerprintNeedsDigests(Published published) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rule(Level.FINGERPRINT, CertificateDemand.NOTHING, published))
                .withMessage("the level fingerprint needs digests to compare with");
    }

    @ParameterizedTest
    @EnumSource(
            names = {"CLEAR", "MAY"},
            mode = EnumSource.Mode.EXCLUDE)
    @DisplayName("S-LVL-03: a level that raises does not lower")
    void raisingLevelSetsNothingAside(Level level) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rule(level, CertificateDemand.SPECIFIED, Published.SET_ASIDE))
                .withMessage("only the levels none and may set published policies aside");
        assertThat(rule(level, CertificateDemand.SPECIFIED, Published.HONOURED).level())
                .isEqualTo(level);
    }

    @Test
    @DisplayName("R7672-9.1-03: who asks for DANE can't set it aside")
    void daneIsNotAskedForAndSetAside() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rule(Level.DANE_ONLY, CertificateDemand.NOTHING, Published.WITHOUT_DANE))
                .withMessage("what sets DANE aside can't ask for it");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LocalRule(
                        Level.MAY,
                        CertificateDemand.NOTHING,
                        Published.WITHOUT_DANE,
                        MxDemand.ANY,
                        AuthenticationDemand.DANE,
                        RequireTls.ENFORCE))
                .withMessage("what sets DANE aside can't ask for it");
    }

    @Test
    @DisplayName("S-LVL-02: may, with published policies set aside, is MAY!")
    void mayCanSetPoliciesAside() {
        assertThat(rule(Level.MAY, CertificateDemand.NOTHING, Published.SET_ASIDE)
                        .published())
                .isEqualTo(Published.SET_ASIDE);
    }

    @Test
    @DisplayName("Where the administrator says nothing, every part of the rule is at its mildest that lowers nothing")
    void noRule() {
        assertThat(LocalRule.NONE)
                .isEqualTo(new LocalRule(
                        Level.MAY,
                        CertificateDemand.NOTHING,
                        Published.HONOURED,
                        MxDemand.ANY,
                        AuthenticationDemand.ANY,
                        RequireTls.ENFORCE));
    }

    private static LocalRule rule(Level level, CertificateDemand certificate, Published published) {
        return new LocalRule(level, certificate, published, MxDemand.ANY, AuthenticationDemand.ANY, RequireTls.ENFORCE);
    }
}
