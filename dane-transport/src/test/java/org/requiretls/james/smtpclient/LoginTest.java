package org.requiretls.james.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.smtp.Answer;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;
import org.requiretls.james.lab.smtp.Stage;
import org.requiretls.james.smtpclient.Envelope.Recipient;
import org.requiretls.james.smtpclient.LoginResult.Failed;
import org.requiretls.james.smtpclient.LoginResult.LoggedIn;
import org.requiretls.james.smtpclient.LoginResult.NoCommonMechanism;
import org.requiretls.james.smtpclient.LoginResult.Refused;
import org.requiretls.james.smtpclient.SessionFailure.ConnectionLost;
import org.requiretls.james.smtpclient.SessionFailure.Loss;
import org.requiretls.james.smtpclient.SessionFailure.ProtocolError;

@DisplayName("AUTH (RFC 4954)")
class LoginTest extends ClientAgainstPeers {

    private static final Login LOGIN = new Login("j\u00fcrgen", "se cret");

    /** The peer knows no AUTH: what it does not know can be answered by script. */
    private static SmtpPeerBuilder offering(String auth, Answer... answers) {
        return inClear().keywords("PIPELINING", auth).on(Stage.UNKNOWN, Answer.inTurn(answers));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private LoginResult logInTo(SmtpPeer peer) {
        SmtpSession session = openInClear(peer);
        LoginResult result = result(session.login(LOGIN));
        result(session.quit());
        return result;
    }

    private static List<String> said(SmtpPeer peer) {
        List<String> lines = peer.sessions().get(0).commandLines();
        return lines.subList(1, lines.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTH PLAIN", "AUTH LOGIN PLAIN", "auth cram-md5 plain login", "AUTH  LOGIN  PLAIN"})
    void saysAllAtOnceByPlain(String auth) {
        SmtpPeer peer = start(offering(auth, Answer.reply("235 2.7.0 welcome")));

        assertThat(logInTo(peer)).isInstanceOf(LoggedIn.class);
        assertThat(said(peer)).containsExactly("AUTH PLAIN " + base64("\0j\u00fcrgen\0se cret"), "QUIT");
    }

    @Test
    void answersTheQuestionsOfLogin() {
        SmtpPeer peer = start(offering(
                "AUTH LOGIN",
                Answer.reply("334 " + base64("Username:")),
                Answer.reply("334 " + base64("Password:")),
                Answer.reply("235 2.7.0 welcome")));

        assertThat(logInTo(peer)).isInstanceOf(LoggedIn.class);
        assertThat(said(peer)).containsExactly("AUTH LOGIN", base64("j\u00fcrgen"), base64("se cret"), "QUIT");
    }

    @Test
    void logsInOnceAndThenSends() {
        SmtpPeer peer = start(offering("AUTH PLAIN", Answer.reply("235 2.7.0 welcome")));
        SmtpSession session = openInClear(peer);

        assertThat(result(session.login(LOGIN))).isInstanceOf(LoggedIn.class);
        assertThat(result(session.login(LOGIN))).isInstanceOf(LoggedIn.class);
        result(session.send(
                new Envelope("a@x", List.of(), List.of(Recipient.of("b@x"))), MessageContent.of(new byte[0])));
        result(session.quit());

        assertThat(peer.sessions().get(0).verbs()).containsExactly("EHLO", "AUTH", "MAIL", "RCPT", "DATA", "QUIT");
        assertThat(peer.messages()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "535 5.7.8 wrong",
                "534 5.7.9 too weak",
                "454 4.7.0 trouble",
                "530 5.7.0 TLS first",
                "538 5.7.11 encrypt",
                "504 5.5.4 what",
                "421 4.3.2 leaving"
            })
    void tellsARefusal(String reply) {
        SmtpPeer peer = start(offering("AUTH PLAIN", Answer.reply(reply)));

        assertThat(((Refused) logInTo(peer)).reply()).hasToString(reply);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTH", "AUTH CRAM-MD5 GSSAPI", "AUTH=PLAIN", "NOAUTH PLAIN"})
    void saysNothingWhereThereIsNoCommonMechanism(String auth) {
        SmtpPeer peer = start(offering(auth, Answer.reply("235 2.7.0 welcome")));

        assertThat(logInTo(peer)).isInstanceOf(NoCommonMechanism.class);
        assertThat(said(peer)).containsExactly("QUIT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"250 2.0.0 ok", "354 go on", "220 hello", "235-a\r\n334 b", "nonsense"})
    void bearsNoOtherReply(String reply) {
        SmtpPeer peer = start(offering("AUTH PLAIN", Answer.reply(reply)));

        assertThat(((Failed) logInTo(peer)).failure()).isInstanceOf(ProtocolError.class);
    }

    @Test
    void bearsNoEndOfQuestions() {
        SmtpPeer peer = start(offering("AUTH LOGIN PLAIN", Answer.reply("334 more")));

        assertThat(((Failed) logInTo(peer)).failure().detail()).contains("asks on");
        assertThat(said(peer)).hasSize(1);
    }

    @Test
    void doesNotWaitForEver() {
        SmtpPeer peer = start(offering("AUTH PLAIN", Answer.hang()));
        SmtpSession session =
                ((SessionOpening.InClear) open(request(peer).with(TlsMode.NEVER).with(IMPATIENT))).session();

        SessionFailure failure = ((Failed) result(session.login(LOGIN))).failure();

        assertThat(failure.stage()).isEqualTo(SmtpStage.AUTH);
        assertThat(((ConnectionLost) failure).loss()).isEqualTo(Loss.TIMEOUT);
    }

    @Test
    void neverShowsThePassword() {
        assertThat(LOGIN.toString()).contains("j\u00fcrgen").doesNotContain("se cret");
        assertThatThrownBy(() -> new Login("me", "se\0cret")).hasMessageNotContaining("cret");
        assertThatThrownBy(() -> new Login("", "secret")).hasMessageContaining("user name");
    }
}
