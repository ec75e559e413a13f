package org.requiretls.james.tlsrpt;

/** What one session, or one attempt at one, adds to the count of a policy (RFC 8460 sections 4.2 and 4.3). */
public sealed interface SessionResult {

    AppliedPolicy policy();

    /** TLS came up, and satisfied the policy. */
    record Success(AppliedPolicy policy) implements SessionResult {}

    /** It did not, even if the mail went all the same, as under a policy in testing mode. */
    record Failure(AppliedPolicy policy, FailureDetail detail) implements SessionResult {}
}
