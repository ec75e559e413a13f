package org.requiretls.james.route;

import java.util.concurrent.CompletableFuture;

/**
 * Finds the way to a domain.
 *
 * <p>The futures complete within the deadline of the resolver and not exceptionally for anything that DNS or the
 * network does; an exception is a defect of ours, and the caller keeps the mail.
 */
public interface RouteResolver {

    /**
     * The hosts that take mail for a recipient domain.
     *
     * @param domain as in the recipient address: a name (U-labels allowed) or an address literal in brackets
     */
    CompletableFuture<Route> route(String domain);

    /** Addresses and TLSA records of one host of a route. */
    CompletableFuture<HostFindings> examine(MxHost host);
}
