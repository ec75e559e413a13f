package org.requiretls.james.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.util.Properties;
import javax.mail.MessagingException;
import javax.mail.Session;
import javax.mail.internet.MimeMessage;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.HookReturnCode;
import org.apache.james.server.core.MailImpl;
import org.apache.james.server.core.MimeMessageSource;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.Test;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.tag.TlsRequirement;
import org.requiretls.james.tag.TlsRequirementCodec;

class MessageTaggerTest {

    private final MessageTagger tagger = new MessageTagger();
    private final SMTPSession session = FakeSession.insideTls();

    @Test
    @Covers("R8689-4.1-10")
    void r8689_4_1_10AForgedTagIsTakenOff() throws Exception {
        MailImpl mail = mail(message("From: a@b\r\n\r\n"));
        TlsRequirementCodec.write(mail, TlsRequirement.OPTIONAL);

        assertThat(tagger.tag(session, mail)).isEqualTo(HookResult.DECLINED);
        assertThat(TlsRequirementCodec.read(mail)).isEqualTo(TlsRequirement.NONE);
    }

    @Test
    @Covers("R8689-4.1-03")
    void r8689_4_1_03TheParameterOutranksAForgedTagAndTheHeader() throws Exception {
        MailImpl mail = mail(message("TLS-Required: No\r\n\r\n"));
        mail.setAttribute(new Attribute(TlsRequirementCodec.ATTRIBUTE, AttributeValue.of("optional")));
        SessionNotes.tlsRequested(session);

        assertThat(tagger.tag(session, mail)).isEqualTo(HookResult.DECLINED);
        assertThat(TlsRequirementCodec.read(mail)).isEqualTo(TlsRequirement.REQUIRED);
    }

    @Test
    void anUnreadableHeaderIsAnsweredWith451AndLeavesNoTag() throws Exception {
        MailImpl mail = unreadableMail();
        TlsRequirementCodec.write(mail, TlsRequirement.OPTIONAL);

        HookResult result = tagger.tag(session, mail);

        assertThat(result.getResult()).isEqualTo(HookReturnCode.denySoft());
        assertThat(result.getSmtpRetCode()).isEqualTo("451");
        assertThat(result.getSmtpDescription()).startsWith("4.3.0 ");
        assertThat(TlsRequirementCodec.read(mail)).isEqualTo(TlsRequirement.NONE);
    }

    /** Over LMTP James ignores what the hook answers; the tag has to be there all the same. */
    @Test
    void r8689_2_09AnUnreadableHeaderDoesNotCostTheRequiredTag() throws Exception {
        MailImpl mail = unreadableMail();
        SessionNotes.tlsRequested(session);

        assertThat(tagger.tag(session, mail)).isEqualTo(HookResult.DECLINED);
        assertThat(TlsRequirementCodec.read(mail)).isEqualTo(TlsRequirement.REQUIRED);
    }

    @Test
    void r8689_4_1_01ATagThatCannotBeWrittenStopsTheMessage() {
        Mail mail = (Mail) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Mail.class}, (proxy, method, arguments) -> {
                    throw new IllegalStateException("no room");
                });
        SessionNotes.tlsRequested(session);

        assertThatThrownBy(() -> tagger.tag(session, mail)).hasMessage("no room");
    }

    @Test
    void r8689_2_11ARequestThatIsNotInsideTlsAnyMoreIsRefusedAndStillTagged() throws Exception {
        for (SMTPSession unprotected : java.util.List.of(FakeSession.inClearText(), FakeSession.duringHandshake())) {
            MailImpl mail = mail(message("From: a@b\r\n\r\n"));
            SessionNotes.tlsRequested(unprotected);

            HookResult result = tagger.tag(unprotected, mail);

            assertThat(result.getResult()).isEqualTo(HookReturnCode.deny());
            assertThat(result.getSmtpRetCode()).isEqualTo("530");
            assertThat(TlsRequirementCodec.read(mail)).isEqualTo(TlsRequirement.REQUIRED);
        }
    }

    private static MailImpl mail(MimeMessage message) throws Exception {
        return MailImpl.builder()
                .name("m1")
                .sender("a@b.example")
                .mimeMessage(message)
                .build();
    }

    private static MimeMessage message(String text) throws MessagingException {
        return new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    }

    /** As James makes it at the end of DATA, on a disk that fails. */
    private static MailImpl unreadableMail() throws Exception {
        MailImpl mail = MailImpl.builder().name("m1").sender("a@b.example").build();
        mail.setMessageContent(new MimeMessageSource() {
            @Override
            public String getSourceId() {
                return "m1";
            }

            @Override
            public InputStream getInputStream() throws IOException {
                throw new IOException("disk is gone");
            }

            @Override
            public long getMessageSize() {
                return 0;
            }
        });
        return mail;
    }
}
