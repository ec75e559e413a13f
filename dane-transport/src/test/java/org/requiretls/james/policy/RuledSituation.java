package org.requiretls.james.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.requiretls.james.policy.LocalRule.AuthenticationDemand;
import org.requiretls.james.policy.LocalRule.CertificateDemand;
import org.requiretls.james.policy.LocalRule.Level;
import org.requiretls.james.policy.LocalRule.MxDemand;
import org.requiretls.james.policy.LocalRule.Published;
import org.requiretls.james.policy.LocalRule.RequireTls;

/** A {@link Situation} at a destination for which the administrator has a rule. */
record RuledSituation(Situation situation, LocalRule rule) {

    /** Every rule that contains no contradiction. */
    static final List<LocalRule> RULES = rules();

    /** How hosts can be found. */
    static final List<MxStatus> HOSTED =
            List.of(MxStatus.values()).stream().filter(MxStatus::hasHosts).toList();

    MessageTag tag() {
        return situation.tag();
    }

    MxStatus mx() {
        return situation.mx();
    }

    DaneState dane() {
        return DaneState.of(situation.mx(), situation.tlsa(), situation.insecureMxDane());
    }

    StsState sts() {
        return situation.sts();
    }

    SessionEvidence session() {
        return situation.session();
    }

    HopEvidence hop() {
        return new HopEvidence(mx(), dane(), sts());
    }

    RuledSituation with(MessageTag tag) {
        return new RuledSituation(situation.with(tag), rule);
    }

    RuledSituation withoutTlsaRecords() {
        return new RuledSituation(situation.with(TlsaStatus.NONE), rule);
    }

    /** What the production code answers about the hop. */
    Situation.Answer answer() {
        return Situation.answer(HopPolicy.decide(tag(), hop(), rule), session());
    }

    @Override
    public String toString() {
        return situation + " under " + rule;
    }

    private static List<LocalRule> rules() {
        List<LocalRule> rules = new ArrayList<>();
        for (Level level : Level.values()) {
            for (CertificateDemand certificate : CertificateDemand.values()) {
                for (Published published : Published.values()) {
                    for (MxDemand mx : MxDemand.values()) {
                        for (AuthenticationDemand authentication : AuthenticationDemand.values()) {
                            for (RequireTls requireTls : RequireTls.values()) {
                                create(level, certificate, published, mx, authentication, requireTls)
                                        .ifPresent(rules::add);
                            }
                        }
                    }
                }
            }
        }
        return List.copyOf(rules);
    }

    static Optional<LocalRule> create(
            Level level,
            CertificateDemand certificate,
            Published published,
            MxDemand mx,
            AuthenticationDemand authentication,
            RequireTls requireTls) {
        try {
            return Optional.of(new LocalRule(level, certificate, published, mx, authentication, requireTls));
        } catch (IllegalArgumentException contradiction) {
            return Optional.empty();
        }
    }
}
