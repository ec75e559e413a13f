package org.requiretls.james.dns;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.requiretls.james.dns.DnsAnswer.Cause;
import org.requiretls.james.dns.DnsAnswer.Failed;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.TextParseException;

/**
 * Asks the configured resolvers, and validates their answers in this process unless it is told otherwise.
 *
 * <p>Keys are kept by their TTL; answers are not, each lookup asks anew ({@link CachingDns} keeps them). Thread-safe.
 */
public final class DnsClient implements DnsLookup, AutoCloseable {

    static {
        TlsaRdata.use();
    }

    private final Duration timeout;
    private final Clock clock;
    private final Upstream upstream;
    private final Validation validation;
    private final ExecutorService threads;

    /**
     * @throws DnsConfigurationException if the trust anchor file cannot be used, there is no resolver, or one that is
     *     to be believed is not on this machine
     */
    public DnsClient(DnsSettings settings) {
        this(settings, Clock.systemUTC());
    }

    DnsClient(DnsSettings settings, Clock clock) {
        List<InetSocketAddress> resolvers = resolvers(settings);
        this.timeout = settings.timeout();
        this.clock = clock;
        this.upstream = new Upstream(resolvers, timeout);
        this.validation = switch (settings.validator()) {
            case THIS_PROCESS -> new InProcessValidation(upstream, anchors(settings), clock);
            case LOOPBACK_RESOLVER -> new ResolverValidation(upstream, resolvers);
        };
        this.threads = daemonThreads();
    }

    private static List<DSRecord> anchors(DnsSettings settings) {
        return settings.trustAnchors().map(TrustAnchors::fromFile).orElseGet(TrustAnchors::ofPublicRoot);
    }

    private static List<InetSocketAddress> resolvers(DnsSettings settings) {
        if (!settings.resolvers().isEmpty()) {
            return settings.resolvers();
        }
        List<InetSocketAddress> ofSystem = ResolverConfig.getCurrentConfig().servers();
        if (ofSystem.isEmpty()) {
            throw new DnsConfigurationException(
                    "No DNS resolver: the operating system names none, so name one in the configuration");
        }
        return ofSystem;
    }

    private static ExecutorService daemonThreads() {
        AtomicInteger number = new AtomicInteger();
        return Executors.newFixedThreadPool(Math.max(2, Runtime.getRuntime().availableProcessors()), task -> {
            Thread thread = new Thread(task, "requiretls-dns-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public <R extends DnsRecord> CompletableFuture<DnsAnswer<R>> lookup(String name, RecordType<R> type) {
        try {
            Name parsed = Name.fromString(name, Name.root);
            return validated(parsed, type)
                    .thenCompose(answer -> withLinksExamined(answer, type))
                    .toCompletableFuture()
                    .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .exceptionally(thrown -> failed(name, type, UpstreamException.unwrap(thrown)));
        } catch (TextParseException e) {
            return CompletableFuture.completedFuture(new Failed<>(
                    Cause.NOT_A_NAME, name + " is not a domain name: " + e.getMessage(), OptionalInt.empty()));
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(new Failed<>(
                    Cause.UNREACHABLE, name + " " + type + ": the DNS client is closed", OptionalInt.empty()));
        }
    }

    private <R extends DnsRecord> CompletionStage<DnsAnswer<R>> validated(Name name, RecordType<R> type) {
        Message query = Message.newQuery(Record.newRecord(name, type.number(), DClass.IN));
        LookupScope scope = new LookupScope(threads);
        return validation
                .ask(query, scope)
                .thenApply(message -> new AnswerReader<>(type, message, scope, clock.instant()).read());
    }

    /**
     * What the signatures of a secure record set say about time, for whoever published it; empty where nothing is
     * proven. Completes within the time-out, and normally whatever DNS does.
     *
     * @param name A-labels, absolute, with or without the trailing dot; aliases are followed
     */
    public CompletableFuture<Optional<SignatureTimes>> signatureTimes(String name, RecordType<?> type) {
        try {
            Message query =
                    Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), type.number(), DClass.IN));
            return validation
                    .ask(query, new LookupScope(threads))
                    .thenApply(answer -> answer.getHeader().getFlag(Flags.AD)
                            ? SignatureTimes.longest(answer, type)
                            : Optional.<SignatureTimes>empty())
                    .toCompletableFuture()
                    .completeOnTimeout(Optional.empty(), timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .exceptionally(unanswered -> Optional.empty());
        } catch (TextParseException | RejectedExecutionException e) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
    }

    private <R extends DnsRecord> DnsAnswer<R> failed(String name, RecordType<R> type, Throwable thrown) {
        String question = name + " " + type + ": ";
        if (thrown instanceof UpstreamException upstreamFailure) {
            return new Failed<>(upstreamFailure.why(), question + thrown.getMessage(), upstreamFailure.extendedError());
        }
        if (thrown instanceof TimeoutException) {
            return new Failed<>(
                    Cause.TIMEOUT,
                    question + "no answer within " + timeout.toMillis() + " ms by way of " + upstream,
                    OptionalInt.empty());
        }
        // The answer led the validator astray; whoever wrote it does not get it believed.
        return new Failed<>(
                Cause.MALFORMED, question + "the answer cannot be processed: " + thrown, OptionalInt.empty());
    }

    /**
     * Behind an insecure answer the first aliases may be secure all the same, which matters for the TLSA base domain;
     * a question for the CNAME itself tells (RFC 7672 section 2.1.3).
     */
    private <R extends DnsRecord> CompletionStage<DnsAnswer<R>> withLinksExamined(
            DnsAnswer<R> answer, RecordType<R> type) {
        if (answer.isSecure() || answer.aliases().isEmpty()) {
            return CompletableFuture.completedFuture(answer);
        }
        return examine(answer, type, 0, new ArrayList<>());
    }

    private <R extends DnsRecord> CompletionStage<DnsAnswer<R>> examine(
            DnsAnswer<R> answer, RecordType<R> type, int index, List<AliasLink> secure) {
        if (index == answer.aliases().size()) {
            return CompletableFuture.completedFuture(withSecureLinks(answer, secure));
        }
        AliasLink link = answer.aliases().get(index);
        return validated(Name.fromConstantString(link.alias() + "."), RecordType.CNAME)
                .thenCompose(status -> {
                    if (status instanceof Failed<DnsRecord.Alias> failure) {
                        return CompletableFuture.completedFuture(
                                new Failed<R>(failure.cause(), failure.reason(), failure.extendedError()));
                    }
                    if (!status.isSecure()) {
                        return behindInsecureLink(answer, type, index)
                                .thenApply(examined -> withSecureLinks(examined, secure));
                    }
                    if (!leadsTo(status, link.target())) {
                        return CompletableFuture.completedFuture(new Failed<R>(
                                Cause.INDETERMINATE,
                                "the alias " + link.alias() + " changed while it was being followed",
                                OptionalInt.empty()));
                    }
                    secure.add(new AliasLink(link.alias(), link.target(), SecurityStatus.SECURE));
                    return examine(answer, type, index + 1, secure);
                });
    }

    /**
     * The validator stops at an insecure link, and would not see that what lies behind is bogus; but an error at any
     * link is one of the whole lookup (RFC 7672 section 2.1.3).
     */
    private <R extends DnsRecord> CompletionStage<DnsAnswer<R>> behindInsecureLink(
            DnsAnswer<R> answer, RecordType<R> type, int index) {
        Name target = Name.fromConstantString(answer.aliases().get(index).target() + ".");
        boolean isLast = index + 1 == answer.aliases().size();
        return validated(target, type).thenCompose(rest -> {
            if (rest instanceof Failed<R>) {
                return CompletableFuture.completedFuture(rest);
            }
            return isLast ? CompletableFuture.completedFuture(answer) : behindInsecureLink(answer, type, index + 1);
        });
    }

    private static boolean leadsTo(DnsAnswer<DnsRecord.Alias> status, String target) {
        return status instanceof DnsAnswer.Found<DnsRecord.Alias> found
                && found.records().contains(new DnsRecord.Alias(target));
    }

    private static <R extends DnsRecord> DnsAnswer<R> withSecureLinks(DnsAnswer<R> answer, List<AliasLink> secure) {
        if (answer instanceof Failed<R>) {
            return answer;
        }
        List<AliasLink> links = new ArrayList<>(secure);
        links.addAll(answer.aliases().subList(secure.size(), answer.aliases().size()));
        if (answer instanceof DnsAnswer.Found<R> found) {
            return new DnsAnswer.Found<>(found.records(), found.security(), links, found.ttlSeconds());
        }
        if (answer instanceof DnsAnswer.NoData<R> noData) {
            return new DnsAnswer.NoData<>(noData.security(), links, noData.ttlSeconds());
        }
        DnsAnswer.NoSuchName<R> noName = (DnsAnswer.NoSuchName<R>) answer;
        return new DnsAnswer.NoSuchName<>(noName.security(), links, noName.ttlSeconds());
    }

    /** Whom it asks, for sentences to the administrator. */
    public String resolvers() {
        return upstream.toString();
    }

    /** Ends the threads; lookups under way come to their time-out. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
