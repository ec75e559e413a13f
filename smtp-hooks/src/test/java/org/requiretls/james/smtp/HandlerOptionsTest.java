package org.requiretls.james.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.james.server.core.configuration.FileConfigurationProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandlerOptionsTest {

    @Test
    void withoutElementsTheDefaultsHold() throws Exception {
        assertThat(parse("<!-- nothing -->"))
                .isEqualTo(new HandlerOptions(
                        HandlerOptions.Advertise.AUTO,
                        ClearTextMail.ACCEPTED,
                        ClearTextLogin.AS_ANNOUNCED,
                        List.of(),
                        List.of()));
        assertThat(parse("<advertise>auto</advertise><clearTextMail> accept </clearTextMail>"
                        + "<clearTextLogin>asAnnounced</clearTextLogin>"))
                .isEqualTo(parse(""));
    }

    @Test
    void allCanBeSet() throws Exception {
        assertThat(parse("<advertise>never</advertise><clearTextMail>refuse</clearTextMail>"
                        + "<clearTextLogin>refuseAfterTls</clearTextLogin>"
                        + "<tlsOnlyClients>192.0.2.0/24, 2001:db8::/32</tlsOnlyClients>"
                        + "<tlsOnlyRecipients>vip@example.org,secret.example</tlsOnlyRecipients>"))
                .isEqualTo(new HandlerOptions(
                        HandlerOptions.Advertise.NEVER,
                        ClearTextMail.REFUSED,
                        ClearTextLogin.REFUSED_AFTER_TLS,
                        List.of("192.0.2.0/24", "2001:db8::/32"),
                        List.of("vip@example.org", "secret.example")));
    }

    @ParameterizedTest(name = "{0} is refused, naming {1}")
    @CsvSource({
        "<advertize>auto</advertize>, 'advertize'",
        "<Advertise>auto</Advertise>, 'Advertise'",
        "<empty/>, 'empty'",
        "<advertise mode=\"x\">auto</advertise>, 'advertise[@mode]'",
        "<outer><inner>1</inner></outer>, 'outer.inner'",
        "<advertise>always</advertise>, 'always'",
        "<advertise/>, cannot be",
        "<clearTextMail>true</clearTextMail>, 'true'",
        "<advertise>auto</advertise><advertise>never</advertise>, 2 times",
        "<clearTextLogin>yes</clearTextLogin>, 'yes'",
        "<clearTextLogin>Refuse</clearTextLogin>, 'Refuse'",
        "<tlsOnlyClients/>, empty item",
        "<tlsOnlyRecipients>vip@example.org;</tlsOnlyRecipients><tlsOnlyRecipients/>, 2 times",
    })
    void anythingElseStopsTheStart(String elements, String named) {
        assertThatThrownBy(() -> parse(elements))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(named)
                .hasMessageContaining(RequireTlsHandlers.class.getName());
    }

    private static HandlerOptions parse(String elements) throws ConfigurationException {
        String xml = "<handler class=\"x\">" + elements + "</handler>";
        return HandlerOptions.parse(
                FileConfigurationProvider.getConfig(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8))));
    }
}
