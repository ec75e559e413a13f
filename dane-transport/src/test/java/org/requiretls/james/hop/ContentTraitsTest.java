package org.requiretls.james.hop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What a peer has to be told about the content of a message")
class ContentTraitsTest {

    private static ContentTraits of(String text) throws IOException {
        return ContentTraits.of(new ByteArrayInputStream(
                text.replace("\\r", "\r").replace("\\n", "\n").getBytes(StandardCharsets.ISO_8859_1)));
    }

    @ParameterizedTest(name = "[{0}] has {1} octets")
    @DisplayName("RFC 1870 section 3: octets with CRLF at each line end, without doubled dots")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\"|0",
                "a|3",
                "a\\r\\n|3",
                "a\\n|3",
                "a\\r|3",
                "a\\r\\r\\n|5",
                "\\n\\r|4",
                "\\n\\r\\n|4",
                ".\\r\\n..\\r\\n|7",
                "a\\rb\\nc\\r\\nd|12",
            })
    void octets(String content, long octets) throws IOException {
        assertThat(of(content).octets()).isEqualTo(octets);
    }

    @ParameterizedTest(name = "[{0}] 8-bit {1}, UTF-8 header {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Subject: a\\r\\n\\r\\nb|false|false",
                "Subject: \u00c3\u00a9\\r\\n\\r\\nb|true|true",
                "Subject: a\\nX: \u00c3\u00a9\\n\\nb|true|true",
                "Subject: \u00c3\u00a9|true|true",
                "Subject: \u00e9\\r\\n\\r\\nb|true|false",
                "Subject: a\\r\\n\\r\\n\u00c3\u00a9|true|false",
                "Subject: a\\r\\rX: \u00c3\u00a9\\r\\n|true|false",
            })
    void beyondAscii(String content, boolean eightBit, boolean utf8Header) throws IOException {
        assertThat(of(content)).satisfies(traits -> {
            assertThat(traits.eightBit()).isEqualTo(eightBit);
            assertThat(traits.utf8Header()).isEqualTo(utf8Header);
        });
    }

    @Test
    @DisplayName("A header line without end takes no memory")
    void endlessHeaderLine() throws IOException {
        long octets = 64L * 1024 * 1024;
        InputStream endless = new InputStream() {
            private long left = octets;

            @Override
            public int read() {
                return left-- > 0 ? 0xc3 : -1;
            }

            @Override
            public int read(byte[] block, int offset, int length) {
                int count = (int) Math.min(left, length);
                java.util.Arrays.fill(block, offset, offset + count, (byte) 0xc3);
                left -= count;
                return count == 0 ? -1 : count;
            }
        };

        assertThat(ContentTraits.of(endless)).isEqualTo(new ContentTraits(octets + 2, true, false));
    }
}
