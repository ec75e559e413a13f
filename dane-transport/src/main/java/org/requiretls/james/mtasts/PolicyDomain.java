package org.requiretls.james.mtasts;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A domain that may have a policy (RFC 8461 section 3.4): the domain of the recipients as it was before any alias was
 * followed, or that of the relay where one takes all mail. Never the domain above it.
 *
 * @param name A-labels, lower case, no trailing dot
 */
public record PolicyDomain(String name) {

    private static final String LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?";
    private static final Pattern NAME = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*");
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(?:.*\\.)?[0-9]+");
    private static final String POLICY_HOST_LABEL = "mta-sts.";
    private static final int LONGEST_NAME = 253;

    public PolicyDomain {
        if (!canHavePolicy(name)) {
            throw new IllegalArgumentException("'" + name + "' can't have an MTA-STS policy");
        }
    }

    /**
     * The policy domain of this name; empty where there can be none: an address (section 3.4), or a name that no
     * policy host could have.
     *
     * @param name A-labels, lower case, no trailing dot; or an address
     */
    public static Optional<PolicyDomain> of(String name) {
        return canHavePolicy(name) ? Optional.of(new PolicyDomain(name)) : Optional.empty();
    }

    private static boolean canHavePolicy(String name) {
        return name.length() + POLICY_HOST_LABEL.length() <= LONGEST_NAME
                && NAME.matcher(name).matches()
                && !ENDS_IN_NUMBER.matcher(name).matches();
    }

    /** Where the TXT record is (section 3.1). */
    public String recordName() {
        return "_mta-sts." + name;
    }

    /** The host that has the policy (section 3.3). */
    public String policyHost() {
        return POLICY_HOST_LABEL + name;
    }

    @Override
    public String toString() {
        return name;
    }
}
