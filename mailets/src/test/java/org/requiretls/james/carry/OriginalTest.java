package org.requiretls.james.carry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.tag.TlsRequirement.REQUIRED;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.tag.TlsRequirement;

/** The whole input space of the inheritance. */
class OriginalTest {

    @ParameterizedTest
    @CsvSource({
        "NONE,     NONE,     NONE",
        "NONE,     OPTIONAL, NONE",
        "NONE,     REQUIRED, REQUIRED",
        "OPTIONAL, NONE,     OPTIONAL",
        "OPTIONAL, OPTIONAL, OPTIONAL",
        "OPTIONAL, REQUIRED, REQUIRED",
        "REQUIRED, NONE,     REQUIRED",
        "REQUIRED, OPTIONAL, REQUIRED",
        "REQUIRED, REQUIRED, REQUIRED",
    })
    @Covers("R8689-6-01")
    void theStricterTagWins(TlsRequirement original, TlsRequirement heir, TlsRequirement expected) {
        TlsRequirement inherited = Original.inherited(original, heir);

        assertThat(inherited).isEqualTo(expected);
        if (original == REQUIRED || heir == REQUIRED) {
            assertThat(inherited).isEqualTo(REQUIRED);
        }
    }
}
