package org.requiretls.james.sevenbit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.mail.BodyPart;
import javax.mail.MessagingException;
import javax.mail.Multipart;
import javax.mail.Part;
import javax.mail.internet.MimeMessage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JavaMail reads what was made, and finds what was there before. */
@DisplayName("Content for servers without 8BITMIME")
class SevenBitContentTest {

    private static final String SOFTWARE = "this server";

    private static String made(String content) {
        byte[] octets = content.getBytes(StandardCharsets.ISO_8859_1);
        try (InputStream in = SevenBitContent.of(() -> new ByteArrayInputStream(octets), SOFTWARE)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Text in UTF-8, an octet to a character. */
    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String crlf(String text) {
        return text.replace("\n", "\r\n");
    }

    /** The decoded octets of all leaves, in order. */
    private static List<String> leaves(String content) throws MessagingException, IOException {
        List<String> leaves = new ArrayList<>();
        addLeaves(
                new MimeMessage(null, new ByteArrayInputStream(content.getBytes(StandardCharsets.ISO_8859_1))), leaves);
        return leaves;
    }

    private static void addLeaves(Part part, List<String> leaves) throws MessagingException, IOException {
        if (part.isMimeType("multipart/*")) {
            Multipart parts = (Multipart) part.getContent();
            for (int i = 0; i < parts.getCount(); i++) {
                BodyPart each = parts.getBodyPart(i);
                addLeaves(each, leaves);
            }
        } else if (part.isMimeType("message/rfc822")) {
            addLeaves((Part) part.getContent(), leaves);
        } else {
            leaves.add(new String(part.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    @DisplayName("text becomes quoted-printable, its header keeps its order and all else")
    void text() {
        String content = crlf("""
                Received: by a.test;
                \tyesterday
                Message-ID: <1@a.test>
                Content-Transfer-Encoding: 8bit
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8

                %s = x \t
                second
                """.formatted(utf8("Grüße")));

        assertThat(made(content)).isEqualTo(crlf("""
                Received: by a.test;
                \tyesterday
                Message-ID: <1@a.test>
                Content-Transfer-Encoding: quoted-printable
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8
                X-MIME-Autoconverted: from 8bit to quoted-printable by this server

                Gr=C3=BC=C3=9Fe =3D x =09
                second
                """));
    }

    @Test
    @DisplayName("text without any word about its encoding gets the words")
    void unlabelledText() {
        assertThat(made("Subject: x\n\n\u00e9\n")).isEqualTo(crlf("""
                        Subject: x
                        Content-Transfer-Encoding: quoted-printable
                        X-MIME-Autoconverted: from 7bit to quoted-printable by this server
                        MIME-Version: 1.0

                        =E9
                        """));
    }

    private static final String NESTED = crlf("""
            Subject: all kinds
            MIME-Version: 1.0
            Content-Type: multipart/mixed;
              boundary="outer (1)"
            Content-Transfer-Encoding: 8bit

            before \u00e9
            --outer (1)
            Content-Type: text/plain; charset=iso-8859-1
            Content-Transfer-Encoding: 8bit

            one \u00e9
            --outer (1)
            Content-Type: text/plain

            plain
            --outer (1)
            Content-Type: application/octet-stream
            Content-Transfer-Encoding: binary

            \u00ff\u0000two
            lines

            --outer (1)
            Content-Type: message/rfc822
            Content-Transfer-Encoding: 8bit

            Subject: within
            Content-Type: multipart/alternative; boundary=inner

            --inner

            three \u00fc
            --inner
            Content-Type: text/html
            Content-Transfer-Encoding: base64

            Zm91cg==
            --inner--
            after
            --outer (1)--
            epilogue \u00e9
            """);

    @Test
    @DisplayName("leaves are encoded, what holds them is not (RFC 2045 section 6.4)")
    void nested() throws Exception {
        String made = made(NESTED);

        assertThat(made).matches("\\p{ASCII}*");
        assertThat(leaves(made))
                .isEqualTo(leaves(NESTED))
                .containsExactly("one \u00e9", "plain", "\u00ff\0two\r\nlines\r\n", "three \u00fc", "four");
        assertThat(made.split("Content-Transfer-Encoding: ", -1))
                .extracting(rest -> rest.lines().findFirst().orElse(""))
                .containsExactly(
                        "Subject: all kinds",
                        "7bit",
                        "quoted-printable",
                        "base64",
                        "7bit",
                        "quoted-printable",
                        "base64");
    }

    @Test
    @DisplayName("RFC 2046 section 5.1.5: in a digest, what says nothing of its type is a message")
    void digest() {
        assertThat(made("""
                        Content-Type: multipart/digest; boundary=d

                        --d

                        Subject: x

                        \u00f6
                        --d--
                        """))
                .contains("--d\r\n\r\nSubject: x\r\nContent-Transfer-Encoding: quoted-printable\r\n")
                .endsWith("\r\n\r\n=F6\r\n--d--\r\n");
    }

    @Test
    @DisplayName("what has no octet beyond ASCII comes out as it went in")
    void ascii() {
        String content = NESTED.replaceAll("[\u0080-\u00ff]", "e")
                .replace("8bit", "7bit")
                .replace("binary", "7bit");

        assertThat(made(content)).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\n", "\r"})
    @DisplayName("every line end becomes CRLF")
    void lineEnds(String end) {
        assertThat(made(("Subject: x\nMIME-Version: 1.0\n\na\n\nb").replace("\n", end)))
                .isEqualTo("Subject: x\r\nMIME-Version: 1.0\r\n\r\na\r\n\r\nb\r\n");
    }

    @Test
    @DisplayName("a line of any length is broken softly")
    void longLines() throws Exception {
        String text = "\u00e9 = ".repeat(50_000);
        String made = made("Content-Type: text/plain\r\n\r\n" + text + "\r\n");

        assertThat(made.lines()).allMatch(line -> line.length() <= 76);
        assertThat(leaves(made)).containsExactly(text + "\r\n");
    }

    @Test
    @DisplayName("a top-level attachment keeps its last line end")
    void topLevelAttachment() throws Exception {
        String content = "Content-Type: image/png\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\u0089PNG\r\n";

        assertThat(leaves(made(content))).containsExactly("\u0089PNG\r\n");
    }

    @Test
    @DisplayName("octets that break the encoding they claim are left out; where the encoding is unknown, all stays")
    void mislabelled() {
        assertThat(made("Content-Transfer-Encoding: base64\n\nZm\u00e9911cg==\n"))
                .endsWith("\r\n\r\nZm911cg==\r\n");
        assertThat(made("Content-Transfer-Encoding: x-own\n\n\u00e9\n")).endsWith("\r\n\r\n\u00e9\r\n");
    }

    @Test
    @DisplayName("a message that ends within its header is one without body")
    void truncated() {
        assertThat(made("Subject: x\nX: \u00e9")).isEqualTo("Subject: x\r\nX: \u00e9\r\n");
        assertThat(made("")).isEmpty();
    }

    @Test
    void boundsTheHeader() {
        String content = "X: y\n".repeat(300_000) + "\n\u00e9";

        assertThatThrownBy(() -> SevenBitContent.of(
                                () -> new ByteArrayInputStream(content.getBytes(StandardCharsets.ISO_8859_1)), SOFTWARE)
                        .readAllBytes())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("header");
    }

    /** Lines that mean something, in any order: never a failure, and the leaves stay what they are. */
    @RepeatedTest(300)
    @DisplayName("whatever comes, what JavaMail reads in the result is what it reads in the message")
    void anything(RepetitionInfo repetition) throws Exception {
        Random random = new Random(repetition.getCurrentRepetition());
        List<String> parts = new ArrayList<>();
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            String type = List.of("text/plain", "application/pdf", "text/html; charset=utf-8")
                    .get(random.nextInt(3));
            StringBuilder body = new StringBuilder();
            int length = random.nextInt(300);
            for (int j = 0; j < length; j++) {
                body.append(List.of("\u00e9", " ", "\t", "=", ".", "a", "\r\n", "--", "\0", "--b-", "\u00ff")
                        .get(random.nextInt(11)));
            }
            parts.add("--b-o\r\nContent-Type: " + type + "\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + body + "\r\n");
        }
        String content = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b-o\r\n\r\n"
                + String.join("", parts) + "--b-o--\r\n";
        String made = made(content);

        assertThat(made).matches("\\p{ASCII}*");
        assertThat(leaves(made)).isEqualTo(leaves(content)).hasSize(count);
    }

    @Test
    @DisplayName("50 MB take no more memory than 5 kB")
    void constantMemory() throws Exception {
        try (InputStream in = SevenBitContent.of(() -> new Endless(50 << 20), SOFTWARE)) {
            byte[] block = new byte[64 * 1024];
            in.readNBytes(block, 0, 5_000);
            long before = usedMemory();
            long read = 0;
            long most = 0;
            for (int length = in.read(block); length >= 0; length = in.read(block)) {
                long step = read >> 24;
                read += length;
                if (read >> 24 != step) {
                    most = Math.max(most, usedMemory() - before);
                }
            }
            assertThat(read).isGreaterThan(50 << 20);
            assertThat(most).isLessThan(2 << 20);
        }
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** A header, and one line of text in Latin-1 after the other. */
    private static final class Endless extends InputStream {

        private static final byte[] HEADER = "Content-Type: text/plain\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        private static final byte[] LINE =
                "All work and no play makes Jack a d\u00fcll boy.\r\n".getBytes(StandardCharsets.ISO_8859_1);

        private final long length;
        private long position;

        Endless(long length) {
            this.length = length;
        }

        @Override
        public int read() {
            if (position == length) {
                return -1;
            }
            long at = position++;
            return at < HEADER.length ? HEADER[(int) at] : LINE[(int) ((at - HEADER.length) % LINE.length)] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int count) {
            int n = 0;
            for (int octet = n < count ? read() : -1; octet >= 0; octet = n < count ? read() : -1) {
                target[offset + n++] = (byte) octet;
            }
            return n == 0 ? -1 : n;
        }
    }
}
