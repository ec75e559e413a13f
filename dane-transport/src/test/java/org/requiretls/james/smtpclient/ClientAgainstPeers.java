package org.requiretls.james.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;

/** A client, the peers that a test starts, and the check that no connection and no buffer outlives the test. */
@Timeout(60)
abstract class ClientAgainstPeers {

    static final String MX = "mx1.example.net";
    static final Identity IDENTITY = CertificateMaker.leaf(MX).selfSigned().make();

    /** Long enough for a loaded machine, so that no time-out fires that is not meant to. */
    static final SmtpTimeouts PATIENT = SmtpTimeouts.DEFAULT.atMost(Duration.ofSeconds(20));

    static final SmtpTimeouts IMPATIENT = SmtpTimeouts.DEFAULT
            .atMost(Duration.ofMillis(500))
            .withOpening(Duration.ofSeconds(20))
            .withTransaction(Duration.ofSeconds(20));

    private static final long BOUND_SECONDS = 30;

    /** Both, in the tests that look at TLS. */
    @Parameter
    TlsProvider provider = TlsProvider.AUTO;

    SmtpClient client;
    private Map<String, Long> heldBefore;
    private final List<SmtpPeer> peers = new ArrayList<>();
    private final List<SmtpPeer> stallingPeers = new ArrayList<>();

    @BeforeAll
    static void lookOften() {
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(Duration.ofMillis(5));
    }

    @BeforeEach
    void startClient() {
        // For Netty to be there, and to have what it never gives back.
        ByteBufAllocator.DEFAULT.buffer().release();
        heldBefore = HeldResources.held();
        client = new SmtpClient(1, provider);
    }

    @AfterEach
    void nothingIsLeftOpen() {
        try {
            await().until(() -> client.openConnections() == 0);
            await().until(() -> attentivePeers().allMatch(peer -> peer.openConnections() == 0));
        } finally {
            peers.forEach(SmtpPeer::close);
            client.close(Duration.ZERO).join();
        }
        await("all buffers and TLS engines are given back")
                .untilAsserted(() -> assertThat(HeldResources.held()).isEqualTo(heldBefore));
    }

    private Stream<SmtpPeer> attentivePeers() {
        return peers.stream().filter(peer -> !stallingPeers.contains(peer));
    }

    SmtpPeer start(SmtpPeerBuilder description) {
        try {
            SmtpPeer peer = description.start();
            peers.add(peer);
            return peer;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** For a peer that stops reading, and so cannot see that its client has gone. */
    SmtpPeer startStalling(SmtpPeerBuilder description) {
        SmtpPeer peer = start(description);
        stallingPeers.add(peer);
        return peer;
    }

    static SmtpPeerBuilder inClear() {
        return SmtpPeer.builder().announcing(MX);
    }

    static SmtpPeerBuilder withTls() {
        return inClear().tls(IDENTITY.sslContext());
    }

    static SessionRequest request(SmtpPeer peer) {
        return SessionRequest.to(peer.address(), "client.example.org")
                .withServerName(MX)
                .with(PATIENT);
    }

    SessionOpening open(SmtpPeer peer) {
        return open(request(peer));
    }

    SessionOpening open(SessionRequest request) {
        return result(client.open(request));
    }

    SmtpSession openInClear(SmtpPeer peer) {
        return ((SessionOpening.InClear) open(request(peer).with(TlsMode.NEVER))).session();
    }

    SmtpSession openEncrypted(SmtpPeer peer) {
        return ((SessionOpening.Encrypted) open(peer)).session();
    }

    static <T> T result(CompletableFuture<T> future) {
        try {
            return future.get(BOUND_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("no result but " + e, e);
        }
    }
}
