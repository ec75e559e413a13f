package org.requiretls.james.dsn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.mailet.DsnParameters.Ret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.tag.TlsRequirement;

class ReturnedContentTest {

    @Test
    @Covers({"R8689-5-03", "R8689-5-04"})
    void protectedMailNeverComesBackWhole() { // R8689-5-03, R8689-5-04, V8: over the whole input space
        for (ReturnedContent usual : ReturnedContent.values()) {
            for (ReturnedContent whenRequired : ReturnedContent.values()) {
                for (Ret ret : new Ret[] {null, Ret.FULL, Ret.HDRS}) {
                    for (Action action : Action.values()) {
                        assertThat(ReturnedContent.of(
                                        action, TlsRequirement.REQUIRED, Optional.ofNullable(ret), usual, whenRequired))
                                .isNotEqualTo(ReturnedContent.MESSAGE)
                                .isLessThanOrEqualTo(whenRequired);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "    , MESSAGE, MESSAGE",
        "    , HEADER,  HEADER",
        "    , NONE,    NONE",
        "FULL, MESSAGE, MESSAGE",
        "FULL, HEADER,  MESSAGE",
        "FULL, NONE,    NONE",
        "HDRS, MESSAGE, HEADER",
        "HDRS, HEADER,  HEADER",
        "HDRS, NONE,    NONE",
    })
    void otherMailComesBackAsTheClientAsked(Ret ret, ReturnedContent usual, ReturnedContent expected) {
        for (TlsRequirement requirement : new TlsRequirement[] {TlsRequirement.NONE, TlsRequirement.OPTIONAL}) {
            assertThat(ReturnedContent.of(
                            Action.FAILED,
                            requirement,
                            Optional.ofNullable(ret),
                            usual,
                            ReturnedContent.REDACTED_HEADER))
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DELAYED", "DELIVERED"})
    @Covers("R3461-4.3-01")
    void r3461_4_3_01RetGovernsFailuresOnly(Action action) {
        for (Ret ret : new Ret[] {null, Ret.FULL, Ret.HDRS}) {
            assertThat(ReturnedContent.of(
                            action,
                            TlsRequirement.NONE,
                            Optional.ofNullable(ret),
                            ReturnedContent.MESSAGE,
                            ReturnedContent.HEADER))
                    .isEqualTo(ReturnedContent.HEADER);
        }
    }
}
