package org.requiretls.james.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.smtpclient.Envelope.Recipient;

/** Nothing that a sender or a configuration can name becomes more than one argument of one command. */
class EnvelopeTest {

    private static final InetSocketAddress SOMEWHERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 25);

    @Test
    void makesCommands() {
        Envelope envelope = new Envelope(
                "a@example.org",
                List.of("SIZE=10", "REQUIRETLS"),
                List.of(new Recipient("\"b >c\\\" d\"@example.net", List.of("NOTIFY=NEVER", "ORCPT=rfc822;b+2Bc@x"))));
        assertThat(envelope.mailCommand()).isEqualTo("MAIL FROM:<a@example.org> SIZE=10 REQUIRETLS");
        assertThat(envelope.recipients().get(0).command())
                .isEqualTo("RCPT TO:<\"b >c\\\" d\"@example.net> NOTIFY=NEVER ORCPT=rfc822;b+2Bc@x");
        assertThat(new Envelope("", List.of(), List.of(Recipient.of("b@c"))).mailCommand())
                .isEqualTo("MAIL FROM:<>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@b>\r\nDATA",
                "a@b\nx",
                "a@b\u0000",
                "a@b\u0085",
                "a@b> BODY=8BITMIME",
                "a b@c",
                "a<b@c",
                "\"a\rb\"@c",
                "\"a\\\nb\"@c",
                "\"a@b",
                "\"a\\"
            })
    void refusesAddressesThatWouldEndEarly(String address) {
        assertThatThrownBy(() -> Recipient.of(address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> new Envelope(address, List.of(), List.of(Recipient.of("b@c"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SIZE=", "SIZE=1 X", "SIZE=1=2", "-X", "X\r\nDATA", "BODY=8BIT\u0007", "RET=\u0085"})
    void refusesParametersThatAreNone(String parameter) {
        assertThatThrownBy(() -> new Recipient("b@c", List.of(parameter))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Envelope("a@b", List.of(parameter), List.of(Recipient.of("b@c"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void leavesAsciiOnlyWithSmtpUtf8() {
        List<Recipient> beyond = List.of(Recipient.of("jürgen@example.net"));
        assertThatThrownBy(() -> new Envelope("a@b", List.of(), beyond))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SMTPUTF8");
        assertThatCode(() -> new Envelope("a@b", List.of("smtputf8"), beyond)).doesNotThrowAnyException();
    }

    @Test
    void isForSomebody() {
        assertThatThrownBy(() -> new Envelope("a@b", List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Recipient.of("")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\r\nMAIL FROM:<>", "a\u0000", "müller"})
    void refusesEhloNamesThatAreNone(String name) {
        assertThatThrownBy(() -> SessionRequest.to(SOMEWHERE, name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesRequestsThatCannotBeCarriedOut() {
        SessionRequest request = SessionRequest.to(SOMEWHERE, "[127.0.0.1]");
        assertThatThrownBy(() -> request.withServerName("mx.example.net."))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SessionRequest.to(InetSocketAddress.createUnresolved("mx", 25), "me"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void waitsNeitherForNothingNorForEver() {
        assertThatThrownBy(() -> SmtpTimeouts.DEFAULT.withConnect(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SmtpTimeouts.DEFAULT.withTransaction(Duration.ofDays(2)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(SmtpTimeouts.DEFAULT.atMost(Duration.ofMinutes(3)).data()).isEqualTo(Duration.ofMinutes(2));
        assertThat(SmtpTimeouts.DEFAULT.atMost(Duration.ofMinutes(1)).data()).isEqualTo(Duration.ofMinutes(1));
    }
}
