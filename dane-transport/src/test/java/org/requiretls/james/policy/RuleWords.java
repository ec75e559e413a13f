package org.requiretls.james.policy;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.requiretls.james.policy.LocalRule.AuthenticationDemand;
import org.requiretls.james.policy.LocalRule.CertificateDemand;
import org.requiretls.james.policy.LocalRule.Level;
import org.requiretls.james.policy.LocalRule.MxDemand;
import org.requiretls.james.policy.LocalRule.Published;
import org.requiretls.james.policy.LocalRule.RequireTls;

/** The words for the parts of an administrator's rule, as {@link Words} has them for the rest; a dash asks nothing. */
final class RuleWords {

    static final Map<String, Set<Level>> LEVEL = Map.of(
            "any", EnumSet.allOf(Level.class),
            "none", EnumSet.of(Level.CLEAR),
            "may", EnumSet.of(Level.MAY),
            "encrypt", EnumSet.of(Level.ENCRYPT),
            "dane-only", EnumSet.of(Level.DANE_ONLY),
            "fingerprint", EnumSet.of(Level.FINGERPRINT),
            "verify", EnumSet.of(Level.VERIFY),
            "secure", EnumSet.of(Level.SECURE));

    static final Map<String, Set<CertificateDemand>> CERTIFICATE = Map.of(
            "any", EnumSet.allOf(CertificateDemand.class),
            "given", EnumSet.of(CertificateDemand.SPECIFIED),
            "not given", EnumSet.of(CertificateDemand.NOTHING));

    static final Map<String, Set<Published>> PUBLISHED = Map.of(
            "any", EnumSet.allOf(Published.class),
            "honoured", EnumSet.of(Published.HONOURED),
            "each", EnumSet.of(Published.EACH),
            "without DANE", EnumSet.of(Published.WITHOUT_DANE),
            "set aside", EnumSet.of(Published.SET_ASIDE));

    static final Map<String, Set<DaneState>> DANE = Map.of(
            "REQ", EnumSet.of(DaneState.AUTHENTICATE),
            "ENC", EnumSet.of(DaneState.ENCRYPT),
            "NA", EnumSet.of(DaneState.NOT_APPLICABLE),
            "ERR", EnumSet.of(DaneState.ERROR));

    static final Map<String, Set<MxDemand>> MX_DEMAND = Map.of(
            "-", EnumSet.of(MxDemand.ANY),
            "dnssec", EnumSet.of(MxDemand.DNSSEC),
            "sts", EnumSet.of(MxDemand.STS));

    static final Map<String, Set<AuthenticationDemand>> AUTHENTICATION = Map.of(
            "any", EnumSet.allOf(AuthenticationDemand.class),
            "-", EnumSet.of(AuthenticationDemand.ANY),
            "dane", EnumSet.of(AuthenticationDemand.DANE),
            "pkix", EnumSet.of(AuthenticationDemand.PKIX),
            "dane-or-pkix", EnumSet.of(AuthenticationDemand.DANE_OR_PKIX));

    static final Map<String, Set<RequireTls>> REQUIRE_TLS = Map.of(
            "any", EnumSet.allOf(RequireTls.class),
            "enforce", EnumSet.of(RequireTls.ENFORCE),
            "opportunistic+starttls", EnumSet.of(RequireTls.OPPORTUNISTIC_WITH_STARTTLS),
            "opportunistic", EnumSet.of(RequireTls.OPPORTUNISTIC));

    private RuleWords() {}
}
