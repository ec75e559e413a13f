package org.requiretls.james.hop;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.requiretls.james.route.HostFindings;
import org.requiretls.james.route.MxHost;
import org.requiretls.james.route.Route;
import org.requiretls.james.route.RouteResolver;

/**
 * Completes lookups on threads that may block. What follows a lookup reads mail and asks the domain list; done on the
 * few threads of the resolver, or on the JDK's one timer thread after a time-out, it would hold up every other mail.
 *
 * @param executor ends with the engine that it serves
 */
public record RoutesOffDnsThreads(RouteResolver routes, Executor executor) implements RouteResolver {

    @Override
    public CompletableFuture<Route> route(String domain) {
        return offDnsThreads(routes.route(domain));
    }

    @Override
    public CompletableFuture<HostFindings> examine(MxHost host) {
        return offDnsThreads(routes.examine(host));
    }

    /** What is known already is answered on the thread of whoever asks. */
    private <T> CompletableFuture<T> offDnsThreads(CompletableFuture<T> lookup) {
        return lookup.isDone() ? lookup : lookup.thenApplyAsync(Function.identity(), executor);
    }
}
