package org.requiretls.james.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;
import org.xbill.DNS.WireParseException;

/**
 * The recursive resolvers as one: asked in order, each a second time if it kept silent, and their answers completed
 * and cleaned before the validator sees them.
 */
final class Upstream implements Resolver {

    /** Fits into any path's packets (RFC 9715 section 3). */
    private static final int UDP_PAYLOAD = 1232;

    private static final int ROUNDS = 2;
    private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(3);

    private final List<SimpleResolver> servers;
    private final List<SimpleResolver> attempts;
    private final Duration attemptTimeout;

    /**
     * @param addresses at least one
     * @param lookupTimeout of a whole lookup, of which an attempt gets a share
     */
    Upstream(List<InetSocketAddress> addresses, Duration lookupTimeout) {
        servers = addresses.stream().map(SimpleResolver::new).toList();
        attempts = IntStream.range(0, ROUNDS)
                .mapToObj(round -> servers)
                .flatMap(List::stream)
                .toList();
        Duration share = lookupTimeout.dividedBy(attempts.size());
        attemptTimeout = share.compareTo(LONGEST_ATTEMPT) < 0 ? share : LONGEST_ATTEMPT;
        // A little more than ours, so that it frees its socket soon after we have given up.
        servers.forEach(server -> server.setTimeout(attemptTimeout.plusMillis(100)));
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        if (asksForKeys(query)) {
            return ask(query, executor)
                    .thenApply(response -> reduced(query, response))
                    .exceptionally(thrown -> keyMissing(query, thrown, executor));
        }
        return new AliasChase(this::ask, executor).complete(query).thenApply(response -> reduced(query, response));
    }

    private static boolean asksForKeys(Message query) {
        int type = query.getQuestion().getType();
        return type == Type.DNSKEY || type == Type.DS;
    }

    /**
     * A key that cannot be had is reported to the validator as an answer: from an exception it would conclude, for
     * some kinds of answers, that the answer in question need not be validated.
     */
    private static Message keyMissing(Message query, Throwable thrown, Executor executor) {
        if (executor instanceof LookupScope scope) {
            scope.keyIsMissing(query.getQuestion().getName() + " "
                    + Type.string(query.getQuestion().getType()) + ": "
                    + UpstreamException.unwrap(thrown).getMessage());
        }
        Message failure = PertinentRecords.emptyCopy(query);
        failure.getHeader().setFlag(Flags.QR);
        failure.getHeader().setRcode(Rcode.SERVFAIL);
        return failure;
    }

    private static Message reduced(Message query, Message response) {
        try {
            Message reduced = PertinentRecords.of(query, response);
            ValidationWork.objectionTo(reduced).ifPresent(objection -> {
                throw new CompletionException(objection);
            });
            return reduced;
        } catch (WireParseException e) {
            throw new CompletionException(UpstreamException.of("the resolver", e));
        }
    }

    /** The first proper answer as it is, aliases not followed, nothing taken out. */
    CompletionStage<Message> ask(Message query, Executor executor) {
        return attempt(query, executor, 0, List.of());
    }

    /**
     * @param refusing servers that answered, but with an error, and are not asked again
     */
    private CompletionStage<Message> attempt(
            Message query, Executor executor, int index, List<SimpleResolver> refusing) {
        SimpleResolver server = attempts.get(index);
        return server.sendAsync(query, executor)
                .toCompletableFuture()
                .orTimeout(attemptTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(response -> {
                    if (response.getRcode() == Rcode.NOERROR || response.getRcode() == Rcode.NXDOMAIN) {
                        return response;
                    }
                    throw new CompletionException(UpstreamException.of(describe(server), response));
                })
                .handleAsync(
                        (response, thrown) -> {
                            if (thrown == null) {
                                return CompletableFuture.completedFuture(response);
                            }
                            return next(
                                    query, executor, index, refusing, UpstreamException.of(describe(server), thrown));
                        },
                        executor)
                .thenCompose(stage -> stage);
    }

    private CompletionStage<Message> next(
            Message query, Executor executor, int index, List<SimpleResolver> refusing, UpstreamException failure) {
        List<SimpleResolver> notAgain = isFinal(failure) ? plus(refusing, attempts.get(index)) : refusing;
        return IntStream.range(index + 1, attempts.size())
                .filter(later -> !notAgain.contains(attempts.get(later)))
                .boxed()
                .findFirst()
                .map(later -> attempt(query, executor, later, notAgain))
                .orElseGet(() -> CompletableFuture.failedFuture(failure));
    }

    /** The server was heard; asking it again would only hear the same. */
    private static boolean isFinal(UpstreamException failure) {
        return switch (failure.why()) {
            case SERVER_FAILURE, REFUSED, BOGUS, INDETERMINATE -> true;
            default -> false;
        };
    }

    private static List<SimpleResolver> plus(List<SimpleResolver> servers, SimpleResolver server) {
        return Stream.concat(servers.stream(), Stream.of(server)).toList();
    }

    private static String describe(SimpleResolver server) {
        InetSocketAddress address = server.getAddress();
        return "resolver " + address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** For log lines: who is asked. */
    @Override
    public String toString() {
        return String.join(", ", servers.stream().map(Upstream::describe).toList());
    }

    @Override
    public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {
        servers.forEach(server -> server.setEDNS(version, UDP_PAYLOAD, flags, options));
    }

    @Override
    public void setIgnoreTruncation(boolean flag) {
        servers.forEach(server -> server.setIgnoreTruncation(flag));
    }

    @Override
    public void setPort(int port) {
        throw new UnsupportedOperationException("Each server has its own port");
    }

    @Override
    public void setTCP(boolean flag) {
        servers.forEach(server -> server.setTCP(flag));
    }

    @Override
    public void setTSIGKey(TSIG key) {
        throw new UnsupportedOperationException("Queries are not signed");
    }

    @Override
    public void setTimeout(Duration timeout) {
        throw new UnsupportedOperationException("The time-out is set once");
    }
}
