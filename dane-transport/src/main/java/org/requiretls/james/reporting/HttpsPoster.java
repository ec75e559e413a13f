package org.requiretls.james.reporting;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import org.requiretls.james.mtasts.fetch.PublicAddress;
import org.requiretls.james.tlsrpt.ReportForm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts with the HTTP client of the JDK: no redirects, no proxy, nothing of the answer but its status. The rest of an
 * answer is not waited for: it could go on for ever.
 *
 * <p>The certificate is checked, and where that fails the report goes all the same, with a warning: the domain may
 * have asked for reports just because its certificates are broken (RFC 8460 sections 3 and 7).
 */
public final class HttpsPoster implements ReportPoster {

    private static final Logger LOGGER = LoggerFactory.getLogger(HttpsPoster.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final HttpClient strict;
    private final HttpClient lax;
    private final Predicate<String> mayBeContacted;

    /**
     * @param trust with the roots for certificates
     * @param mayBeContacted whether a host, as the URI spells it, may get anything from here; a domain must not have us
     *     post into our own network
     */
    public HttpsPoster(SSLContext trust, Predicate<String> mayBeContacted) {
        this.strict = client(trust);
        this.lax = client(trustingAnybody());
        this.mayBeContacted = mayBeContacted;
    }

    private static HttpClient client(SSLContext context) {
        return HttpClient.newBuilder()
                .sslContext(context)
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(LONGEST_WAIT)
                .build();
    }

    private static SSLContext trustingAnybody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyCertificate()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /** A public name: neither an address nor a name without a dot, which would be one of ours. */
    public static boolean isPublicName(String host) {
        return host.matches("(?i)([a-z0-9_-]+\\.)+[a-z][a-z0-9-]*")
                && !host.matches("(?i).*\\.(localhost|local|internal)");
    }

    /**
     * A public name, all of whose addresses are public too. Java remembers these for half a minute, unless it is told
     * otherwise ({@code networkaddress.cache.ttl}), so that the connection goes to one of them.
     */
    public static boolean isPublicHost(String host) {
        return isPublicHost(host, InetAddress::getAllByName);
    }

    /** Finds the addresses of a host. */
    @FunctionalInterface
    interface Addresses {
        InetAddress[] of(String host) throws UnknownHostException;
    }

    static boolean isPublicHost(String host, Addresses addresses) {
        try {
            return isPublicName(host) && Stream.of(addresses.of(host)).allMatch(PublicAddress::is);
        } catch (UnknownHostException e) {
            return false;
        }
    }

    @Override
    public void post(URI uri, byte[] file) throws ReportNotTakenException {
        if (!mayBeContacted.test(uri.getHost())) {
            throw new ReportNotTakenException(
                    uri.getHost() + " is no public host with an address, nothing is posted there");
        }
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(LONGEST_WAIT)
                .header("Content-Type", ReportForm.GZIP.mediaType())
                .POST(BodyPublishers.ofByteArray(file))
                .build();
        try {
            requireSuccess(send(request));
        } catch (IOException e) {
            throw new ReportNotTakenException("not posted: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReportNotTakenException("not posted: James is being stopped", e);
        }
    }

    private HttpResponse<Void> send(HttpRequest request) throws IOException, InterruptedException {
        try {
            return strict.send(request, HttpsPoster::withoutBody);
        } catch (SSLException e) {
            LOGGER.warn(
                    "The certificate at {} does not hold ({}); the TLS report goes there all the same.",
                    request.uri(),
                    e.getMessage());
            return lax.send(request, HttpsPoster::withoutBody);
        }
    }

    /** Ends the connection once the head of the answer is there. */
    private static BodySubscriber<Void> withoutBody(ResponseInfo head) {
        return new BodySubscriber<>() {
            @Override
            public CompletionStage<Void> getBody() {
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.cancel();
            }

            @Override
            public void onNext(List<ByteBuffer> part) {
                // Cancelled; what comes nevertheless is of no interest.
            }

            @Override
            public void onError(Throwable failure) {
                // Nor is how it ends.
            }

            @Override
            public void onComplete() {
                // Nor that.
            }
        };
    }

    /** Any 2xx will do (section 5.4). */
    private static void requireSuccess(HttpResponse<Void> response) throws ReportNotTakenException {
        if (response.statusCode() / 100 != 2) {
            throw new ReportNotTakenException("answered with status " + response.statusCode());
        }
    }
}
