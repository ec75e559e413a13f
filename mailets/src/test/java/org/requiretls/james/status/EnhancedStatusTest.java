package org.requiretls.james.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnhancedStatusTest {

    @ParameterizedTest
    @ValueSource(strings = {"5.7.30", "4.4.1", "5.0.0", "5.999.999", "2.0.0"})
    void writesWhatItRead(String text) {
        assertThat(EnhancedStatus.parse(text)).map(EnhancedStatus::toString).contains(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "3.0.0",
                "5.07.1",
                "5.7.030",
                "5.7",
                "5.7.1000",
                " 5.7.1",
                "5.7.1\r\nAction: relayed",
                "5.7.٣"
            })
    void refusesEverythingElse(String text) {
        assertThat(EnhancedStatus.parse(text)).isEmpty();
    }

    @Test
    void namesThePartThatIsOutOfRange() {
        assertThatThrownBy(() -> new EnhancedStatus(3, 0, 0)).hasMessageContaining("severity");
        assertThatThrownBy(() -> new EnhancedStatus(5, 1000, 0)).hasMessageContaining("subject");
        assertThatThrownBy(() -> new EnhancedStatus(5, 0, -1)).hasMessageContaining("detail");
    }

    @Test
    void onlyFiveIsPermanent() {
        assertThat(EnhancedStatus.UNDEFINED_PERMANENT.isPermanent()).isTrue();
        assertThat(EnhancedStatus.UNDEFINED_TRANSIENT.isPermanent()).isFalse();
        assertThat(EnhancedStatus.UNDEFINED_SUCCESS.isPermanent()).isFalse();
    }

    @Test
    void onlyTwoIsSuccess() {
        assertThat(EnhancedStatus.UNDEFINED_SUCCESS.isSuccess()).isTrue();
        assertThat(EnhancedStatus.UNDEFINED_PERMANENT.isSuccess()).isFalse();
        assertThat(EnhancedStatus.UNDEFINED_TRANSIENT.isSuccess()).isFalse();
    }
}
