package org.requiretls.james.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.delivery.DeliveryParts.BOB;
import static org.requiretls.james.delivery.DeliveryParts.EVE;
import static org.requiretls.james.delivery.DeliveryParts.address;
import static org.requiretls.james.delivery.DeliveryParts.mail;
import static org.requiretls.james.delivery.DeliveryParts.mailFrom;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Properties;
import javax.mail.Session;
import javax.mail.internet.MimeMessage;
import org.apache.james.server.core.MailImpl;
import org.apache.james.transport.mailets.remote.delivery.DeliveryRetriesHelper;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.DsnParameters.EnvId;
import org.apache.mailet.DsnParameters.Notify;
import org.apache.mailet.DsnParameters.RecipientDsnParameters;
import org.apache.mailet.DsnParameters.Ret;
import org.apache.mailet.Mail;
import org.apache.mailet.base.test.FakeMailContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.requiretls.james.hop.OutgoingMessage;
import org.requiretls.james.hop.OutgoingMessage.Recipient;
import org.requiretls.james.policy.MessageTag;
import org.requiretls.james.tag.TlsRequirement;

@DisplayName("From a mail of James to the message on the wire")
class OutgoingMailTest {

    private static OutgoingMessage translated(Mail mail) {
        return OutgoingMail.of(mail, FakeMailContext.defaultContext());
    }

    @ParameterizedTest(name = "{0} from <{1}>: {2}")
    @CsvSource({
        "NONE, alice@sender.test, NONE",
        "NONE, '', NONE",
        "OPTIONAL, alice@sender.test, NO",
        "OPTIONAL, '', NO",
        "REQUIRED, alice@sender.test, REQUIRETLS",
        "REQUIRED, '', DSN"
    })
    @DisplayName("R8689-5: a tagged mail with an empty sender is a notification")
    void tags(TlsRequirement requirement, String sender, MessageTag tag) {
        OutgoingMessage message = translated(mailFrom(sender, requirement, BOB));

        assertThat(message.tag()).isEqualTo(tag);
        assertThat(message.reversePath()).isEqualTo(sender);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"bob@[192.0.2.1], [192.0.2.1]", "bob@192.0.2.example, 192.0.2.example"})
    @DisplayName("Address literals keep their brackets, names do not get any")
    void addressLiterals(String recipient, String domain) {
        OutgoingMessage message = translated(mail(recipient));

        assertThat(message.domain()).isEqualTo(domain);
        assertThat(message.recipients()).containsExactly(new Recipient("bob@" + domain, List.of()));
    }

    @Test
    @DisplayName("A recipient that is there twice is asked for once")
    void duplicates() {
        assertThat(translated(mail(BOB, EVE, BOB)).recipients())
                .extracting(Recipient::address)
                .containsExactlyInAnyOrder(BOB, EVE);
    }

    @Test
    @DisplayName("Mail for a gateway names the domains that it is for")
    void severalDomains() {
        assertThat(translated(mail(BOB, "c@two.test")).domain()).isEqualTo("one.test,two.test");
        assertThat(translated(mail(BOB, "c@two.test", "d@three.test", "e@four.test"))
                        .domain())
                .endsWith(",…");
    }

    @Test
    @DisplayName("Attempts count from the first failure of this mail, not of the one that it was copied from")
    void earlierAttempts() {
        MailImpl mail = mail(BOB);
        mail.setAttribute(DeliveryRetriesHelper.makeAttribute(4));
        assertThat(translated(mail).earlierAttempts()).isZero();

        mail.setState(Mail.ERROR);
        assertThat(translated(mail).earlierAttempts()).isEqualTo(4);
    }

    @Test
    @DisplayName("RFC 3461: RET, ENVID, NOTIFY and ORCPT as they were, in xtext")
    void dsnParameters() {
        MailImpl mail = mail(BOB);
        mail.setDsnParameters(DsnParameters.builder()
                .ret(Ret.HDRS)
                .envId(EnvId.of("a+2Bb"))
                .addRcptParameter(
                        address(BOB), RecipientDsnParameters.of(EnumSet.of(Notify.NEVER), address("o@x.test")))
                .build()
                .orElseThrow());

        OutgoingMessage message = translated(mail);

        assertThat(message.dsnParameters()).containsExactly("RET=HDRS", "ENVID=a+2Bb");
        assertThat(message.recipients().get(0).dsnParameters())
                .containsExactly("NOTIFY=NEVER", "ORCPT=rfc822;o@x.test");
    }

    @Test
    @DisplayName("8-bit content is seen as such and converted to 7 bit on demand; the mail stays as it is")
    void content() throws Exception {
        MailImpl mail = mail(BOB);
        String text = "Message-ID: <it@sender.test>\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\n"
                + "Content-Transfer-Encoding: 8bit\r\n\r\n\u00e9\r\n";
        mail.setMessage(new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
        OutgoingMessage message = translated(mail);

        assertThat(message.content().traits().eightBit()).isTrue();
        try (InputStream converted = message.content().as7Bit()) {
            assertThat(new String(converted.readAllBytes(), StandardCharsets.ISO_8859_1))
                    .contains("=C3=A9")
                    .contains("Message-ID: <it@sender.test>\r\n")
                    .matches("\\p{ASCII}*");
        }
        try (InputStream original = message.content().asItIs()) {
            assertThat(new String(original.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("\u00e9");
        }
    }
}
