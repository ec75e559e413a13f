package org.requiretls.james.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyParserTest {

    private static final ReplyLimits TIGHT = new ReplyLimits(12, 3, 30);

    @Test
    void readsOneLine() throws ReplySyntaxException {
        assertThat(parse("250 2.1.0 fine\r\n")).containsExactly(new Reply(250, List.of("2.1.0 fine")));
    }

    @Test
    void readsSeveralLines() throws ReplySyntaxException {
        assertThat(parse("250-mx\r\n250-SIZE 1\r\n250 DSN\r\n"))
                .containsExactly(new Reply(250, List.of("mx", "SIZE 1", "DSN")));
    }

    @Test
    void readsRepliesOneAfterTheOther() throws ReplySyntaxException {
        assertThat(parse("250 a\r\n550 b\r\n354 c\r\n")).extracting(Reply::code).containsExactly(250, 550, 354);
    }

    @ParameterizedTest(name = "text may be missing (RFC 5321 section 4.2.1): [{0}]")
    @ValueSource(strings = {"250\r\n", "250 \r\n", "250-\r\n250\r\n"})
    void textMayBeMissing(String wire) throws ReplySyntaxException {
        assertThat(parse(wire))
                .singleElement()
                .satisfies(reply -> assertThat(reply.lines()).allMatch(String::isEmpty));
    }

    @Test
    void textMayBeUtf8ButNotForgeLogLines() throws ReplySyntaxException {
        assertThat(parse("550 Grüße\u0000\u001b[31m\u202e\u2028x\u0085\ty\r\n")
                        .get(0)
                        .toString())
                .isEqualTo("550 Grüße??[31m??x??y");
    }

    @ParameterizedTest(name = "[{0}]: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "250 x\\n            | bare LF",
                "250 x\\r250 y\\r\\n | CR without LF",
                "250-a\\r\\n251 b\\r\\n | changes its code from 250 to 251",
                "25x a\\r\\n         | without a code",
                "150 a\\r\\n         | without a code",
                "600 a\\r\\n         | without a code",
                "ab\\r\\n            | without a code",
                "\\r\\n              | without a code",
                "250_a\\r\\n         | neither blank nor hyphen",
                "2500 a\\r\\n        | neither blank nor hyphen"
            })
    void refusesWhatIsNoReply(String wire, String complaint) {
        assertThatThrownBy(() -> parse(wire.replace("\\r", "\r").replace("\\n", "\n")))
                .isInstanceOf(ReplySyntaxException.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void boundsTheLine() throws ReplySyntaxException {
        assertThat(parse(TIGHT, "250 678901\r\n")).hasSize(1);
        assertThatThrownBy(() -> parse(TIGHT, "250 6789012"))
                .isInstanceOf(ReplySyntaxException.class)
                .hasMessageContaining("line of more than 12 octets");
    }

    @Test
    void boundsTheNumberOfLines() throws ReplySyntaxException {
        assertThat(parse(TIGHT, "250-\r\n250-\r\n250 \r\n")).hasSize(1);
        assertThatThrownBy(() -> parse(TIGHT, "250-\r\n250-\r\n250-\r\n"))
                .isInstanceOf(ReplySyntaxException.class)
                .hasMessageContaining("more than 3 lines");
    }

    @Test
    void boundsTheReply() {
        assertThatThrownBy(() -> parse(TIGHT, "250-567890\r\n250-567890\r\n250 56789"))
                .isInstanceOf(ReplySyntaxException.class)
                .hasMessageContaining("more than 30 octets");
    }

    @Test
    void boundsEachReplyAnew() throws ReplySyntaxException {
        assertThat(parse(TIGHT, "250 678901\r\n".repeat(10))).hasSize(10);
    }

    @Test
    void knowsWhetherItIsInsideAReply() throws ReplySyntaxException {
        ReplyParser parser = new ReplyParser(TIGHT);
        assertThat(parser.isInsideReply()).isFalse();
        parser.feed((byte) '2');
        assertThat(parser.isInsideReply()).isTrue();
        for (byte octet : "50-\r\n250 \r".getBytes(StandardCharsets.US_ASCII)) {
            parser.feed(octet);
            assertThat(parser.isInsideReply()).isTrue();
        }
        assertThat(parser.feed((byte) '\n')).isPresent();
        assertThat(parser.isInsideReply()).isFalse();
    }

    private static List<Reply> parse(String wire) throws ReplySyntaxException {
        return parse(ReplyLimits.LENIENT, wire);
    }

    private static List<Reply> parse(ReplyLimits limits, String wire) throws ReplySyntaxException {
        ReplyParser parser = new ReplyParser(limits);
        List<Reply> replies = new ArrayList<>();
        for (byte octet : wire.getBytes(StandardCharsets.UTF_8)) {
            Optional<Reply> reply = parser.feed(octet);
            reply.ifPresent(replies::add);
        }
        return replies;
    }
}
