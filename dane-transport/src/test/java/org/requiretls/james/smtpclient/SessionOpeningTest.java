package org.requiretls.james.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.RecordedSession.Ending;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;
import org.requiretls.james.lab.smtp.Stage;
import org.requiretls.james.smtpclient.SessionFailure.ConnectionLost;
import org.requiretls.james.smtpclient.SessionFailure.Loss;
import org.requiretls.james.smtpclient.SessionFailure.ProtocolError;
import org.requiretls.james.smtpclient.SessionOpening.Broken;
import org.requiretls.james.smtpclient.SessionOpening.ConnectFailed;
import org.requiretls.james.smtpclient.SessionOpening.ConnectFailure;
import org.requiretls.james.smtpclient.SessionOpening.EhloRefused;
import org.requiretls.james.smtpclient.SessionOpening.Encrypted;
import org.requiretls.james.smtpclient.SessionOpening.GreetingRefused;
import org.requiretls.james.smtpclient.SessionOpening.InClear;
import org.requiretls.james.smtpclient.SessionOpening.StartTlsNotOffered;
import org.requiretls.james.smtpclient.SessionOpening.StartTlsRefused;

/** From connecting to the EHLO that counts, with good peers and bad ones; the handshake itself is elsewhere. */
@ParameterizedClass
@EnumSource(
        value = TlsProvider.class,
        names = {"NATIVE", "JDK"})
class SessionOpeningTest extends ClientAgainstPeers {

    @Test
    @DisplayName("R3207-4.2-02, R8689-2-16: EHLO in clear, STARTTLS, EHLO in TLS; only the last one counts")
    @Covers({"R3207-4.2-02", "R8689-2-16"})
    void encrypts() {
        SmtpPeer peer = start(
                withTls().keywordsInClear("PIPELINING", "REQUIRETLS", "SIZE 1").keywordsInTls("8BITMIME", "SIZE 2"));
        Encrypted opening = (Encrypted) open(peer);

        assertThat(opening.session().ehlo().all()).containsExactlyInAnyOrder("8BITMIME", "SIZE");
        assertThat(opening.session().ehlo().parametersOf("SIZE")).contains("2");
        assertThat(opening.tls().version()).isEqualTo("TLSv1.3");
        assertThat(opening.tls().serverName()).contains(MX);
        assertThat(opening.tls().peerChain()).isEqualTo(IDENTITY.chain());
        assertThat(opening.session().tls()).contains(opening.tls());
        assertThat(opening.session().peer()).isEqualTo(peer.address());

        result(opening.session().quit());
        assertThat(opening.session().isOpen()).isFalse();
        assertThat(peer.sessions().get(0).verbs()).containsExactly("EHLO", "STARTTLS", "EHLO", "QUIT");
        assertThat(peer.sessions().get(0).requestedServerName()).contains(MX);
        assertThat(peer.sessions().get(0).commands().get(2).insideTls()).isTrue();
        assertThat(peer.violations()).isEmpty();
    }

    @Test
    void staysInClearWhereTold() {
        SmtpPeer peer = start(withTls());
        InClear opening = (InClear) open(request(peer).with(TlsMode.NEVER));
        assertThat(opening.session().tls()).isEmpty();
        assertThat(opening.session().ehlo().offers(EhloKeywords.STARTTLS)).isTrue();
        result(opening.session().quit());
        assertThat(peer.sessions().get(0).verbs()).containsExactly("EHLO", "QUIT");
    }

    @Test
    @DisplayName("N2c, R5, Xc: STARTTLS stripped from EHLO")
    void saysThatStartTlsIsNotOffered() {
        SmtpPeer peer = start(withTls().startTlsStripped());
        StartTlsNotOffered opening = (StartTlsNotOffered) open(peer);
        result(opening.session().quit());
        assertThat(peer.sessions().get(0).verbs()).containsExactly("EHLO", "QUIT");
    }

    @ParameterizedTest(name = "R4b, R3207-4-02, Xc: STARTTLS answered [{0}]")
    @ValueSource(strings = {"454 4.7.0 TLS not available", "502 5.5.1 no", "554 5.7.3 no"})
    void handsOutTheSessionInClearWhereStartTlsIsRefused(String refusal) {
        SmtpPeer peer = start(withTls().on(Stage.STARTTLS, Answer.reply(refusal)));
        StartTlsRefused opening = (StartTlsRefused) open(peer);
        assertThat(opening.reply()).hasToString(refusal);
        assertThat(opening.session().orElseThrow().ehlo().offers("SIZE")).isTrue();
        result(opening.session().orElseThrow().quit());
        assertThat(peer.violations()).isEmpty();
    }

    @Test
    void handsOutNoSessionAfter421ToStartTls() {
        SmtpPeer peer = start(withTls().on(Stage.STARTTLS, Answer.reply("421 4.7.0 leaving")));
        StartTlsRefused opening = (StartTlsRefused) open(peer);
        assertThat(opening.reply().code()).isEqualTo(421);
        assertThat(opening.session()).isEmpty();
    }

    @ParameterizedTest(name = "R4a, A3: greeting [{0}]")
    @ValueSource(strings = {"554 5.7.1 not you", "450 4.3.2 later", "421 4.3.2 too busy"})
    void saysThatTheGreetingWasARefusal(String greeting) {
        SmtpPeer peer = start(inClear().on(Stage.GREETING, Answer.reply(greeting)));
        assertThat(((GreetingRefused) open(peer)).reply()).hasToString(greeting);
        await().until(() -> peer.sessions().get(0).ending() != Ending.STILL_OPEN);
        assertThat(peer.sessions().get(0).verbs()).isEqualTo(greeting.startsWith("421") ? List.of() : List.of("QUIT"));
    }

    @Test
    @DisplayName("R8689-4.2.1-03, R5: a server that only speaks HELO, and no fallback allowed")
    @Covers("R8689-4.2.1-03")
    void saysThatEhloWasRefused() {
        SmtpPeer peer = start(inClear().on(Stage.EHLO, Answer.reply("502 5.5.1 what?")));
        EhloRefused opening = (EhloRefused) open(peer);
        assertThat(opening.reply().code()).isEqualTo(502);
        assertThat(opening.tls()).isEmpty();
        await().until(() -> peer.sessions().get(0).ending() == Ending.QUIT);
    }

    @Test
    void saysThatEhloWasRefusedInTls() {
        SmtpPeer peer = start(withTls().on(Stage.EHLO_IN_TLS, Answer.reply("550 5.7.1 no")));
        EhloRefused opening = (EhloRefused) open(peer);
        assertThat(opening.tls()).isPresent();
        await().until(() -> peer.sessions().get(0).ending() == Ending.QUIT);
    }

    @Test
    @DisplayName("RFC 5321 section 3.2: HELO after 5yz to EHLO, where allowed")
    void fallsBackToHelo() {
        SmtpPeer peer = start(withTls().on(Stage.EHLO, Answer.reply("500 5.5.1 what?")));
        StartTlsNotOffered opening = (StartTlsNotOffered) open(request(peer).with(HeloFallback.ALLOWED));
        assertThat(opening.session().ehlo().all()).isEmpty();
        result(opening.session().quit());
        assertThat(peer.sessions().get(0).commandLines())
                .containsExactly("EHLO client.example.org", "HELO client.example.org", "QUIT");
    }

    @Test
    void doesNotFallBackAfterATransientRefusal() {
        SmtpPeer peer = start(inClear().on(Stage.EHLO, Answer.reply("451 4.3.0 later")));
        assertThat(((EhloRefused) open(request(peer).with(HeloFallback.ALLOWED)))
                        .reply()
                        .code())
                .isEqualTo(451);
        await().until(() -> peer.sessions().get(0).ending() == Ending.QUIT);
        assertThat(peer.sessions().get(0).verbs()).containsExactly("EHLO", "QUIT");
    }

    @Test
    void saysThatHeloWasRefusedToo() {
        SmtpPeer peer = start(
                inClear().on(Stage.EHLO, Answer.reply("500 5.5.1 what?")).on(Stage.HELO, Answer.reply("501 5.5.4 no")));
        assertThat(((EhloRefused) open(request(peer).with(HeloFallback.ALLOWED)))
                        .reply()
                        .code())
                .isEqualTo(501);
    }

    /** The replies that a client awaits while it opens a session. */
    enum Opening {
        GREETING(Stage.GREETING, SmtpStage.GREETING),
        EHLO(Stage.EHLO, SmtpStage.EHLO),
        STARTTLS(Stage.STARTTLS, SmtpStage.STARTTLS),
        EHLO_IN_TLS(Stage.EHLO_IN_TLS, SmtpStage.EHLO_IN_TLS);

        private final Stage of;
        private final SmtpStage seenAs;

        Opening(Stage of, SmtpStage seenAs) {
            this.of = of;
            this.seenAs = seenAs;
        }
    }

    @ParameterizedTest
    @EnumSource
    void notesACloseAtEachStage(Opening at) {
        assertThat(broken(withTls().on(at.of, Answer.close()), PATIENT))
                .isEqualTo(new ConnectionLost(at.seenAs, Loss.CLOSED, "the peer closed the connection"));
    }

    @ParameterizedTest
    @EnumSource(names = "GREETING", mode = EnumSource.Mode.EXCLUDE)
    void notesAResetAtEachStage(Opening at) {
        assertThat(lost(broken(withTls().on(at.of, Answer.reset()), PATIENT), at))
                .isEqualTo(Loss.RESET);
    }

    @Test
    void notesAResetInPlaceOfTheGreeting() {
        SessionOpening opening = open(start(inClear().on(Stage.GREETING, Answer.reset())));
        // Whichever is seen first, the connection or the reset.
        if (opening instanceof ConnectFailed failed) {
            assertThat(failed.kind()).isEqualTo(ConnectFailure.RESET);
        } else {
            assertThat(lost(((Broken) opening).failure(), Opening.GREETING)).isEqualTo(Loss.RESET);
        }
    }

    @ParameterizedTest
    @EnumSource
    void doesNotWaitForEver(Opening at) {
        assertThat(lost(broken(withTls().on(at.of, Answer.hang()), IMPATIENT), at))
                .isEqualTo(Loss.TIMEOUT);
    }

    @ParameterizedTest
    @EnumSource
    void isNotStretchedByOneOctetAtATime(Opening at) {
        Answer drip = Answer.dripped("220 " + "so slow ".repeat(100), Duration.ofMillis(20));
        assertThat(lost(broken(withTls().on(at.of, drip), IMPATIENT), at)).isEqualTo(Loss.TIMEOUT);
    }

    @Test
    void isPatientWithOneOctetAtATimeWhileTimeLasts() {
        SmtpPeer peer = start(inClear().on(Stage.EHLO, Answer.dripped("250 mx", Duration.ofMillis(1))));
        result(openInClear(peer).quit());
    }

    @ParameterizedTest
    @EnumSource
    void bearsNoEndlessLine(Opening at) {
        assertThat(protocolError(broken(withTls().on(at.of, Answer.endlessLine()), PATIENT), at))
                .contains("line of more than 2048 octets");
    }

    @ParameterizedTest
    @EnumSource
    void bearsNoEndlessReply(Opening at) {
        assertThat(protocolError(broken(withTls().on(at.of, Answer.endlessReply(220)), PATIENT), at))
                .contains("more than 128 lines");
    }

    @ParameterizedTest
    @EnumSource
    void bearsNoGarbage(Opening at) {
        assertThat(protocolError(broken(withTls().on(at.of, Answer.raw("\u0000\u001b[2Jwhat\r\n")), PATIENT), at))
                .contains("without a code", "??[2Jwhat");
    }

    @ParameterizedTest
    @EnumSource
    void bearsNoMixedCodes(Opening at) {
        assertThat(protocolError(broken(withTls().on(at.of, Answer.reply("220-a", "250 b")), PATIENT), at))
                .contains("changes its code");
    }

    @ParameterizedTest
    @EnumSource
    void bearsNoBareLineFeed(Opening at) {
        assertThat(protocolError(broken(withTls().on(at.of, Answer.raw("220 a\n")), PATIENT), at))
                .contains("bare LF");
    }

    @ParameterizedTest
    @EnumSource
    void bearsNoReplyOutOfPlace(Opening at) {
        assertThat(protocolError(broken(withTls().on(at.of, Answer.reply("354 go on")), PATIENT), at))
                .contains("out of place: 354 go on");
    }

    @ParameterizedTest
    @EnumSource(names = "STARTTLS", mode = EnumSource.Mode.EXCLUDE)
    @DisplayName("R3207-4.2-04: a second reply, meant to pass for the answer to a command that is yet to come")
    void bearsNoSecondReply(Opening at) {
        Answer twoReplies = Answer.reply("250-mx", "250 STARTTLS", "220 forged");
        SessionFailure failure = broken(withTls().on(at.of, twoReplies), PATIENT);
        assertThat(failure).isInstanceOf(ProtocolError.class);
    }

    @Test
    void notesThatStartTlsIsNotA220() {
        assertThat(protocolError(
                        broken(withTls().on(Stage.STARTTLS, Answer.reply("250 well")), PATIENT), Opening.STARTTLS))
                .contains("out of place: 250 well");
    }

    @Test
    void boundsTheWholeOpening() {
        SmtpPeerBuilder slow = withTls()
                .on(Stage.GREETING, Answer.dripped("220 x", Duration.ofMillis(60)))
                .on(Stage.EHLO, Answer.dripped("250 " + "x".repeat(2000), Duration.ofMillis(60)));
        SessionFailure failure = broken(slow, PATIENT.withOpening(Duration.ofMillis(700)));
        assertThat(lost(failure, Opening.EHLO)).isEqualTo(Loss.DEADLINE);
    }

    private SessionFailure broken(SmtpPeerBuilder description, SmtpTimeouts timeouts) {
        SmtpPeer peer = start(description);
        Broken opening = (Broken) open(request(peer).with(timeouts));
        assertThat(opening.tls().isPresent()).isEqualTo(opening.failure().stage() == SmtpStage.EHLO_IN_TLS);
        return opening.failure();
    }

    private static Loss lost(SessionFailure failure, Opening at) {
        assertThat(failure.stage()).isEqualTo(at.seenAs);
        return ((ConnectionLost) failure).loss();
    }

    private static String protocolError(SessionFailure failure, Opening at) {
        assertThat(failure).isInstanceOf(ProtocolError.class);
        assertThat(failure.stage()).isEqualTo(at.seenAs);
        return failure.detail();
    }

    @Test
    @DisplayName("N2a, R4a, Xa: nobody listens")
    void saysThatTheConnectionWasRefused() throws IOException {
        InetSocketAddress nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = (InetSocketAddress) socket.getLocalSocketAddress();
        }
        ConnectFailed opening = (ConnectFailed) open(SessionRequest.to(nobody, "me.example"));
        assertThat(opening.kind()).isEqualTo(ConnectFailure.REFUSED);
    }

    @Test
    void saysThatNobodyAcceptedInTime() throws IOException {
        // With its backlog full, Linux drops further SYNs.
        List<Socket> queued = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress address = (InetSocketAddress) full.getLocalSocketAddress();
            for (int i = 0; i < 2; i++) {
                queued.add(new Socket(address.getAddress(), address.getPort()));
            }
            ConnectFailed opening = (ConnectFailed)
                    open(SessionRequest.to(address, "me.example").with(IMPATIENT));
            assertThat(opening.kind()).isEqualTo(ConnectFailure.TIMEOUT);
        } finally {
            for (Socket socket : queued) {
                socket.close();
            }
        }
    }

    @Test
    void saysThatItCannotBind() throws IOException {
        SmtpPeer peer = start(inClear());
        ConnectFailed opening = (ConnectFailed) open(request(peer).from(InetAddress.getByName("192.0.2.1")));
        assertThat(opening.kind()).isEqualTo(ConnectFailure.LOCAL_ADDRESS);
    }

    @Test
    void bindsWhereTold() throws IOException {
        SmtpPeer peer = start(inClear());
        InetAddress local = InetAddress.getByName("127.0.0.44");
        SmtpSession session = ((StartTlsNotOffered) open(request(peer).from(local))).session();
        assertThat(peer.sessions().get(0).client().getAddress()).isEqualTo(local);
        result(session.quit());
    }

    @Test
    void classifiesWhatLoopbackCannotShow() {
        assertThat(NetworkErrors.connectFailed(new java.net.NoRouteToHostException("No route to host"))
                        .kind())
                .isEqualTo(ConnectFailure.UNREACHABLE);
        assertThat(NetworkErrors.connectFailed(new java.net.SocketException("Network is unreachable"))
                        .kind())
                .isEqualTo(ConnectFailure.UNREACHABLE);
        assertThat(NetworkErrors.connectFailed(new java.net.ConnectException("Connection timed out"))
                        .kind())
                .isEqualTo(ConnectFailure.TIMEOUT);
        assertThat(NetworkErrors.connectFailed(new java.net.SocketException("Connection reset"))
                        .kind())
                .isEqualTo(ConnectFailure.RESET);
        assertThat(NetworkErrors.connectFailed(new IOException()).kind()).isEqualTo(ConnectFailure.OTHER);
    }

    @ParameterizedTest(name = "greeted by [{0}]")
    @ValueSource(strings = {"220 mx", "421 busy"})
    void opensManyAtOnce(String greeting) {
        SmtpPeer peer = start(inClear().on(Stage.GREETING, Answer.reply(greeting)));
        Class<?> expected = greeting.startsWith("220") ? StartTlsNotOffered.class : GreetingRefused.class;
        List<CompletableFuture<SessionOpening>> openings = IntStream.range(0, 400)
                .mapToObj(i -> client.open(request(peer)))
                .toList();
        for (CompletableFuture<SessionOpening> opening : openings) {
            assertThat(result(opening)).isInstanceOf(expected);
            if (result(opening) instanceof StartTlsNotOffered open) {
                result(open.session().quit());
            }
        }
    }

    @Test
    void opensNothingOnceClosed() {
        SmtpPeer peer = start(inClear());
        result(client.close(Duration.ZERO));
        assertThat(((ConnectFailed) open(peer)).kind()).isEqualTo(ConnectFailure.CLIENT_CLOSED);
        assertThat(peer.sessions()).isEmpty();
    }

    @Test
    void closingEndsAnOpeningUnderWay() {
        SmtpPeer peer = start(inClear().on(Stage.GREETING, Answer.hang()));
        var opening = client.open(request(peer));
        await().until(() -> client.openConnections() == 1);
        result(client.close(Duration.ZERO));
        Broken broken = (Broken) result(opening);
        assertThat(((ConnectionLost) broken.failure()).loss()).isEqualTo(Loss.CLIENT_CLOSED);
        assertThat(broken.tls()).isEqualTo(Optional.empty());
    }
}
