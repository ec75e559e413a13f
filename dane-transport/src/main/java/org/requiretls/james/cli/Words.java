package org.requiretls.james.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.requiretls.james.hop.Attempt.SessionSummary;
import org.requiretls.james.hop.ProbeReport.HostProbe;
import org.requiretls.james.policy.MxStatus;
import org.requiretls.james.policy.StsState;
import org.requiretls.james.route.HostFindings;
import org.requiretls.james.route.HostFindings.NoTlsa;
import org.requiretls.james.route.HostFindings.Reachable;
import org.requiretls.james.route.HostFindings.TlsaLookupFailed;
import org.requiretls.james.route.HostFindings.Unreachable;

/** The names that text and JSON have in common; those of the log line of delivery, where it has them too. */
final class Words {

    private Words() {}

    /** Such as {@code deliver-clear}. */
    static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String of(StsState sts) {
        return sts == StsState.NOT_APPLICABLE ? "none" : of((Enum<?>) sts);
    }

    /** What proves that the domain chose its hosts (RFC 8689 section 4.2.1 step 2). */
    static String mxProof(MxStatus mx, StsState sts) {
        return switch (mx) {
            case SECURE -> "dnssec";
            case NO_MX_SECURE, NO_MX_INSECURE, RELAY -> "not-needed";
            case INSECURE -> sts == StsState.ENFORCE_MATCH || sts == StsState.TESTING_MATCH ? "mta-sts" : "none";
            case LITERAL, BOGUS, LOOKUP_FAILED, NXDOMAIN, NULL_MX, LOOPS_BACK -> "none";
        };
    }

    static String authentication(SessionSummary session) {
        if (session.dane()) {
            return "dane";
        }
        return session.pkix() ? "pkix" : "none";
    }

    static List<String> addresses(HostProbe host) {
        return host.findings() instanceof Reachable reachable
                ? reachable.addresses().stream()
                        .map(address -> address.getHostAddress())
                        .toList()
                : List.of();
    }

    /** Why there are no addresses or TLSA records to speak of. */
    static Optional<String> shortcoming(HostFindings findings) {
        if (findings instanceof Unreachable unreachable) {
            return Optional.of(unreachable.detail());
        }
        Reachable reachable = (Reachable) findings;
        if (reachable.tlsa() instanceof NoTlsa none) {
            return Optional.of(none.detail());
        }
        return reachable.tlsa() instanceof TlsaLookupFailed failed ? Optional.of(failed.detail()) : Optional.empty();
    }
}
