package org.requiretls.james.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.policy.RuledHops.HOPS;
import static org.requiretls.james.policy.RuledHops.delivering;
import static org.requiretls.james.policy.RuledHops.isWithin;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.policy.HopDecision.Contact;
import org.requiretls.james.policy.HopDecision.Refuse;
import org.requiretls.james.policy.HopRequirement.ClearText;
import org.requiretls.james.policy.LocalRule.AuthenticationDemand;
import org.requiretls.james.policy.LocalRule.Level;
import org.requiretls.james.policy.LocalRule.MxDemand;
import org.requiretls.james.policy.LocalRule.Published;
import org.requiretls.james.policy.LocalRule.RequireTls;
import org.requiretls.james.policy.SessionEvidence.Encrypted;
import org.requiretls.james.policy.Verdict.Deliver;
import org.requiretls.james.policy.Verdict.Skip;

/** What holds for every rule at every hop, said without the tables. */
class LocalRuleInvariantsTest {

    private static final Set<Level> NEEDS_TLS =
            Set.of(Level.ENCRYPT, Level.DANE_ONLY, Level.FINGERPRINT, Level.VERIFY, Level.SECURE);

    private static final List<Encrypted> PEERS = Situation.SESSIONS.stream()
            .filter(Encrypted.class::isInstance)
            .map(Encrypted.class::cast)
            .toList();

    private final List<String> broken = new ArrayList<>();

    @Test
    @DisplayName("S-OPT-07: where the administrator says nothing, nothing changes")
    void noRuleChangesNothing() {
        for (MessageTag tag : MessageTag.values()) {
            for (HopEvidence hop : HOPS) {
                HopDecision plain = HopPolicy.decide(tag, hop);
                HopDecision ruled = HopPolicy.decide(tag, hop, LocalRule.NONE);
                for (SessionEvidence session : Situation.SESSIONS) {
                    assertThat(Situation.answer(ruled, session)).isEqualTo(Situation.answer(plain, session));
                }
                if (plain instanceof Contact contact) {
                    assertThat(ruled).isInstanceOfSatisfying(Contact.class, same -> {
                        assertThat(same.requirement().clearText())
                                .isEqualTo(contact.requirement().clearText());
                        assertThat(same.requirement().identity())
                                .isEqualTo(contact.requirement().identity());
                        assertThat(PEERS)
                                .allMatch(peer -> same.requirement().admits(peer)
                                        == contact.requirement().admits(peer));
                    });
                }
            }
        }
    }

    @Test
    @DisplayName("S-LVL-03, S-OPT-02, C21: no rule gets an insisting message delivered otherwise than without a rule")
    @Covers({"S-LVL-03", "S-OPT-02"})
    void rulesOnlyNarrowWhatRequireTlsAllows() {
        int narrowed = 0;
        for (LocalRule rule : RuledSituation.RULES) {
            for (HopEvidence hop : HOPS) {
                HopDecision plain = HopPolicy.decide(MessageTag.REQUIRETLS, hop);
                HopDecision ruled = HopPolicy.decide(MessageTag.REQUIRETLS, hop, rule);
                if (!insists(MessageTag.REQUIRETLS, rule)) {
                    continue;
                }
                for (SessionEvidence session : Situation.SESSIONS) {
                    Verdict verdict = Situation.answer(ruled, session).verdict();
                    Verdict without = Situation.answer(plain, session).verdict();
                    check(verdict instanceof Skip || verdict.equals(without), MessageTag.REQUIRETLS, hop, rule);
                    narrowed += verdict instanceof Skip && !(without instanceof Skip) ? 1 : 0;
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(narrowed).isPositive();
    }

    @Test
    @DisplayName("P8: a rule that honours published policies delivers nothing that was not delivered without it")
    @Covers("S-LVL-03")
    void rulesOnlyNarrowWhatIsPublished() {
        RuledHops.forEach((tag, hop, rule) -> {
            if (!rule.published().lowers()) {
                MessageTag mildest =
                        rule.requireTls() != RequireTls.ENFORCE && tag == MessageTag.REQUIRETLS ? MessageTag.DSN : tag;
                int before = delivering(HopPolicy.decide(mildest, hop));
                check(isWithin(delivering(HopPolicy.decide(tag, hop, rule)), before), tag, hop, rule);
            }
        });
        assertThat(broken).isEmpty();
    }

    @Test
    @DisplayName("OD-23, C8: where both are required, an enforced policy is never passed over, DANE or not")
    void bothMeansBoth() {
        int[] stricter = new int[1];
        RuledHops.forEach((tag, hop, rule) -> {
            boolean binds = rule.published() == Published.EACH && tag != MessageTag.NO && tag != MessageTag.REPORT;
            HopDecision decision = HopPolicy.decide(tag, hop, rule);
            if (!binds || !(decision instanceof Contact contact)) {
                return;
            }
            check(hop.sts() != StsState.ENFORCE_NO_MATCH, tag, hop, rule);
            if (hop.sts() == StsState.ENFORCE_MATCH) {
                for (SessionEvidence session : Situation.SESSIONS) {
                    boolean passes = session instanceof Encrypted peer && peer.pkix();
                    check(passes || contact.requirement().judge(session) instanceof Skip, tag, hop, rule);
                }
                stricter[0]++;
            }
        });
        assertThat(broken).isEmpty();
        assertThat(stricter[0]).isPositive();
    }

    @Test
    @DisplayName("OD-13, C20: no clear text where the rule asks for TLS, whatever the tag")
    @Covers("R8689-8.4-02")
    void noClearTextWhereTheRuleAsksForTls() {
        RuledHops.forEach((tag, hop, rule) -> {
            boolean needsTls = NEEDS_TLS.contains(rule.level())
                    || rule.authentication() != AuthenticationDemand.ANY
                    || tag == MessageTag.REQUIRETLS && rule.requireTls() != RequireTls.OPPORTUNISTIC;
            if (needsTls && HopPolicy.decide(tag, hop, rule) instanceof Contact contact) {
                check(contact.requirement().clearText() == ClearText.FORBIDDEN, tag, hop, rule);
                check(!usesClearText(contact.requirement()), tag, hop, rule);
            }
        });
        assertThat(broken).isEmpty();
    }

    @Test
    @DisplayName("What the requirement says about clear text beforehand is what it judges afterwards")
    void clearTextIsAnnouncedAsItIsJudged() {
        RuledHops.forEach((tag, hop, rule) -> {
            if (HopPolicy.decide(tag, hop, rule) instanceof Contact contact) {
                boolean announced = contact.requirement().clearText() != ClearText.FORBIDDEN;
                check(announced == usesClearText(contact.requirement()), tag, hop, rule);
            }
        });
        assertThat(broken).isEmpty();
    }

    @Test
    @DisplayName("Nothing is said to a peer that can't get the message; one that can is never broken off")
    void peersAreAdmittedThatCanGetTheMessage() {
        RuledHops.forEach((tag, hop, rule) -> {
            if (HopPolicy.decide(tag, hop, rule) instanceof Contact contact) {
                HopRequirement requirement = contact.requirement();
                for (SessionEvidence session : Situation.SESSIONS) {
                    if (session instanceof Encrypted peer) {
                        boolean delivered =
                                delivers(requirement, withKeyword(peer)) || delivers(requirement, withoutKeyword(peer));
                        check(requirement.admits(peer) == delivered, tag, hop, rule);
                    }
                }
            }
        });
        assertThat(broken).isEmpty();
    }

    @Test
    @DisplayName("P7, S-OPT-02: a rule bounces only the message that insists, with 5.7.10; all others wait")
    void rulesBounceOnlyWhatInsists() {
        RuledHops.forEach((tag, hop, rule) -> {
            HopDecision decision = HopPolicy.decide(tag, hop, rule);
            if (decision instanceof Refuse refuse) {
                check(isStatusRight(refuse.verdict(), tag, hop.sts(), rule), tag, hop, rule);
                return;
            }
            for (SessionEvidence session : Situation.SESSIONS) {
                Verdict verdict = Situation.answer(decision, session).verdict();
                check(!(verdict instanceof Skip skip) || isStatusRight(skip, tag, hop.sts(), rule), tag, hop, rule);
            }
        });
        assertThat(broken).isEmpty();
    }

    private static boolean isStatusRight(Skip skip, MessageTag tag, StsState sts, LocalRule rule) {
        if (!insists(tag, rule)) {
            return !skip.status().isPermanent();
        }
        return switch (skip.rule()) {
            case L1, L2, L4, M1, M2, M3, M4 -> false;
            case L3 -> skip.status().toString().equals("550 5.7.10");
            // A policy that can't be read now may still prove the host later.
            case L5 ->
                skip.status()
                        .toString()
                        .equals(rule.mx() == MxDemand.STS && sts == StsState.UNKNOWN ? "450 4.7.10" : "550 5.7.10");
            default -> true;
        };
    }

    private static boolean insists(MessageTag tag, LocalRule rule) {
        return tag == MessageTag.REQUIRETLS && rule.requireTls() == RequireTls.ENFORCE;
    }

    private static boolean usesClearText(HopRequirement requirement) {
        return Situation.SESSIONS.stream().map(requirement::judge).anyMatch(LocalRuleInvariantsTest::isInClear);
    }

    private static boolean isInClear(Verdict verdict) {
        return verdict instanceof Verdict.ReconnectInClear
                || verdict instanceof Deliver deliver && deliver.channel() == Channel.CLEAR;
    }

    private static boolean delivers(HopRequirement requirement, Encrypted peer) {
        return requirement.judge(peer) instanceof Deliver;
    }

    private static Encrypted withKeyword(Encrypted peer) {
        return new Encrypted(peer.dane(), peer.pkix(), true, peer.rule());
    }

    private static Encrypted withoutKeyword(Encrypted peer) {
        return new Encrypted(peer.dane(), peer.pkix(), false, peer.rule());
    }

    private void check(boolean holds, MessageTag tag, HopEvidence hop, LocalRule rule) {
        if (!holds && broken.size() < 4) {
            broken.add(tag + " at " + hop + " under " + rule);
        }
    }
}
