package org.requiretls.james.mailets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import java.util.Map;
import org.apache.james.core.builder.MimeMessageBuilder;
import org.apache.mailet.base.test.FakeMail;
import org.apache.mailet.base.test.FakeMailetConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.tag.TlsRequirement;
import org.requiretls.james.tag.TlsRequirementCodec;

class SetTlsRequirementTest {

    @RegisterExtension
    final CapturedLog log = CapturedLog.of(SetTlsRequirement.class);

    @ParameterizedTest
    @CsvSource({
        "NONE,     required, REQUIRED",
        "NONE,     optional, OPTIONAL",
        "OPTIONAL, none,     NONE",
        "OPTIONAL, required, REQUIRED",
        "REQUIRED, required, REQUIRED",
        "REQUIRED, none,     REQUIRED",
        "REQUIRED, optional, REQUIRED",
    })
    @Covers("R8689-4.3-04")
    void neverLowersRequired(TlsRequirement before, String tag, TlsRequirement after) throws Exception {
        assertThat(serve(before, Map.of("tag", tag))).isEqualTo(after);
        assertThat(log.at(Level.WARN)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"none, NONE", "optional, OPTIONAL"})
    void lowersWithOverrideAndSaysSo(String tag, TlsRequirement after) throws Exception {
        assertThat(serve(TlsRequirement.REQUIRED, Map.of("tag", tag, "override", "true")))
                .isEqualTo(after);
        assertThat(log.at(Level.WARN)).singleElement().asString().contains("mail1", "REQUIRED", after.name());
    }

    @Test
    void overrideSaysNothingWhereNothingIsLowered() throws Exception {
        serve(TlsRequirement.NONE, Map.of("tag", "required", "override", "true"));

        assertThat(log.at(Level.WARN)).isEmpty();
    }

    @ParameterizedTest(name = "Content-Type: {0}")
    @CsvSource(delimiter = '|', textBlock = """
                    multipart/report; report-type=tlsrpt; boundary=x          | NONE
                    Multipart/Report; boundary=x; Report-Type="TLSRPT"        | NONE
                    multipart/report; report-type=delivery-status; boundary=x | REQUIRED
                    text/plain; x=tlsrpt                                      | REQUIRED
                    multipart/report; report-type="tlsrpt                     | REQUIRED
                    """)
    void aTlsReportIsNeverTaggedRequired(String contentType, TlsRequirement after) throws Exception {
        FakeMail mail = FakeMail.builder()
                .name("mail1")
                .mimeMessage(MimeMessageBuilder.mimeMessageBuilder().addHeader("Content-Type", contentType))
                .build();
        mailet(Map.of("tag", "required")).service(mail);

        assertThat(TlsRequirementCodec.read(mail)).isEqualTo(after);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "requierd", "Required"})
    void anUnknownTagStopsTheStart(String tag) {
        assertThatThrownBy(() -> mailet(Map.of("tag", tag)))
                .hasMessageContaining("'" + tag + "'")
                .hasMessageContaining("none, required, optional");
    }

    @Test
    void aMissingTagStopsTheStart() {
        assertThatThrownBy(() -> mailet(Map.of())).hasMessageContaining("<tag>");
    }

    @Test
    void anUnknownParameterStopsTheStart() {
        assertThatThrownBy(() -> mailet(Map.of("tag", "required", "overide", "true")))
                .hasMessageContaining("<overide>")
                .hasMessageContaining("[override, tag]");
    }

    @Test
    void anUnclearOverrideStopsTheStart() {
        assertThatThrownBy(() -> mailet(Map.of("tag", "none", "override", "ture")))
                .hasMessageContaining("<override> is 'ture'");
    }

    @Test
    void theParametersOfJamesAreKnown() throws Exception {
        mailet(Map.of("tag", "none", "onMailetException", "propagate", "onMatchException", "nomatch"));
    }

    private static TlsRequirement serve(TlsRequirement before, Map<String, String> parameters) throws Exception {
        FakeMail mail = FakeMail.builder()
                .name("mail1")
                .mimeMessage(MimeMessageBuilder.mimeMessageBuilder().setSubject("hello"))
                .build();
        TlsRequirementCodec.write(mail, before);
        mailet(parameters).service(mail);
        return TlsRequirementCodec.read(mail);
    }

    private static SetTlsRequirement mailet(Map<String, String> parameters) throws Exception {
        FakeMailetConfig.Builder config = FakeMailetConfig.builder().mailetName("SetTlsRequirement");
        parameters.forEach(config::setProperty);
        SetTlsRequirement mailet = new SetTlsRequirement();
        mailet.init(config.build());
        return mailet;
    }
}
