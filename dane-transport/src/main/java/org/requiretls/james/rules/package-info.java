/**
 * The administrator's rules: how mail to certain destinations has to be protected, beyond or beside what their
 * domains publish.
 *
 * <p>A rule is one line: the destination, the level, and what more there is to say about it.
 *
 * <pre>
 * partner.example     secure       match=mx.partner.example roots=partner-ca.pem
 * .gov.example        dane-only
 * old.example         may          override=yes
 * *                   may          tls-min=1.2
 * </pre>
 *
 * <p>A destination is a recipient domain, everything below a domain when it begins with a dot, or {@code *} for all
 * the rest. The closest one counts, alone; rules do not add up. What levels mean is for {@code policy} to say
 * ({@link org.requiretls.james.policy.LocalRule}); what lies here is the reading of the lines, the finding of the
 * closest, and the look at a certificate that a rule specifies.
 *
 * <p>A rule can only make things stricter. One that lowers what a recipient published, or just leaves DANE out of it
 * where the TLSA records are broken ({@code dane=ignore}), has to say {@code override=yes}, and then still does not
 * touch a REQUIRETLS message.
 */
package org.requiretls.james.rules;
