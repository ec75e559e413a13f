/**
 * The decision: may this message go to this host, over this session?
 *
 * <p>Everything here is a pure function over small values. For each host of a route the question is asked twice.
 * First with what is known before any contact: the tag of the message, how the MX host was found, what DANE and
 * MTA-STS say about it. {@link org.requiretls.james.policy.HopPolicy} turns that {@link
 * org.requiretls.james.policy.HopEvidence} into either a refusal, or a {@link
 * org.requiretls.james.policy.HopRequirement}: what a session has to show. Then, when the session is up or has
 * failed, the requirement judges the {@link org.requiretls.james.policy.SessionEvidence} and answers with a {@link
 * org.requiretls.james.policy.Verdict}: deliver, in clear even, or skip this host. When no host is left, {@link
 * org.requiretls.james.policy.Conclusion} adds the verdicts up.
 *
 * <p>The texts behind the rules pull in three directions. DANE (RFC 7672) and MTA-STS (RFC 8461) protect ordinary
 * mail where the recipient domain published something; their failures are never final, since an attacker could
 * cause them. REQUIRETLS (RFC 8689 section 4.2.1) adds conditions of the sender: a proven MX host, an authenticated
 * server, the keyword; these failures are told to the sender at once. {@code TLS-Required: No} (section 4.2.2)
 * switches the recipient's policies off. Each verdict carries the {@link org.requiretls.james.policy.Rule} that
 * produced it, so that a log line, a bounce and a test speak of the same thing.
 */
package org.requiretls.james.policy;
