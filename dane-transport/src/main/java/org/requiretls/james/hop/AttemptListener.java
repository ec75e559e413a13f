package org.requiretls.james.hop;

/** Is told of each attempt as it ends: the log, counters, a diagnosis. */
@FunctionalInterface
public interface AttemptListener {

    /** Called once for each attempt, from any thread; must not block. */
    void ended(Attempt attempt);
}
