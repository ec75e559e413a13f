package org.requiretls.james.mailets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.requiretls.james.tag.TlsRequirement.NONE;
import static org.requiretls.james.tag.TlsRequirement.OPTIONAL;
import static org.requiretls.james.tag.TlsRequirement.REQUIRED;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.server.core.MailImpl;
import org.apache.james.util.MimeMessageUtil;
import org.apache.mailet.Mail;
import org.apache.mailet.Mailet;
import org.apache.mailet.MailetContext;
import org.apache.mailet.base.GenericMailet;
import org.apache.mailet.base.test.FakeMail;
import org.apache.mailet.base.test.FakeMailContext;
import org.apache.mailet.base.test.FakeMailContext.SentMail;
import org.apache.mailet.base.test.FakeMailetConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.tag.TlsRequirement;
import org.requiretls.james.tag.TlsRequirementCodec;

class CarryTlsRequirementTest {

    private static final String SECRET = "the secret line of the body";
    private static final String ORIGINAL =
            "From: alice@a.test\r\nTo: bob@b.test\r\nSubject: hello\r\n\r\n" + SECRET + "\r\n";

    private final FakeMailContext james =
            FakeMailContext.builder().postmaster(address("postmaster@b.test")).build();

    /** A carried mailet, for a test. */
    private interface Step {
        void serve(Mail mail, MailetContext context) throws Exception;
    }

    static Stream<Step> everyWayToSend() {
        return Stream.of(
                (mail, context) -> context.sendMail(message()),
                (mail, context) -> context.sendMail(address("bob@b.test"), List.of(address("c@c.test")), message()),
                (mail, context) ->
                        context.sendMail(address("bob@b.test"), List.of(address("c@c.test")), message(), "relay"),
                (mail, context) -> context.sendMail(bareCopy(mail)),
                (mail, context) -> context.sendMail(bareCopy(mail), "relay"),
                (mail, context) -> context.sendMail(bareCopy(mail), 1, TimeUnit.SECONDS),
                (mail, context) -> context.sendMail(bareCopy(mail), "relay", 1, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @MethodSource("everyWayToSend")
    @Covers({"R8689-6-01", "R8689-6-02"})
    void whateverIsSentInheritsTheTag(Step step) throws Exception {
        for (TlsRequirement tag : TlsRequirement.values()) {
            james.resetSentMails();
            serve(mail(tag), step);

            assertThat(onlySent()).isEqualTo(tag);
        }
    }

    @Test
    void whatIsSentGoesToTheStateAndTheRecipientsThatWereAskedFor() throws Exception {
        serve(
                mail(REQUIRED),
                (mail, context) ->
                        context.sendMail(address("bob@b.test"), List.of(address("c@c.test")), message(), "relay"));
        serve(mail(REQUIRED), (mail, context) -> context.sendMail(message()));

        SentMail first = james.getSentMails().get(0);
        SentMail second = james.getSentMails().get(1);
        assertThat(first.getState()).isEqualTo("relay");
        assertThat(first.getSender()).isEqualTo(address("bob@b.test"));
        assertThat(first.getRecipients()).containsExactly(address("c@c.test"));
        assertThat(second.getSender()).isEqualTo(address("from@b.test"));
        assertThat(second.getRecipients()).containsExactly(address("to@c.test"));
    }

    @ParameterizedTest
    @EnumSource(TlsRequirement.class)
    void theMailItselfDoesNotLoseItsTag(TlsRequirement tag) throws Exception {
        Mail mail = mail(tag);

        serve(mail, (served, context) -> served.removeAllAttributes());

        assertThat(TlsRequirementCodec.read(mail)).isEqualTo(tag);
    }

    @Test
    void aTagTakenOffBeforeSendingIsInheritedAllTheSame() throws Exception {
        serve(mail(REQUIRED), (served, context) -> {
            served.removeAllAttributes();
            context.sendMail(bareCopy(served));
        });

        assertThat(onlySent()).isEqualTo(REQUIRED);
    }

    @Test
    void aMailetThatFailsLeavesTheTag() throws Exception {
        Mail mail = mail(REQUIRED);

        assertThatThrownBy(() -> serve(mail, (served, context) -> {
                    served.removeAllAttributes();
                    throw new MessagingException("full disk");
                }))
                .hasMessage("full disk");
        assertThat(TlsRequirementCodec.read(mail)).isEqualTo(REQUIRED);
    }

    @Test
    void aDamagedTagIsInheritedAsRequired() throws Exception {
        Mail mail = mail(NONE);
        mail.setAttribute(new org.apache.mailet.Attribute(
                TlsRequirementCodec.ATTRIBUTE, org.apache.mailet.AttributeValue.of("requ")));

        serve(mail, (served, context) -> context.sendMail(bareCopy(served)));

        assertThat(onlySent()).isEqualTo(REQUIRED);
    }

    @Test
    @Timeout(30)
    void mailsServedAtOnceDoNotMixTheirTags() throws Exception {
        CountDownLatch bothInService = new CountDownLatch(2);
        Mailet mailet = mailet((mail, context) -> {
            bothInService.countDown();
            bothInService.await();
            context.sendMail(bareCopy(mail), "state-" + mail.getName());
        });
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> runs = new ArrayList<>();
            for (TlsRequirement tag : List.of(REQUIRED, NONE)) {
                Mail mail = mail(tag);
                mail.setName(tag.name());
                runs.add(threads.submit(() -> {
                    mailet.service(mail);
                    return null;
                }));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(james.getSentMails())
                .hasSize(2)
                .allSatisfy(sent -> assertThat(sent.getState()).isEqualTo("state-" + tagOf(sent)));
    }

    @Test
    @Timeout(30)
    void aMailSentFromAnotherThreadInheritsToo() throws Exception {
        serve(mail(REQUIRED), (mail, context) -> {
            Thread other = new Thread(() -> {
                try {
                    context.sendMail(bareCopy(mail));
                } catch (MessagingException e) {
                    throw new IllegalStateException(e);
                }
            });
            other.start();
            other.join();
        });

        assertThat(onlySent()).isEqualTo(REQUIRED);
    }

    @Test
    @Covers({"R8689-5-02", "R8689-5-03"})
    void aTaggedMailIsBouncedWithItsHeaderOnly() throws Exception {
        serve(mail(REQUIRED), (mail, context) -> context.bounce(mail, "550 5.2.2 mailbox full"));

        SentMail bounce = james.getSentMails().get(0);
        assertThat(tagOf(bounce)).isEqualTo(REQUIRED);
        assertThat(MaybeSender.of(bounce.getSender()).isNullSender()).isTrue();
        assertThat(bounce.getRecipients()).containsExactly(address("alice@a.test"));
        assertThat(text(bounce.getMsg()))
                .contains("550 5.2.2 mailbox full", "Subject: hello")
                .doesNotContain(SECRET);
        assertThat(james.getBouncedMails()).isEmpty();
    }

    @Test
    void anUntaggedMailIsBouncedByJames() throws Exception {
        serve(mail(NONE), (mail, context) -> context.bounce(mail, "550 5.2.2 mailbox full"));

        assertThat(james.getBouncedMails()).hasSize(1);
        assertThat(james.getSentMails()).isEmpty();
    }

    @Test
    void aMailWithoutASenderIsNotBounced() throws Exception {
        Mail mail = mail(REQUIRED);
        ((MailImpl) mail).setSender(null);

        serve(mail, (served, context) -> context.bounce(served, "550 5.2.2 mailbox full"));

        assertThat(james.getSentMails()).isEmpty();
        assertThat(james.getBouncedMails()).isEmpty();
    }

    @Test
    @Covers({"R8689-5-10", "R8689-3-06"})
    void anAnswerToAnOptionalMailAsksForDeliveryToo() throws Exception {
        Mail mail = mail(OPTIONAL, "TLS-Required: No\r\n" + ORIGINAL);

        serve(mail, (served, context) -> context.sendMail(message()));
        serve(mail, (served, context) -> context.sendMail(bareCopy(served)));

        assertThat(james.getSentMails())
                .hasSize(2)
                .allSatisfy(sent ->
                        assertThat(sent.getMsg().getHeader("TLS-Required")).containsExactly("No"));
    }

    /** RecipientRewriteTable, for one, logs a failure to send, and takes the mail for sent. */
    @Test
    void aHeaderThatCannotBeReadDoesNotKeepAMailFromBeingSent() throws Exception {
        // Not a MailImpl, which would copy the message and mend it by that.
        Mail mail = FakeMail.builder()
                .name("original")
                .sender("alice@a.test")
                .recipient("bob@b.test")
                .mimeMessage(new MimeMessage(message("TLS-Required: No\r\n" + ORIGINAL)) {
                    @Override
                    public Enumeration<String> getMatchingHeaderLines(String[] names) throws MessagingException {
                        throw new MessagingException("planted");
                    }
                })
                .build();
        TlsRequirementCodec.write(mail, OPTIONAL);
        Mail heir = bareCopy(mail(NONE));

        serve(mail, (served, context) -> context.sendMail(heir));

        assertThat(onlySent()).isEqualTo(OPTIONAL);
    }

    @Test
    void theCarriedMailetGetsItsNameAndItsParameters() throws Exception {
        List<String> seen = new ArrayList<>();
        CarryTlsRequirement mailet = new CarryTlsRequirement(config -> {
            config.getInitParameterNames().forEachRemaining(seen::add);
            seen.add(config.getMailetName());
            seen.add(config.getInitParameter("forwardTo"));
            seen.add(String.valueOf(config.getInitParameter("around")));
            return new Carried((mail, context) -> {});
        });
        mailet.init(config(Map.of("around", " Forward ", "forwardTo", "c@c.test")));

        assertThat(seen).containsExactly("forwardTo", "Forward", "c@c.test", "null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void aMissingNameStopsTheStart(String around) {
        assertThatThrownBy(() -> started(Map.of("around", around))).hasMessageContaining("<around> is missing");
        assertThatThrownBy(() -> started(Map.of())).hasMessageContaining("<around> is missing");
    }

    @Test
    void aMailetOfTheBundleIsNotCarried() {
        assertThatThrownBy(() -> started(Map.of("around", "org.requiretls.james.mailets.SetTlsRequirement")))
                .hasMessageContaining("knows the tag by itself");
    }

    private void serve(Mail mail, Step step) throws Exception {
        mailet(step).service(mail);
    }

    private Mailet mailet(Step step) throws MessagingException {
        CarryTlsRequirement mailet = new CarryTlsRequirement(config -> {
            Mailet carried = new Carried(step);
            carried.init(config);
            return carried;
        });
        mailet.init(config(Map.of("around", "Step")));
        return mailet;
    }

    private void started(Map<String, String> parameters) throws MessagingException {
        new CarryTlsRequirement(config -> new Carried((mail, context) -> {})).init(config(parameters));
    }

    private FakeMailetConfig config(Map<String, String> parameters) {
        FakeMailetConfig.Builder config =
                FakeMailetConfig.builder().mailetName("CarryTlsRequirement").mailetContext(james);
        parameters.forEach(config::setProperty);
        return config.build();
    }

    private TlsRequirement onlySent() {
        assertThat(james.getSentMails()).hasSize(1);
        return tagOf(james.getSentMails().get(0));
    }

    private static TlsRequirement tagOf(SentMail sent) {
        return Optional.ofNullable(sent.getAttributes().get(TlsRequirementCodec.ATTRIBUTE))
                .map(attribute -> TlsRequirement.valueOf(
                        attribute.getValue().value().toString().toUpperCase(java.util.Locale.ROOT)))
                .orElse(NONE);
    }

    private static MailImpl mail(TlsRequirement tag) throws Exception {
        return mail(tag, ORIGINAL);
    }

    private static MailImpl mail(TlsRequirement tag, String text) throws Exception {
        MailImpl mail = MailImpl.builder()
                .name("original")
                .sender("alice@a.test")
                .addRecipient("bob@b.test")
                .mimeMessage(message(text))
                .build();
        TlsRequirementCodec.write(mail, tag);
        return mail;
    }

    /** What stock mailets make: the message, and none of the attributes. */
    private static MailImpl bareCopy(Mail mail) throws MessagingException {
        return MailImpl.builder()
                .name("copy")
                .sender(mail.getMaybeSender())
                .addRecipient("c@c.test")
                .mimeMessage(mail.getMessage())
                .build();
    }

    private static MimeMessage message() throws MessagingException {
        return message("From: from@b.test\r\nTo: to@c.test, to@c.test\r\nSubject: out of office\r\n\r\nNot here.\r\n");
    }

    private static MimeMessage message(String text) throws MessagingException {
        try {
            return MimeMessageUtil.mimeMessageFromBytes(text.getBytes(StandardCharsets.UTF_8));
        } catch (Exception e) {
            throw new MessagingException("no message", e);
        }
    }

    private static String text(MimeMessage message) throws Exception {
        return MimeMessageUtil.asString(message);
    }

    private static MailAddress address(String text) {
        try {
            return new MailAddress(text);
        } catch (Exception e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static final class Carried extends GenericMailet {

        private final Step step;

        Carried(Step step) {
            this.step = step;
        }

        @Override
        public void service(Mail mail) throws MessagingException {
            try {
                step.serve(mail, getMailetContext());
            } catch (MessagingException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
