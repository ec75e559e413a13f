package org.requiretls.james.tlsrpt;

import java.util.List;

/**
 * The policy that applied to a session, as it was found (RFC 8460 section 4.4).
 *
 * @param domain the policy domain: the recipient domain, that of the relay where one takes all mail, or for DANE the
 *     TLSA base domain (section 1.1); A-labels in lower case without trailing dot
 * @param text of the policy: for DANE each TLSA record in presentation form, for MTA-STS each line of the policy as it
 *     was published; nothing where no policy was found
 * @param mxPatterns for MTA-STS, the hosts that the policy names; otherwise nothing
 */
public record AppliedPolicy(PolicyType type, String domain, List<String> text, List<String> mxPatterns) {

    public AppliedPolicy {
        text = List.copyOf(text);
        mxPatterns = List.copyOf(mxPatterns);
    }

    /** The domain published TLSA records. */
    public static AppliedPolicy tlsa(String base, List<String> records) {
        return new AppliedPolicy(PolicyType.TLSA, base, records, List.of());
    }

    /** The domain published an MTA-STS policy. */
    public static AppliedPolicy sts(String domain, List<String> lines, List<String> mxPatterns) {
        return new AppliedPolicy(PolicyType.STS, domain, lines, mxPatterns);
    }

    /** The domain published nothing. */
    public static AppliedPolicy none(String domain) {
        return new AppliedPolicy(PolicyType.NO_POLICY_FOUND, domain, List.of(), List.of());
    }

    /** The same with its text left out: what is counted when a domain has shown more policies in a day than is kept. */
    AppliedPolicy withoutText() {
        return new AppliedPolicy(type, domain, List.of(), List.of());
    }
}
