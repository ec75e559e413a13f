package org.requiretls.james.delivery;

import java.io.IOException;
import java.time.Clock;
import org.requiretls.james.mtasts.StsPolicies;
import org.requiretls.james.mtasts.cache.CacheLimits;
import org.requiretls.james.mtasts.cache.PolicyCache;
import org.requiretls.james.mtasts.cache.PolicyListener;
import org.requiretls.james.mtasts.fetch.HttpsPolicyFetcher;
import org.requiretls.james.mtasts.store.PolicyDirectory;
import org.requiretls.james.mtasts.store.PolicyStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** MTA-STS put together from the settings: fetcher, store, cache. */
final class Policies implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Policies.class);

    private final HttpsPolicyFetcher fetcher;
    private final PolicyCache cache;

    private Policies(HttpsPolicyFetcher fetcher, PolicyCache cache) {
        this.fetcher = fetcher;
        this.cache = cache;
    }

    /**
     * Reads the store, and renews policies from now on.
     *
     * @throws IllegalStateException if the store can't be read; the text says what to do
     */
    static Policies open(MtaStsSettings settings, PolicyCache.Dns dns, PolicyListener listener) {
        Policies policies = open(settings, dns, directory(settings), listener);
        policies.cache.startRefreshing();
        LOGGER.info("{} MTA-STS policies are remembered in {}", policies.cache.size(), settings.store());
        return policies;
    }

    /** Reads the store and leaves it as it is. */
    static Policies openToLook(MtaStsSettings settings, PolicyCache.Dns dns, PolicyListener listener) {
        return open(settings, dns, directory(settings).readOnly(), listener);
    }

    private static PolicyDirectory directory(MtaStsSettings settings) {
        return new PolicyDirectory(settings.store(), Clock.systemUTC());
    }

    private static Policies open(
            MtaStsSettings settings, PolicyCache.Dns dns, PolicyStore store, PolicyListener listener) {
        Clock clock = Clock.systemUTC();
        HttpsPolicyFetcher fetcher = new HttpsPolicyFetcher(dns.remembered(), settings.fetch(), settings.pkix(), clock);
        try {
            PolicyCache cache = PolicyCache.open(
                    dns,
                    fetcher,
                    store,
                    listener,
                    CacheLimits.forTimeout(settings.fetch().timeout()),
                    clock);
            return new Policies(fetcher, cache);
        } catch (IOException | RuntimeException e) {
            fetcher.close();
            throw new IllegalStateException(
                    "The MTA-STS policies in " + settings.store() + " can't be read: " + e
                            + ". Make it a directory that"
                            + " James may read and write, or name another in <" + Parameter.MTA_STS_STORE.key()
                            + ">. Without them mail could be taken to the hosts of an attacker",
                    e);
        }
    }

    StsPolicies known() {
        return cache;
    }

    @Override
    public void close() {
        cache.close();
        fetcher.close();
    }
}
