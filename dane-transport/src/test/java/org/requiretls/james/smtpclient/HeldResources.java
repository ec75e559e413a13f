package org.requiretls.james.smtpclient;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakTracker;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Knows each buffer, TLS engine and TLS context of Netty that was taken and not given back. Where Netty's own detector
 * notices a few leaks when memory is collected, this one counts all of them at any time. Tests get it by the system
 * property {@code io.netty.customResourceLeakDetector}.
 */
public final class HeldResources<T> extends ResourceLeakDetector<T> {

    private static final Set<Tracker<?>> HELD = ConcurrentHashMap.newKeySet();
    private static volatile boolean installed;

    private final String type;

    /** Netty calls it. */
    @SuppressWarnings("deprecation")
    public HeldResources(Class<?> type, int samplingInterval) {
        super(type, samplingInterval);
        this.type = type.getSimpleName();
        installed = true;
    }

    /**
     * How many are held, by their type.
     *
     * @throws IllegalStateException if nothing is counted
     */
    public static Map<String, Long> held() {
        if (!installed) {
            throw new IllegalStateException(
                    "Netty has not asked for this class yet, or io.netty.customResourceLeakDetector does not name it");
        }
        return HELD.stream().collect(Collectors.groupingBy(tracker -> tracker.type, Collectors.counting()));
    }

    @Override
    public ResourceLeakTracker<T> track(T resource) {
        return trackForcibly(resource);
    }

    @Override
    public ResourceLeakTracker<T> trackForcibly(T resource) {
        return new Tracker<>(type);
    }

    private static final class Tracker<T> implements ResourceLeakTracker<T> {

        private final String type;

        Tracker(String type) {
            this.type = type;
            HELD.add(this);
        }

        @Override
        public void record() {
            // Where it was used is for whoever looks for the leak.
        }

        @Override
        public void record(Object hint) {
            // As above.
        }

        @Override
        public boolean close(T resource) {
            return HELD.remove(this);
        }
    }
}
