package org.requiretls.james.policy;

/** What is decided about a host before it is contacted. */
public sealed interface HopDecision {

    /** The host is not to be contacted for this message. */
    record Refuse(Verdict.Skip verdict) implements HopDecision {}

    /** The host may be contacted; the session is then judged by the requirement. */
    record Contact(HopRequirement requirement) implements HopDecision {}
}
