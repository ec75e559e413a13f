package org.requiretls.james.hop;

import java.util.List;
import java.util.stream.Stream;
import org.requiretls.james.policy.MxStatus;
import org.requiretls.james.route.MxFinding;
import org.requiretls.james.route.MxHost;
import org.requiretls.james.route.Route;

/** Reads a route as evidence for the policy. */
final class RouteReading {

    private RouteReading() {}

    static MxStatus mxStatus(Route route) {
        if (route instanceof Route.Hosts hosts) {
            return switch (hosts.mx()) {
                case SECURE -> MxStatus.SECURE;
                case INSECURE -> MxStatus.INSECURE;
                case NO_MX_SECURE -> MxStatus.NO_MX_SECURE;
                case NO_MX_INSECURE -> MxStatus.NO_MX_INSECURE;
                case LITERAL -> MxStatus.LITERAL;
                case RELAY -> MxStatus.RELAY;
            };
        }
        return switch (((Route.NoHosts) route).reason()) {
            case BOGUS -> MxStatus.BOGUS;
            case LOOKUP_FAILED -> MxStatus.LOOKUP_FAILED;
            case DOMAIN_DOES_NOT_EXIST -> MxStatus.NXDOMAIN;
            case NULL_MX -> MxStatus.NULL_MX;
            case LOOPS_BACK -> MxStatus.LOOPS_BACK;
        };
    }

    /**
     * The names of the recipient domain that count as reference identifiers under DANE-TA: only where DNSSEC proves
     * that the domain chose its hosts (RFC 7672 section 3.2.2).
     */
    static List<String> provenNames(Route.Hosts route) {
        return route.mx() == MxFinding.SECURE
                ? Stream.concat(Stream.of(route.domain()), route.expandedDomain().stream())
                        .toList()
                : List.of();
    }

    /**
     * Whose MTA-STS policy counts: the domain of the recipients as it was before any alias or, where a relay takes all
     * mail, the relay (RFC 8461 section 3.4).
     */
    static String policyDomain(Route.Hosts route, MxHost host) {
        return route.mx() == MxFinding.RELAY ? host.name() : route.domain();
    }

    /** What was observed, for people. */
    static String detail(Route route) {
        return route instanceof Route.NoHosts none ? none.detail() : "";
    }
}
