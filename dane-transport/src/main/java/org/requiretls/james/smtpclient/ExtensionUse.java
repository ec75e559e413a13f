package org.requiretls.james.smtpclient;

import java.net.InetSocketAddress;
import java.time.Duration;

/** With whom an extension is used. Besides being offered it has to work. */
final class ExtensionUse {

    /** Longer than any client lives. */
    private static final Duration FOR_GOOD = Duration.ofDays(10_000);

    /**
     * A connection that was merely lost at the wrong moment looks the same. A message that a peer has swallowed in this
     * way is tried again within a day, and must not meet the same fate.
     */
    private static final Duration FOR_A_DAY = Duration.ofDays(1);

    private final Chunking chunking;
    private final RememberedPeers withoutChunking = new RememberedPeers(FOR_GOOD, System::nanoTime);
    private final RememberedPeers withoutFollowers = new RememberedPeers(FOR_A_DAY, System::nanoTime);

    ExtensionUse(Chunking chunking) {
        this.chunking = chunking;
    }

    /** Whether content goes out by BDAT. */
    boolean chunks(InetSocketAddress peer, EhloKeywords offered) {
        return chunking == Chunking.WHERE_OFFERED
                && offered.offers(EhloKeywords.CHUNKING)
                && !withoutChunking.contain(peer);
    }

    /** A server that does not know what it offers gets DATA from then on, as long as it is remembered. */
    void chunksFailed(InetSocketAddress peer) {
        withoutChunking.add(peer);
    }

    /** Whether an envelope follows the content before it at once (RFC 2920 section 3.1). */
    boolean envelopesFollowContent(InetSocketAddress peer, EhloKeywords offered) {
        return offered.offers(EhloKeywords.PIPELINING) && !withoutFollowers.contain(peer);
    }

    /** For a day, an envelope waits for the reply to the message before it. */
    void envelopeAfterContentFailed(InetSocketAddress peer) {
        withoutFollowers.add(peer);
    }
}
