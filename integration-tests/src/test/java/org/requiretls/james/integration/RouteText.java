package org.requiretls.james.integration;

import java.util.stream.Collectors;
import org.requiretls.james.route.HostFindings;
import org.requiretls.james.route.HostFindings.NoTlsa;
import org.requiretls.james.route.HostFindings.Reachable;
import org.requiretls.james.route.HostFindings.TlsaFinding;
import org.requiretls.james.route.HostFindings.TlsaLookupFailed;
import org.requiretls.james.route.HostFindings.TlsaRecords;
import org.requiretls.james.route.HostFindings.Unreachable;
import org.requiretls.james.route.MxHost;
import org.requiretls.james.route.Route;
import org.requiretls.james.route.Route.Hosts;
import org.requiretls.james.route.Route.NoHosts;

/** Routes in as few words as fit into a table. */
final class RouteText {

    private RouteText() {}

    static String of(Route route) {
        if (route instanceof Hosts hosts) {
            return hosts.hosts().stream().map(MxHost::name).collect(Collectors.joining(" ", hosts.mx() + ": ", ""));
        }
        return ((NoHosts) route).reason().toString();
    }

    static String of(HostFindings findings) {
        if (findings instanceof Reachable reachable) {
            return of(reachable.tlsa());
        }
        return ((Unreachable) findings).permanent() ? "unreachable for good" : "unreachable for now";
    }

    private static String of(TlsaFinding finding) {
        if (finding instanceof TlsaRecords tlsa) {
            return tlsa.records().size() + " TLSA at " + tlsa.base();
        }
        if (finding instanceof NoTlsa) {
            return "no TLSA";
        }
        if (finding instanceof TlsaLookupFailed) {
            return "TLSA lookup failed";
        }
        throw new IllegalArgumentException("No such finding: " + finding);
    }
}
