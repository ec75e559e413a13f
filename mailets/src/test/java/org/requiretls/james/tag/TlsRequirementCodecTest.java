package org.requiretls.james.tag;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.base.test.FakeMail;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsRequirementCodecTest {

    private FakeMail mail;

    @BeforeEach
    void setUp() throws Exception {
        mail = FakeMail.builder().name("mail1").build();
    }

    @ParameterizedTest
    @EnumSource
    void readsBackWhatWasWritten(TlsRequirement requirement) {
        TlsRequirementCodec.write(mail, requirement);

        assertThat(TlsRequirementCodec.read(mail)).isEqualTo(requirement);
    }

    @Test
    void absentIsNone() {
        assertThat(TlsRequirementCodec.read(mail)).isEqualTo(TlsRequirement.NONE);
    }

    @Test
    void noneTakesTheAttributeOff() {
        TlsRequirementCodec.write(mail, TlsRequirement.REQUIRED);
        TlsRequirementCodec.write(mail, TlsRequirement.NONE);

        assertThat(mail.attributes()).isEmpty();
    }

    @Test
    void isAString() {
        TlsRequirementCodec.write(mail, TlsRequirement.REQUIRED);

        assertThat(mail.attributes()
                        .<Object>map(attribute -> attribute.getValue().value()))
                .containsExactly("required");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Required", "required ", "requird", "optional,none"})
    void damagedStringIsRequired(String damaged) {
        store(AttributeValue.of(damaged));

        assertThat(TlsRequirementCodec.read(mail)).isEqualTo(TlsRequirement.REQUIRED);
    }

    @Test
    void wrongTypeIsRequired() {
        store(AttributeValue.of(false));

        assertThat(TlsRequirementCodec.read(mail)).isEqualTo(TlsRequirement.REQUIRED);
    }

    private void store(AttributeValue<?> value) {
        mail.setAttribute(new Attribute(TlsRequirementCodec.ATTRIBUTE, value));
    }
}
