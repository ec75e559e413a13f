package org.requiretls.james.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.policy.RuledHops.delivering;
import static org.requiretls.james.policy.RuledHops.isWithin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.requiretls.james.policy.LocalRule.AuthenticationDemand;
import org.requiretls.james.policy.LocalRule.CertificateDemand;
import org.requiretls.james.policy.LocalRule.Level;
import org.requiretls.james.policy.LocalRule.MxDemand;
import org.requiretls.james.policy.LocalRule.Published;
import org.requiretls.james.policy.LocalRule.RequireTls;

/**
 * The stricter of two rules that differ in one part delivers nothing that the milder one does not, for any tag at any
 * hop; and somewhere it delivers less.
 */
class LocalRuleOrderTest {

    @ParameterizedTest(name = "{0} is at least as strict as {1}")
    @CsvSource({
        "ENCRYPT, MAY",
        "DANE_ONLY, ENCRYPT",
        "FINGERPRINT, ENCRYPT",
        "VERIFY, ENCRYPT",
        "SECURE, ENCRYPT",
    })
    @DisplayName("S-LVL-01: levels, with the same certificate demand")
    void levels(Level strict, Level mild) {
        assertOrder((tag, hop) -> true, rule -> rule.level() == strict, rule -> with(mild, rule));
    }

    @ParameterizedTest(name = "{0} is at least as strict as {1}, no certificate given")
    @CsvSource({"DANE_ONLY, SECURE"})
    @DisplayName("4.6: by DANE alone, or by DANE or PKIX")
    void levelsWithoutCertificate(Level strict, Level mild) {
        assertOrder(
                (tag, hop) -> true,
                rule -> rule.level() == strict && rule.certificate() == CertificateDemand.NOTHING,
                rule -> with(mild, rule));
    }

    @ParameterizedTest(name = "{0} is at least as strict as {1} at a proven host, no certificate given")
    @CsvSource({"VERIFY, SECURE"})
    @DisplayName("4.6: the host is proven, PKIX or either")
    void levelsAtProvenHost(Level strict, Level mild) {
        assertOrder(
                (tag, hop) -> hop.mx() != MxStatus.INSECURE && hop.mx() != MxStatus.LITERAL,
                rule -> rule.level() == strict && rule.certificate() == CertificateDemand.NOTHING,
                rule -> with(mild, rule));
    }

    @ParameterizedTest(name = "{0} is at least as strict as {1}")
    @CsvSource({"DNSSEC, ANY", "STS, ANY"})
    @DisplayName("S-OPT-04: proof of the MX")
    void mx(MxDemand strict, MxDemand mild) {
        assertOrder(
                (tag, hop) -> true,
                rule -> rule.mx() == strict,
                rule -> rule(
                        rule.level(),
                        rule.certificate(),
                        rule.published(),
                        mild,
                        rule.authentication(),
                        rule.requireTls()));
    }

    @ParameterizedTest(name = "{0} is at least as strict as {1}")
    @CsvSource({"DANE, DANE_OR_PKIX", "PKIX, DANE_OR_PKIX", "DANE_OR_PKIX, ANY"})
    @DisplayName("S-OPT-02, S-OPT-03: kinds of authentication")
    void authentication(AuthenticationDemand strict, AuthenticationDemand mild) {
        assertOrder(
                (tag, hop) -> true,
                rule -> rule.authentication() == strict,
                rule -> rule(rule.level(), rule.certificate(), rule.published(), rule.mx(), mild, rule.requireTls()));
    }

    @ParameterizedTest(name = "{0} is at least as strict as {1}")
    @CsvSource({"ENFORCE, OPPORTUNISTIC_WITH_STARTTLS", "OPPORTUNISTIC_WITH_STARTTLS, OPPORTUNISTIC"})
    @DisplayName("S-OPT-02: how far a REQUIRETLS message insists")
    void requireTls(RequireTls strict, RequireTls mild) {
        assertOrder(
                (tag, hop) -> true,
                rule -> rule.requireTls() == strict,
                rule -> rule(
                        rule.level(), rule.certificate(), rule.published(), rule.mx(), rule.authentication(), mild));
    }

    @ParameterizedTest(name = "{0} is at least as strict as {1}")
    @CsvSource({"EACH, HONOURED", "HONOURED, WITHOUT_DANE", "HONOURED, SET_ASIDE", "WITHOUT_DANE, SET_ASIDE"})
    @DisplayName("S-LVL-02, R7672-9.1-03: published policies")
    void published(Published strict, Published mild) {
        assertOrder(
                (tag, hop) -> true,
                rule -> rule.published() == strict,
                rule -> rule(
                        rule.level(), rule.certificate(), mild, rule.mx(), rule.authentication(), rule.requireTls()));
    }

    private static void assertOrder(
            BiPredicate<MessageTag, HopEvidence> where,
            Predicate<LocalRule> isStrict,
            Function<LocalRule, Optional<LocalRule>> mildOne) {
        List<String> broken = new ArrayList<>();
        int[] stricter = new int[1];
        RuledHops.forEach((tag, hop, rule) -> {
            if (where.test(tag, hop) && isStrict.test(rule)) {
                mildOne.apply(rule).ifPresent(mild -> {
                    int strictly = delivering(HopPolicy.decide(tag, hop, rule));
                    int mildly = delivering(HopPolicy.decide(tag, hop, mild));
                    stricter[0] += strictly == mildly ? 0 : 1;
                    if (!isWithin(strictly, mildly) && broken.size() < 4) {
                        broken.add(tag + " at " + hop + " under " + rule);
                    }
                });
            }
        });
        assertThat(broken).isEmpty();
        assertThat(stricter[0]).as("where the stricter rule delivers less").isPositive();
    }

    private static Optional<LocalRule> with(Level level, LocalRule rule) {
        return rule(level, rule.certificate(), rule.published(), rule.mx(), rule.authentication(), rule.requireTls());
    }

    private static Optional<LocalRule> rule(
            Level level,
            CertificateDemand certificate,
            Published published,
            MxDemand mx,
            AuthenticationDemand authentication,
            RequireTls requireTls) {
        return RuledSituation.create(level, certificate, published, mx, authentication, requireTls);
    }
}
