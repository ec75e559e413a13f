package org.requiretls.james.dns;

import java.util.concurrent.CompletableFuture;

/** Asks DNS one question. */
public interface DnsLookup {

    /**
     * The records of a name, aliases followed.
     *
     * <p>The future completes within the time-out of the implementation. Whatever DNS and the network do is a
     * {@link DnsAnswer}; an exception is a defect.
     *
     * @param name A-labels, absolute, with or without the trailing dot
     */
    <R extends DnsRecord> CompletableFuture<DnsAnswer<R>> lookup(String name, RecordType<R> type);
}
