package org.requiretls.james.smtpclient;

import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Who gets content by BDAT. Besides being offered it has to work: a server that turned out not to know what it offers
 * gets DATA from then on, as long as this client lives.
 */
final class ChunkingPeers {

    /** More than misbehave at a time; if not, the oldest is tried again. */
    private static final int MOST_REMEMBERED = 1_000;

    private final Chunking use;
    private final Set<InetSocketAddress> failed =
            Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, Boolean> eldest) {
                    return size() > MOST_REMEMBERED;
                }
            }));

    ChunkingPeers(Chunking use) {
        this.use = use;
    }

    boolean include(InetSocketAddress peer, EhloKeywords offered) {
        return use == Chunking.WHERE_OFFERED && offered.offers(EhloKeywords.CHUNKING) && !failed.contains(peer);
    }

    void exclude(InetSocketAddress peer) {
        failed.add(peer);
    }
}
