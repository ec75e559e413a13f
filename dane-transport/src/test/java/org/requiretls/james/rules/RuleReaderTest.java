package org.requiretls.james.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.pkix.PkixVerifier;
import org.requiretls.james.pkix.TrustStore;
import org.requiretls.james.policy.LocalRule;
import org.requiretls.james.policy.LocalRule.AuthenticationDemand;
import org.requiretls.james.policy.LocalRule.CertificateDemand;
import org.requiretls.james.policy.LocalRule.Level;
import org.requiretls.james.policy.LocalRule.MxDemand;
import org.requiretls.james.policy.LocalRule.Published;
import org.requiretls.james.policy.LocalRule.RequireTls;
import org.requiretls.james.rules.TlsLimits.TlsVersion;

class RuleReaderTest {

    private static final String DIGEST = "ab".repeat(32);
    private static final Identity ROOT = CertificateMaker.root("Partner CA").make();

    @TempDir
    Path directory;

    private RuleReader reader;

    @BeforeEach
    void writeRoots() throws Exception {
        ROOT.writeChainPem(directory.resolve("partner.pem"));
        reader = new RuleReader(
                directory::resolve, new PkixVerifier(new TrustStore("test", List.of(ROOT.certificate()))));
    }

    private DestinationRule only(String line) throws RuleSyntaxException {
        return reader.read(line).all().iterator().next();
    }

    @Test
    void theClosestRuleCountsAlone() throws Exception {
        DestinationRules rules = reader.read("""
                # partners first
                example.org        secure
                .example.org       encrypt

                .sub.example.org   dane-only
                *                  verify
                """);

        assertThat(rules.forDomain("Example.ORG").decision().level()).isEqualTo(Level.SECURE);
        assertThat(rules.forDomain("mail.example.org").decision().level()).isEqualTo(Level.ENCRYPT);
        assertThat(rules.forDomain("a.b.sub.example.org").decision().level()).isEqualTo(Level.DANE_ONLY);
        assertThat(rules.forDomain("sub.example.org").decision().level()).isEqualTo(Level.ENCRYPT);
        assertThat(rules.forDomain("notexample.org").decision().level()).isEqualTo(Level.VERIFY);
        assertThat(rules.forDomain("[192.0.2.1]").decision().level()).isEqualTo(Level.VERIFY);
    }

    @Test
    void withoutRulesNothingIsAsked() throws Exception {
        assertThat(reader.read("\n# nothing\n").forDomain("example.org")).isEqualTo(DestinationRule.NONE);
    }

    @ParameterizedTest
    @EnumSource(LevelName.class)
    @DisplayName("DESIGN 7: every level can be named")
    void everyLevelCanBeNamed(LevelName level) throws Exception {
        String needs = switch (level) {
            case NONE -> " override=yes";
            case FINGERPRINT -> " digest=" + DIGEST;
            default -> "";
        };

        assertThat(only("example.org " + level.text() + needs).decision().level())
                .isEqualTo(level.level());
    }

    @Test
    @DisplayName("S-OPT-02, S-OPT-05: proof of MX, authentication, and TLS versions by destination")
    void allSettings() throws Exception {
        DestinationRule rule = only("example.org secure match=mx.partner.example,domain roots=partner.pem mx=dnssec"
                + " auth=dane-or-pkix tls-min=1.2 tls-min-requiretls=1.3 suites=TLS_AES_128_GCM_SHA256");

        assertThat(rule.decision().certificate()).isEqualTo(CertificateDemand.SPECIFIED);
        assertThat(rule.decision().mx()).isEqualTo(MxDemand.DNSSEC);
        assertThat(rule.decision().authentication()).isEqualTo(AuthenticationDemand.DANE_OR_PKIX);
        assertThat(rule.limits().minimum()).isEqualTo(TlsVersion.TLS_1_2);
        assertThat(rule.limits().minimumForRequireTls()).isEqualTo(TlsVersion.TLS_1_3);
        assertThat(rule.limits().cipherSuites()).containsExactly("TLS_AES_128_GCM_SHA256");
    }

    @Test
    @DisplayName("S-LVL-02: only override=yes sets published policies aside")
    void loweringIsSaidOutright() throws Exception {
        assertThat(only("example.org may").decision().published()).isEqualTo(Published.HONOURED);
        assertThat(only("example.org may override=yes").decision().published()).isEqualTo(Published.SET_ASIDE);
        assertThat(only("example.org may requiretls=opportunistic override=yes")
                        .decision()
                        .requireTls())
                .isEqualTo(RequireTls.OPPORTUNISTIC);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none override=yes                          | SET_ASIDE    | ENFORCE",
                "none override=yes requiretls=enforce       | SET_ASIDE    | ENFORCE",
                "none override=yes requiretls=opportunistic | SET_ASIDE    | OPPORTUNISTIC",
                "may override=yes requiretls=enforce        | SET_ASIDE    | ENFORCE",
                "may override=yes requiretls=opportunistic  | HONOURED     | OPPORTUNISTIC",
                "may override=yes dane=ignore               | WITHOUT_DANE | ENFORCE",
                "encrypt override=yes dane=ignore           | WITHOUT_DANE | ENFORCE",
                "secure override=yes dane=ignore requiretls=opportunistic+starttls"
                        + " | WITHOUT_DANE | OPPORTUNISTIC_WITH_STARTTLS",
            })
    @DisplayName("S-LVL-02, R7672-9.1-03: a lowering that is named is the only one")
    @Covers("R7672-9.1-03")
    void whatIsLowered(String rule, Published published, RequireTls requireTls) throws Exception {
        LocalRule decision = only("example.org " + rule).decision();

        assertThat(decision.published()).isEqualTo(published);
        assertThat(decision.requireTls()).isEqualTo(requireTls);
        assertThat(decision.lowers()).isTrue();
    }

    @Test
    @DisplayName("OD-23: both policies may be required")
    void bothPoliciesMayBeRequired() throws Exception {
        assertThat(only("example.org may require-both=no").decision().published())
                .isEqualTo(Published.HONOURED);
        LocalRule both = only("example.org may require-both=yes").decision();
        assertThat(both.published()).isEqualTo(Published.EACH);
        assertThat(both.lowers()).isFalse();
        assertThat(both.raisedTo(Level.SECURE).published()).isEqualTo(Published.EACH);
    }

    @Test
    void theMinimumForRequireTlsIsNeverOlder() throws Exception {
        assertThat(only("example.org may tls-min=1.3 tls-min-requiretls=1.2")
                        .limits()
                        .minimumForRequireTls())
                .isEqualTo(TlsVersion.TLS_1_3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "example.org|not ''",
                "example.org sekure|not 'sekure'",
                "exa mple.org may|not 'mple.org'",
                "example..org may|neither a domain",
                "bücher.example may|neither a domain",
                "example.org none|lowers what the recipient may have published",
                "example.org fingerprint|needs digests",
                "example.org fingerprint digest=abcd|64 hexadecimal digits",
                "example.org secure digest=" + "abababababababababababababababababababababababababababababababab"
                        + "|does not go with the level secure",
                "example.org encrypt match=mx.example.org|does not go with the level encrypt",
                "example.org secure roots=missing.pem|Cannot read",
                "example.org secure override=yes|nothing here lowers anything",
                "example.org may requiretls=opportunistic|breaks a promise",
                "example.org may requiretls=never override=yes|not 'never'",
                "example.org may mx=any mx=dnssec|given twice",
                "example.org may mx=|needs a value",
                "example.org may mx=spf|not 'spf'",
                "example.org none auth=dane override=yes|nothing to authenticate",
                "example.org may colour=blue|there is no setting 'colour'",
                "example.org may tls-min=1.1|not '1.1'",
                "example.org may suites=TLS_NULL_ROT13|does not know the cipher suite",
                "example.org may override=maybe|not 'maybe'",
                "example.org none requiretls=enforce|if that is meant, say override=yes",
                "example.org encrypt dane=ignore|if that is meant, say override=yes",
                "example.org encrypt dane=maybe override=yes|not 'maybe'",
                "example.org may require-both=both|not 'both'",
                "example.org may require-both=yes dane=ignore override=yes|does not go with a rule that sets aside",
                "example.org may require-both=yes override=yes|does not go with a rule that sets aside",
                "example.org none require-both=yes override=yes|does not go with a rule that sets aside",
                "example.org dane dane=ignore override=yes|does not go with the level dane",
                "example.org dane-only dane=ignore override=yes|does not go with the level dane-only",
                "example.org may auth=dane dane=ignore override=yes|can't ask for it",
                "example.org dane override=yes|nothing here lowers anything",
            })
    void aMistakeIsQuotedWithItsLine(String line, String told) {
        assertThatThrownBy(() -> reader.read(line))
                .isInstanceOf(RuleSyntaxException.class)
                .hasMessageContaining("'" + line + "'")
                .hasMessageContaining(told);
    }

    @Test
    void allMistakesAreToldAtOnce() {
        assertThatThrownBy(() -> reader.read("a.example x\nb.example may\nb.example may\nc.example none"))
                .isInstanceOfSatisfying(
                        RuleSyntaxException.class,
                        e -> assertThat(e.mistakes())
                                .hasSize(3)
                                .anySatisfy(text -> assertThat(text).contains("another rule for b.example")));
    }
}
