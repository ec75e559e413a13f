package org.requiretls.james.mailets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.apache.james.core.builder.MimeMessageBuilder;
import org.apache.mailet.base.test.FakeMail;
import org.apache.mailet.base.test.FakeMailetConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.session.SessionFacts;
import org.requiretls.james.session.SessionFacts.Keyword;
import org.requiretls.james.session.SessionFactsCodec;
import org.requiretls.james.tag.TlsRequirement;
import org.requiretls.james.tag.TlsRequirementCodec;

class ReadTlsRequiredTest {

    @ParameterizedTest(name = "{0} with TLS-Required: {1} becomes {2}")
    @CsvSource({"NONE, No, OPTIONAL", "NONE, Yes, NONE", "REQUIRED, No, REQUIRED", "OPTIONAL, Yes, OPTIONAL"})
    @Covers("R8689-4.3-05")
    void r8689_4_3_05MailByAnotherDoorIsTaggedByItsHeader(TlsRequirement before, String value, TlsRequirement after)
            throws Exception {
        FakeMail mail = mail(value);
        TlsRequirementCodec.write(mail, before);
        new ReadTlsRequired().service(mail);

        assertThat(TlsRequirementCodec.read(mail)).isEqualTo(after);
    }

    /** A mailet may have added the field since; the message as received had none, or more than one. */
    @Test
    @Covers("R8689-4.1-09")
    void r8689_4_1_09MailThatCameBySmtpStaysAsItWasTagged() throws Exception {
        FakeMail mail = mail("No");
        SessionFactsCodec.write(mail, new SessionFacts(Optional.empty(), Keyword.NOT_USED));
        new ReadTlsRequired().service(mail);

        assertThat(TlsRequirementCodec.read(mail)).isEqualTo(TlsRequirement.NONE);
    }

    @Test
    void aParameterStopsTheStart() {
        assertThatThrownBy(() -> new ReadTlsRequired()
                        .init(FakeMailetConfig.builder()
                                .mailetName("ReadTlsRequired")
                                .setProperty("tag", "none")
                                .build()))
                .hasMessageContaining("<tag>");
    }

    private static FakeMail mail(String value) throws Exception {
        return FakeMail.builder()
                .name("mail1")
                .sender("alice@example.org")
                .mimeMessage(MimeMessageBuilder.mimeMessageBuilder().addHeader("TLS-Required", value))
                .build();
    }
}
