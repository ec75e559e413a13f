package org.requiretls.james.rules;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.requiretls.james.policy.LocalRule.Published;

/** All rules, and which of them is the closest to a domain. */
public final class DestinationRules {

    /** No rule for anybody. */
    public static final DestinationRules NONE = new DestinationRules(Map.of());

    private static final String ALL_THE_REST = "*";

    private final Map<String, DestinationRule> byDestination;

    /** @param byDestination by what the administrator wrote, in lower case */
    DestinationRules(Map<String, DestinationRule> byDestination) {
        this.byDestination = Map.copyOf(byDestination);
    }

    /**
     * The rule for a recipient domain: that of the domain itself, else of the closest domain above it that is given
     * with a leading dot, else that for all the rest.
     *
     * @param domain A-labels, any case, or an address literal in brackets
     */
    public DestinationRule forDomain(String domain) {
        String name = domain.toLowerCase(Locale.ROOT);
        DestinationRule exact = byDestination.get(name);
        if (exact != null) {
            return exact;
        }
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            DestinationRule above = byDestination.get(name.substring(dot));
            if (above != null) {
                return above;
            }
        }
        return byDestination.getOrDefault(ALL_THE_REST, DestinationRule.NONE);
    }

    /**
     * The same with at least this level for one host. A rule that names the host and asks for less is the
     * administrator's contradiction; one for many destinations just gives way.
     *
     * @throws IllegalArgumentException if the rule that names the host asks for less, or lowers anything
     */
    public DestinationRules withAtLeast(String host, LevelName level) {
        String name = host.toLowerCase(Locale.ROOT);
        DestinationRule rule = forDomain(name);
        boolean asksForLess = !rule.decision().isAtLeast(level.level());
        boolean lowers = rule.decision().published() == Published.SET_ASIDE;
        if (!asksForLess && !lowers) {
            return this;
        }
        if (byDestination.containsKey(name)) {
            throw new IllegalArgumentException("the rule for " + name + " asks for less than " + level.text());
        }
        Map<String, DestinationRule> more = new HashMap<>(byDestination);
        more.put(
                name,
                new DestinationRule(name, rule.decision().raisedTo(level.level()), Optional.empty(), rule.limits()));
        return new DestinationRules(more);
    }

    /** All of them, for the log at start-up. */
    public Iterable<DestinationRule> all() {
        return byDestination.values();
    }
}
