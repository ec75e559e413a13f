package org.requiretls.james.mailets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.james.core.builder.MimeMessageBuilder;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.apache.mailet.ProcessingState;
import org.apache.mailet.base.test.FakeMail;
import org.apache.mailet.base.test.FakeMailetConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.failure.DeliveryFailure;
import org.requiretls.james.failure.DeliveryFailureCodec;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.status.EnhancedStatus;
import org.requiretls.james.tag.TlsRequirement;
import org.requiretls.james.tag.TlsRequirementCodec;

class EndOfPromiseTest {

    private static final String MARKER = "the secret plan";

    @RegisterExtension
    final CapturedLog log = CapturedLog.of(EndOfPromise.class);

    private static Mail mail(TlsRequirement tag) throws Exception {
        return mail(FakeMail.builder().name("mail1").sender("alice@example.org"), tag);
    }

    private static Mail mail(FakeMail.Builder builder, TlsRequirement tag) throws Exception {
        Mail mail = builder.recipient("pager@example.org")
                .state("transport")
                .mimeMessage(MimeMessageBuilder.mimeMessageBuilder()
                        .setSubject("About the plan")
                        .setText(MARKER))
                .build();
        TlsRequirementCodec.write(mail, tag);
        return mail;
    }

    private static EndOfPromise mailet(Map<String, String> parameters) throws Exception {
        FakeMailetConfig.Builder config = FakeMailetConfig.builder().mailetName("EndOfPromise");
        parameters.forEach(config::setProperty);
        EndOfPromise mailet = new EndOfPromise();
        mailet.init(config.build());
        return mailet;
    }

    @ParameterizedTest
    @ValueSource(strings = {"refuse", "letGo"})
    void otherMailGoesOnWithoutAWord(String required) throws Exception {
        for (TlsRequirement tag : new TlsRequirement[] {TlsRequirement.NONE, TlsRequirement.OPTIONAL}) {
            Mail mail = mail(tag);
            mailet(Map.of("required", required)).service(mail);

            assertThat(mail.getState()).isEqualTo("transport");
            assertThat(TlsRequirementCodec.read(mail)).isEqualTo(tag);
        }
        assertThat(log.at(Level.WARN)).isEmpty();
        assertThat(log.at(Level.INFO)).isEmpty();
    }

    @ParameterizedTest(name = "to {0}")
    @CsvSource({"bounces, bounces", "failures, failures", ", bounces"})
    @Covers("S-RED-02")
    void s_red_02TaggedMailIsRefusedAndStaysTagged(String configured, String expected) throws Exception {
        EndOfPromise mailet = mailet(
                configured == null
                        ? Map.of("required", "refuse")
                        : Map.of("required", "refuse", "processor", configured));
        Mail mail = mail(TlsRequirement.REQUIRED);
        mailet.service(mail);

        assertThat(mail.getState()).isEqualTo(expected);
        assertThat(mailet.requiredProcessingState()).containsExactly(new ProcessingState(expected));
        assertThat(TlsRequirementCodec.read(mail)).isEqualTo(TlsRequirement.REQUIRED);
        DeliveryFailure failure = DeliveryFailureCodec.read(mail, EnhancedStatus.UNDEFINED_PERMANENT);
        assertThat(failure.status()).hasToString("5.7.10");
        assertThat(failure.diagnosticText()).startsWith("550 5.7.10 Encryption needed");
        assertThat(failure.remoteHost()).isEmpty();
    }

    @Test
    @Covers("S-RED-02")
    void s_red_02OrThePromiseEndsWithALineInTheLog() throws Exception {
        EndOfPromise mailet = mailet(Map.of("required", "letGo"));
        Mail mail = mail(TlsRequirement.REQUIRED);
        mailet.service(mail);

        assertThat(mail.getState()).isEqualTo("transport");
        assertThat(mailet.requiredProcessingState()).isEmpty();
        assertThat(log.at(Level.WARN))
                .singleElement()
                .asString()
                .contains("mail1", "alice@example.org", "pager@example.org", "the promise ends here");
    }

    /** RFC 8689 section 5: what cannot be bounced must not be lost, and must not quote what is protected. */
    @Test
    @Covers("R8689-5-07")
    void aNotificationGoesOnWithoutContent() throws Exception {
        Mail mail = mail(FakeMail.builder().name("mail1"), TlsRequirement.REQUIRED);
        mailet(Map.of("required", "refuse")).service(mail);

        assertThat(mail.getState()).isEqualTo("transport");
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        mail.getMessage().writeTo(octets);
        assertThat(octets.toString(StandardCharsets.UTF_8)).doesNotContain(MARKER);
    }

    @Test
    void aDamagedTagIsRefusedToo() throws Exception {
        Mail mail = mail(TlsRequirement.NONE);
        mail.setAttribute(new Attribute(TlsRequirementCodec.ATTRIBUTE, AttributeValue.of(17)));
        mailet(Map.of("required", "refuse")).service(mail);

        assertThat(mail.getState()).isEqualTo("bounces");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "required=,                    'has to be refuse or letGo'",
        "required=deny,                'has to be refuse or letGo'",
        "processor=bounces,            'has to be refuse or letGo'",
        "required=refuse;requred=x,    'unknown parameter <requred>'"
    })
    void aSlipInTheConfigurationStopsTheStart(String parameters, String complaint) {
        Map<String, String> read = Arrays.stream(parameters.split(";"))
                .map(each -> each.split("=", 2))
                .collect(Collectors.toMap(each -> each[0], each -> each[1]));

        assertThatThrownBy(() -> mailet(read)).hasMessageContaining(complaint);
    }
}
