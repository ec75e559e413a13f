package org.requiretls.james.dns;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.requiretls.james.dns.AnswerCache.Entry;
import org.requiretls.james.dns.AnswerCache.Question;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * Remembers answers together with what they are worth, and asks each question once however many want to know.
 *
 * <p>Denials are remembered as well (RFC 2308), failures only so long that a burst of mail to a broken domain becomes
 * one query (RFC 9520 section 3.2). A failure never takes the place of an answer that is still good, and is not good
 * for anything itself but to be reported again. Thread-safe; has no threads.
 */
public final class CachingDns implements DnsLookup {

    private final DnsLookup dns;
    private final CacheSettings settings;
    private final Clock clock;
    private final AnswerCache cache;
    private final Map<Question, CompletableFuture<DnsAnswer<?>>> underWay = new ConcurrentHashMap<>();

    /**
     * @param dns gets the questions that have no answer yet
     * @param clock the same that validates signatures, since these end at an hour of the day and not after a while
     */
    public CachingDns(DnsLookup dns, CacheSettings settings, Clock clock) {
        this.dns = dns;
        this.settings = settings;
        this.clock = clock;
        this.cache = new AnswerCache(settings.mostOctets());
    }

    @Override
    public <R extends DnsRecord> CompletableFuture<DnsAnswer<R>> lookup(String name, RecordType<R> type) {
        Question question;
        try {
            question = new Question(Name.fromString(name, Name.root), type);
        } catch (TextParseException e) {
            return dns.lookup(name, type);
        }
        Instant now = clock.instant();
        return cache.find(question, now)
                .map(entry -> CompletableFuture.completedFuture(CachingDns.<R>aged(entry, now)))
                .orElseGet(() -> askOnce(question, name, type));
    }

    private <R extends DnsRecord> CompletableFuture<DnsAnswer<R>> askOnce(
            Question question, String name, RecordType<R> type) {
        CompletableFuture<DnsAnswer<?>> mine = new CompletableFuture<>();
        CompletableFuture<DnsAnswer<?>> earlier = underWay.putIfAbsent(question, mine);
        if (earlier == null) {
            ask(question, name, type, mine);
        }
        // A future of its own for each caller: one that gives up must not end the wait of the others.
        return (earlier == null ? mine : earlier).thenApply(CachingDns::<R>ofSameType);
    }

    private void ask(Question question, String name, RecordType<?> type, CompletableFuture<DnsAnswer<?>> all) {
        Instant asked = clock.instant();
        try {
            dns.lookup(name, type).whenComplete((answer, thrown) -> {
                if (thrown == null) {
                    keep(question, answer, asked);
                }
                underWay.remove(question);
                if (thrown == null) {
                    all.complete(answer);
                } else {
                    all.completeExceptionally(thrown);
                }
            });
        } catch (RuntimeException e) {
            underWay.remove(question);
            all.completeExceptionally(e);
        }
    }

    /**
     * A TTL runs from when the answer left its server, which was after the question: counting from there is safe. A
     * failure may well take longer than it is kept, so it counts from its end.
     */
    private void keep(Question question, DnsAnswer<?> answer, Instant asked) {
        Duration lifetime = lifetime(answer);
        if (!lifetime.isZero()) {
            Instant since = answer instanceof DnsAnswer.Failed<?> ? clock.instant() : asked;
            cache.keep(question, answer, since, since.plus(lifetime));
        }
    }

    private Duration lifetime(DnsAnswer<?> answer) {
        if (answer instanceof DnsAnswer.Found<?> found) {
            return shorter(found.ttlSeconds(), settings.longest());
        }
        if (answer instanceof DnsAnswer.NoData<?> noData) {
            return shorter(noData.ttlSeconds(), settings.longestDenial());
        }
        if (answer instanceof DnsAnswer.NoSuchName<?> noName) {
            return shorter(noName.ttlSeconds(), settings.longestDenial());
        }
        return settings.failure();
    }

    private static Duration shorter(long ttlSeconds, Duration cap) {
        Duration ttl = Duration.ofSeconds(ttlSeconds);
        return ttl.compareTo(cap) < 0 ? ttl : cap;
    }

    private static <R extends DnsRecord> DnsAnswer<R> aged(Entry entry, Instant now) {
        long left = Duration.between(now, entry.until()).toSeconds();
        return CachingDns.<R>ofSameType(entry.answer()).withTtl(left);
    }

    /** The type is part of the question, so it is that of the answer. */
    @SuppressWarnings("unchecked")
    private static <R extends DnsRecord> DnsAnswer<R> ofSameType(DnsAnswer<?> answer) {
        return (DnsAnswer<R>) answer;
    }

    /** How many answers are kept, expired ones that nobody asked for again included. */
    int size() {
        return cache.size();
    }
}
