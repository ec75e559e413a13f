package org.requiretls.james.delivery;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.inject.Singleton;

/**
 * The deliveries that this server runs, one for each mailet. James makes the mailets, and other extensions that want to
 * know about them, with one injector: all of them get the same instance of this. Thread-safe.
 */
@Singleton
public final class RunningDeliveries {

    private final Set<Delivery> running = ConcurrentHashMap.newKeySet();

    public void add(Delivery delivery) {
        running.add(delivery);
    }

    public void remove(Delivery delivery) {
        running.remove(delivery);
    }

    /** Those of this moment, in no order. */
    public List<Delivery> all() {
        return List.copyOf(running);
    }
}
