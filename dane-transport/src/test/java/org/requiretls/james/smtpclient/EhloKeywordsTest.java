package org.requiretls.james.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EhloKeywordsTest {

    private final EhloKeywords keywords = EhloKeywords.of(new Reply(
            250,
            List.of(
                    "REQUIRETLS.example is my name",
                    "size 1000",
                    "Pipelining",
                    "8BITMIME",
                    "AUTH=LOGIN",
                    "-x",
                    "",
                    "SIZE 5")));

    @Test
    void ignoresCaseAndTheFirstLine() {
        assertThat(keywords.offers("PIPELINING")).isTrue();
        assertThat(keywords.offers("pipelining")).isTrue();
        assertThat(keywords.offers(EhloKeywords.REQUIRETLS)).isFalse();
        assertThat(keywords.all()).containsExactlyInAnyOrder("SIZE", "PIPELINING", "8BITMIME");
    }

    @Test
    void knowsParameters() {
        assertThat(keywords.parametersOf(EhloKeywords.SIZE)).contains("1000");
        assertThat(keywords.parametersOf(EhloKeywords.EIGHT_BIT_MIME)).contains("");
        assertThat(keywords.parametersOf(EhloKeywords.DSN)).isEmpty();
    }

    @Test
    void doesNotTakeASimilarWordForTheKeyword() {
        EhloKeywords similar = EhloKeywords.of(new Reply(250, List.of("mx", "REQUIRETLS-NOT", "XREQUIRETLS")));
        assertThat(similar.offers(EhloKeywords.REQUIRETLS)).isFalse();
    }
}
