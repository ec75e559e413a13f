package org.requiretls.james.bench.sink;

/** When the kernel of the sink acknowledges TCP segments; a sender that writes in small pieces feels the difference. */
public enum Acknowledging {
    /** Each one as it is read, as a busy or a distant peer may. */
    AT_ONCE,
    /** Whenever the kernel sees fit: with the next reply, or some 40 ms later. */
    DELAYED
}
