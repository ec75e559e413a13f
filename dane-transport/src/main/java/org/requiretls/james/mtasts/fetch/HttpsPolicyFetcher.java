package org.requiretls.james.mtasts.fetch;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.requiretls.james.dns.DnsLookup;
import org.requiretls.james.mtasts.DiscoveryFailure;
import org.requiretls.james.mtasts.PolicyDomain;
import org.requiretls.james.mtasts.PolicyParser;
import org.requiretls.james.mtasts.PolicyReading;
import org.requiretls.james.mtasts.fetch.FetchResult.Failed;
import org.requiretls.james.mtasts.fetch.FetchResult.Fetched;
import org.requiretls.james.pkix.PkixResult;
import org.requiretls.james.pkix.PkixVerifier;
import org.requiretls.james.smtpclient.PrintableText;

/** Fetches from the network. One I/O thread carries all fetches; worker threads verify certificates. */
public final class HttpsPolicyFetcher implements PolicyFetcher, AutoCloseable {

    /** A host that does not even answer is not waited for that long, so that its next address has its turn. */
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);

    private static final long LOOP_SHUTDOWN_MILLIS = 2000;

    private final DnsLookup dns;
    private final FetchSettings settings;
    private final PkixVerifier pkix;
    private final Clock clock;
    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("mta-sts-io", true), NioIoHandler.newFactory());
    private final ExecutorService worker =
            Executors.newCachedThreadPool(new DefaultThreadFactory("mta-sts-work", true));

    /**
     * @param dns finds policy hosts
     * @param pkix has the roots that their certificates may chain to
     */
    public HttpsPolicyFetcher(DnsLookup dns, FetchSettings settings, PkixVerifier pkix, Clock clock) {
        this.dns = dns;
        this.settings = settings;
        this.pkix = pkix;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<FetchResult> fetch(PolicyDomain domain) {
        try {
            return new Exchange(domain.policyHost()).run().handleAsync(this::result, worker);
        } catch (RejectedExecutionException closed) {
            return CompletableFuture.completedFuture(failed("no policies are fetched any more"));
        }
    }

    private FetchResult result(byte[] body, Throwable thrown) {
        if (thrown == null) {
            return read(PolicyParser.parse(body));
        }
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        if (cause instanceof FetchException known) {
            return new Failed(known.failure());
        }
        return failed(
                cause instanceof TimeoutException
                        ? "not done within " + settings.timeout().toMillis() + " ms"
                        : PrintableText.of(cause.toString()));
    }

    private static FetchResult read(PolicyReading reading) {
        if (reading instanceof PolicyReading.Valid valid) {
            return new Fetched(valid.policy());
        }
        PolicyReading.Invalid invalid = (PolicyReading.Invalid) reading;
        return new Failed(new DiscoveryFailure(DiscoveryFailure.Kind.POLICY, invalid.detail(), invalid.text()));
    }

    private static FetchResult failed(String reason) {
        return new Failed(new DiscoveryFailure(DiscoveryFailure.Kind.FETCH, reason));
    }

    /** Fetches that are under way fail. */
    @Override
    public void close() {
        loop.shutdownGracefully(0, LOOP_SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS);
        worker.shutdown();
    }

    /** One fetch: the addresses of the host one after the other, until one takes a connection. */
    private final class Exchange {

        private final String host;
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();

        Exchange(String host) {
            this.host = host;
        }

        CompletableFuture<byte[]> run() {
            body.orTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
            PolicyHostAddresses.of(host, dns, settings.privateNetworks()).whenComplete((addresses, defect) -> {
                if (defect != null) {
                    body.completeExceptionally(defect);
                } else {
                    connect(addresses, 0, addresses.shortcoming());
                }
            });
            return body;
        }

        private void connect(PolicyHostAddresses addresses, int index, String shortcoming) {
            if (body.isDone()) {
                return;
            }
            if (index == addresses.usable().size()) {
                body.completeExceptionally(FetchException.fetch(shortcoming));
                return;
            }
            InetAddress address = addresses.usable().get(index);
            try {
                connect(address).addListener(connected -> {
                    if (!connected.isSuccess()) {
                        connect(addresses, index + 1, "no connection: " + connected.cause());
                    }
                });
            } catch (IllegalStateException | RejectedExecutionException closed) {
                body.completeExceptionally(closed);
            }
        }

        private ChannelFuture connect(InetAddress address) {
            long patience =
                    Math.min(LONGEST_CONNECT.toMillis(), settings.timeout().toMillis());
            return new Bootstrap()
                    .group(loop)
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(patience))
                    .handler(new PolicyRequest(host, settings.port(), this::verify, worker, body))
                    .connect(new InetSocketAddress(address, settings.port()));
        }

        /** The host's own certificate has to bear its name; what was in DNS on the way there proves nothing. */
        private void verify(List<X509Certificate> chain) throws CertificateException {
            if (pkix.verify(chain, List.of(host), clock.instant()) instanceof PkixResult.NotTrusted not) {
                throw new CertificateException(not.reason() + ": " + not.detail());
            }
        }
    }
}
