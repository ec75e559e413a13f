package org.requiretls.james.policy;

import static org.requiretls.james.policy.RuledSituation.RULES;
import static org.requiretls.james.policy.Situation.SESSIONS;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.requiretls.james.policy.Situation.Answer;
import org.requiretls.james.policy.Table.Row;
import org.requiretls.james.policy.Verdict.Deliver;
import org.requiretls.james.policy.Verdict.Keyword;
import org.requiretls.james.policy.Verdict.ReconnectInClear;
import org.requiretls.james.policy.Verdict.Skip;

/**
 * Adds {@link LocalRuleTables} up: what the rule lowers first, then whatever refuses, message and recipient before the
 * rule. A rule that is content leaves the answer as it is, but for a better channel than "encrypted".
 *
 * <p>Each table is looked up once for each combination of its own inputs, so that millions of questions stay cheap.
 */
final class LocalRuleOracle {

    /** MX results, DANE states, MTA-STS states. */
    private static final int HOPS = 11 * 4 * 6;

    private static final DeliveryStatus NOT_OFFERED = DeliveryStatus.of(450, "4.7.4");
    private static final DeliveryStatus DEFERRED = DeliveryStatus.of(450, "4.7.5");
    private static final DeliveryStatus BOUNCED = DeliveryStatus.of(550, "5.7.10");
    private static final DeliveryStatus NOBODY_THERE = DeliveryStatus.of(450, "4.4.1");

    private static final Answer L1 = new Answer(true, new Skip(Rule.L1, NOT_OFFERED));
    private static final Answer L2 = new Answer(true, new Skip(Rule.L2, DEFERRED));
    private static final Answer L3 = new Answer(true, new Skip(Rule.L3, DEFERRED));
    private static final Answer L3_BOUNCED = new Answer(true, new Skip(Rule.L3, BOUNCED));
    private static final Answer L5 = new Answer(false, new Skip(Rule.L5, DEFERRED));
    private static final Answer L5_BOUNCED = new Answer(false, new Skip(Rule.L5, BOUNCED));
    private static final Answer L6 = new Answer(false, new Skip(Rule.L6, DEFERRED));
    private static final Answer L5_TAG_WAITS = new Answer(false, new Skip(Rule.L5, DeliveryStatus.of(450, "4.7.10")));

    /** What a table says to the session. */
    private enum Asked {
        FINE,
        NO_TLS,
        HANDSHAKE,
        REFUSED,
        ACCEPTED;

        boolean refuses() {
            return this != FINE && this != ACCEPTED;
        }
    }

    /** The rows that decided something so far. */
    private final Set<Row<RuledSituation>> deciding = new HashSet<>();

    private final Map<SessionEvidence, Integer> sessions = new IdentityHashMap<>();
    private final Map<LocalRule, Integer> rules = new IdentityHashMap<>();

    private final Memo<String> lowering = new Memo<>(
            5 * RULES.size(),
            at -> at.tag().ordinal() * RULES.size() + rules.get(at.rule()),
            at -> decide(LocalRuleTables.LOWERING, at).outcome());
    private final Memo<String> mxProof = new Memo<>(
            3 * HOPS,
            at -> at.rule().mx().ordinal() * HOPS + hop(at),
            at -> decide(LocalRuleTables.MX_DEMAND, at).outcome());
    private final Memo<Boolean> outsidePolicy = new Memo<>(
            5 * 4 * 6,
            LocalRuleOracle::publishedTagAndSts,
            at -> decide(LocalRuleTables.BOTH_BEFORE_CONTACT, at).outcome().equals("refuse"));
    private final Memo<Asked> both = new Memo<>(
            5 * 4 * 6 * SESSIONS.size(),
            at -> publishedTagAndSts(at) * SESSIONS.size() + session(at),
            at -> asked(LocalRuleTables.BOTH_IN_SESSION, at));
    private final Memo<Boolean> daneAside = new Memo<>(
            HOPS,
            LocalRuleOracle::hop,
            at -> decide(LocalRuleTables.DANE_ASIDE, at).outcome().equals("M4"));
    private final Memo<Asked> level = new Memo<>(
            7 * 2 * HOPS * SESSIONS.size(),
            at -> (at.rule().level().ordinal() * 2 + at.rule().certificate().ordinal()) * HOPS * SESSIONS.size()
                    + hopAndSession(at),
            at -> asked(LocalRuleTables.LEVEL, at));
    private final Memo<Asked> authentication = new Memo<>(
            4 * SESSIONS.size(),
            at -> at.rule().authentication().ordinal() * SESSIONS.size() + session(at),
            at -> asked(LocalRuleTables.AUTHENTICATION, at));
    private final Memo<Asked> neverInClear = new Memo<>(
            5 * 3 * SESSIONS.size(),
            at -> (at.tag().ordinal() * 3 + at.rule().requireTls().ordinal()) * SESSIONS.size() + session(at),
            at -> asked(LocalRuleTables.NEVER_IN_CLEAR, at));
    private final Memo<Answer> lowered = new Memo<>(SESSIONS.size(), this::session, this::lowered);
    private final Memo<Answer> accepted = new Memo<>(HOPS * SESSIONS.size(), this::hopAndSession, this::accepted);
    private final Memo<Answer> base = new Memo<>(
            5 * HOPS * SESSIONS.size(),
            at -> at.tag().ordinal() * HOPS * SESSIONS.size() + hopAndSession(at),
            at -> Situation.answer(HopPolicy.decide(at.tag(), at.hop()), at.session()));

    LocalRuleOracle() {
        SESSIONS.forEach(session -> sessions.put(session, sessions.size()));
        RULES.forEach(rule -> rules.put(rule, rules.size()));
    }

    /** What the rule and the decision without it come to; sessions and rules are those of the sweep, by identity. */
    Answer answer(RuledSituation at) {
        Answer before = before(at);
        boolean asked = before.contacted();
        String proof = mxProof.get(at);
        if (asked && !proof.equals("fine")) {
            return !insists(at) ? L5 : proof.equals("refuse for now") ? L5_TAG_WAITS : L5_BOUNCED;
        }
        if (asked && outsidePolicy.get(at)) {
            return L6;
        }
        if (before.verdict() instanceof Skip skip) {
            return skip.rule() == Rule.R7 && isRefusedAsPeer(at) ? L3_BOUNCED : before;
        }
        return withDemandsOnSession(before, at);
    }

    /** What message and recipient come to, with what the rule lowers. */
    private Answer before(RuledSituation at) {
        return switch (lowering.get(at)) {
            case "lowered" -> lowered.get(at);
            case "keyword or lowered" -> withKeywordOr(lowered.get(at), at);
            case "DANE aside" -> withoutDane(at);
            case "keyword or DANE aside" -> withKeywordOr(withoutDane(at), at);
            default -> base.get(at.with(MessageTag.valueOf(lowering.get(at))));
        };
    }

    private Answer withKeywordOr(Answer otherwise, RuledSituation at) {
        Answer tagged = base.get(at.with(MessageTag.REQUIRETLS));
        return tagged.verdict() instanceof Deliver deliver && otherwise.contacted()
                ? new Answer(true, new Deliver(Rule.B1, deliver.channel(), Keyword.SENT))
                : otherwise;
    }

    private Answer withoutDane(RuledSituation at) {
        Answer honoured = base.get(at.with(MessageTag.NONE));
        Answer aside = base.get(at.with(MessageTag.NONE).withoutTlsaRecords());
        if (!daneAside.get(at) || honoured.verdict() instanceof Deliver || !aside.contacted()) {
            return honoured;
        }
        if (aside.verdict() instanceof Deliver deliver) {
            return new Answer(true, new Deliver(Rule.M4, deliver.channel(), deliver.keyword()));
        }
        return aside.verdict() instanceof ReconnectInClear ? new Answer(true, new ReconnectInClear(Rule.M4)) : aside;
    }

    Set<Row<RuledSituation>> deciding() {
        return deciding;
    }

    /** A peer that the rule does not admit is never asked for the keyword, so it can't be what is missing. */
    private boolean isRefusedAsPeer(RuledSituation at) {
        return both.get(at) == Asked.REFUSED
                || level.get(at) == Asked.REFUSED
                || authentication.get(at) == Asked.REFUSED;
    }

    private Answer withDemandsOnSession(Answer before, RuledSituation at) {
        Asked byLevel = level.get(at);
        Asked byAuthentication = authentication.get(at);
        Asked inClear = neverInClear.get(at);
        Asked refusal = both.get(at).refuses()
                ? both.get(at)
                : byLevel.refuses() ? byLevel : byAuthentication.refuses() ? byAuthentication : inClear;
        return switch (refusal) {
            case NO_TLS -> L1;
            case HANDSHAKE -> L2;
            case REFUSED -> insists(at) ? L3_BOUNCED : L3;
            case FINE, ACCEPTED ->
                isEncryptedOnly(before) && (byLevel == Asked.ACCEPTED || byAuthentication == Asked.ACCEPTED)
                        ? accepted.get(at)
                        : before;
        };
    }

    private Answer accepted(RuledSituation at) {
        Channel channel = Words.channel(decide(LocalRuleTables.CHANNEL, at).outcome());
        return new Answer(true, new Deliver(Rule.L4, channel, Keyword.NOT_SENT));
    }

    private Answer lowered(RuledSituation at) {
        Row<RuledSituation> row = decide(LocalRuleTables.LOWERED, at);
        Rule rule = Rule.valueOf(row.id());
        return new Answer(
                true,
                switch (row.outcome()) {
                    case "deliver ENC" -> new Deliver(rule, Channel.ENCRYPTED, Keyword.NOT_SENT);
                    case "deliver CLEAR" -> new Deliver(rule, Channel.CLEAR, Keyword.NOT_SENT);
                    case "reconnect in clear" -> new ReconnectInClear(rule);
                    case "skip 450 4.4.1" -> new Skip(rule, NOBODY_THERE);
                    default -> throw new IllegalStateException(row.line());
                });
    }

    private Asked asked(Table<RuledSituation> table, RuledSituation at) {
        return Asked.valueOf(
                decide(table, at).outcome().toUpperCase(Locale.ROOT).replace(' ', '_'));
    }

    private Row<RuledSituation> decide(Table<RuledSituation> table, RuledSituation at) {
        Row<RuledSituation> row = table.get(at);
        deciding.add(row);
        return row;
    }

    private static boolean insists(RuledSituation at) {
        return at.tag() == MessageTag.REQUIRETLS && at.rule().requireTls() == LocalRule.RequireTls.ENFORCE;
    }

    private static boolean isEncryptedOnly(Answer answer) {
        return answer.verdict() instanceof Deliver deliver && deliver.channel() == Channel.ENCRYPTED;
    }

    private static int hop(RuledSituation at) {
        return (at.mx().ordinal() * 4 + at.dane().ordinal()) * 6 + at.sts().ordinal();
    }

    private static int publishedTagAndSts(RuledSituation at) {
        return (at.rule().published().ordinal() * 5 + at.tag().ordinal()) * 6
                + at.sts().ordinal();
    }

    private int session(RuledSituation at) {
        return sessions.get(at.session());
    }

    private int hopAndSession(RuledSituation at) {
        return hop(at) * SESSIONS.size() + session(at);
    }

    private static final class Memo<T> {
        private final Object[] known;
        private final ToIntFunction<RuledSituation> key;
        private final Function<RuledSituation, T> question;

        Memo(int size, ToIntFunction<RuledSituation> key, Function<RuledSituation, T> question) {
            this.known = new Object[size];
            this.key = key;
            this.question = question;
        }

        @SuppressWarnings("unchecked")
        T get(RuledSituation at) {
            int place = key.applyAsInt(at);
            if (known[place] == null) {
                known[place] = question.apply(at);
            }
            return (T) known[place];
        }
    }
}
