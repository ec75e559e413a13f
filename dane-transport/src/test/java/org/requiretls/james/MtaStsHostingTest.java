package org.requiretls.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MtaStsHostingTest {

    private static Properties with(String key, String value) {
        Properties properties = new Properties();
        properties.setProperty(key, value);
        return properties;
    }

    @Test
    void listensOnLoopbackByDefault() {
        MtaStsHosting settings = MtaStsHosting.of(new Properties());

        assertThat(settings.listen().getAddress().isLoopbackAddress()).isTrue();
        assertThat(settings.policies()).isEqualTo("file://conf/mta-sts");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:80, 80", "[::1]:8080, 8080", "' 10.0.0.1:1 ', 1"})
    void takesAnAddressAndAPort(String text, int port) {
        assertThat(MtaStsHosting.of(with("listen", text)).listen().getPort()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8461", "localhost:8461", "127.0.0.1", "127.0.0.1:65536", "127.0.0.1:-1", ""})
    void takesNothingElse(String text) {
        assertThatThrownBy(() -> MtaStsHosting.of(with("listen", text))).hasMessageContaining("listen");
    }

    @Test
    void namesASettingThatItDoesNotKnow() {
        assertThatThrownBy(() -> MtaStsHosting.of(with("listne", "127.0.0.1:1")))
                .hasMessageContaining("listne");
    }
}
