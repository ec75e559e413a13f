package org.requiretls.james.hop;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.requiretls.james.route.HostFindings;
import org.requiretls.james.route.HostFindings.Reachable;
import org.requiretls.james.route.MxHost;
import org.requiretls.james.route.Route;
import org.requiretls.james.route.RouteResolver;

/** Asks each question once, so that hosts of equal preference stay in one order and all tags see the same answers. */
final class RecordedRoutes implements RouteResolver {

    private final RouteResolver dns;
    private final Map<String, InetSocketAddress> connectTo;
    private final Map<String, CompletableFuture<Route>> routes = new ConcurrentHashMap<>();
    private final Map<MxHost, CompletableFuture<HostFindings>> findings = new ConcurrentHashMap<>();

    /** @param connectTo addresses to use in place of those that DNS gives, by host name */
    RecordedRoutes(RouteResolver dns, Map<String, InetSocketAddress> connectTo) {
        this.dns = dns;
        this.connectTo = connectTo;
    }

    @Override
    public CompletableFuture<Route> route(String domain) {
        return routes.computeIfAbsent(domain, dns::route);
    }

    @Override
    public CompletableFuture<HostFindings> examine(MxHost host) {
        return inDns(host).thenApply(found -> redirected(host, found));
    }

    /** What DNS says about the host, wherever the connection goes. */
    CompletableFuture<HostFindings> inDns(MxHost host) {
        return findings.computeIfAbsent(host, dns::examine);
    }

    /** A host without addresses stays so: what DNS does not give can't be had by connecting elsewhere. */
    private HostFindings redirected(MxHost host, HostFindings found) {
        InetSocketAddress elsewhere = connectTo.get(host.name());
        return elsewhere != null && found instanceof Reachable reachable
                ? new Reachable(List.of(elsewhere.getAddress()), reachable.tlsa())
                : found;
    }
}
