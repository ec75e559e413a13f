package org.requiretls.james.route;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Sends every domain to the hosts that the administrator named; DNS is still asked about these hosts. */
public final class RelayRoutes implements RouteResolver {

    private final List<MxHost> relays;
    private final AddressOrder order;
    private final RouteResolver dns;

    /**
     * @param relays not empty
     * @param order whether they are tried as listed, or share the load
     * @param dns examines the hosts
     */
    public RelayRoutes(List<MxHost> relays, AddressOrder order, RouteResolver dns) {
        this.relays = List.copyOf(relays);
        this.order = order;
        this.dns = dns;
    }

    @Override
    public CompletableFuture<Route> route(String domain) {
        List<MxHost> ordered = new ArrayList<>(relays);
        if (order == AddressOrder.SHUFFLED) {
            Collections.shuffle(ordered);
        }
        return CompletableFuture.completedFuture(new Route.Hosts(domain, MxFinding.RELAY, ordered));
    }

    @Override
    public CompletableFuture<HostFindings> examine(MxHost host) {
        return dns.examine(host);
    }
}
