package org.requiretls.james.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentEncoderTest {

    private static final String ALPHABET = "\r\n.\r\n.ab\u00e9";

    @ParameterizedTest(name = "[{0}] goes out as [{1}]")
    @CsvSource(
            delimiter = '|',
            nullValues = "nothing",
            value = {
                "nothing     | .~",
                "a           | a~.~",
                "a~          | a~.~",
                "a/b\\c~     | a~b~c~.~",
                "a\\~b       | a~~b~.~",
                "a\\         | a~.~",
                "\\\\        | ~~.~",
                ".           | ..~.~",
                ".~.a~..     | ..~..a~...~.~",
                "a/.~b       | a~..~b~.~",
                "a\\.b       | a~..b~.~",
                "a.b~        | a.b~.~"
            })
    void endsLinesAndDoublesDots(String content, String wire) {
        byte[] octets = content == null ? new byte[0] : unabbreviated(content);
        assertThat(encode(octets, octets.length + 1)).isEqualTo(unabbreviated(wire));
    }

    /** ~ is CRLF, / is LF, \ is CR. */
    private static byte[] unabbreviated(String text) {
        return text.replace("~", "\r\n").replace('/', '\n').replace('\\', '\r').getBytes(StandardCharsets.ISO_8859_1);
    }

    @RepeatedTest(300)
    void isUndoneByTheReceiver(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        StringBuilder content = new StringBuilder();
        int length = random.nextInt(200);
        for (int i = 0; i < length; i++) {
            content.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        byte[] wire = encode(content.toString().getBytes(StandardCharsets.ISO_8859_1), 1 + random.nextInt(20));
        assertThat(decoded(new String(wire, StandardCharsets.ISO_8859_1))).isEqualTo(normalised(content.toString()));
    }

    /** No sequence of CR, LF, dots and text ends the content early, wherever the blocks meet: SMTP smuggling. */
    @Test
    void noShortSequenceEndsTheContentEarly() {
        for (int length = 0; length <= 7; length++) {
            for (int number = 0; number < Math.pow(4, length); number++) {
                String content = sequence(number, length);
                byte[] octets = content.getBytes(StandardCharsets.ISO_8859_1);
                for (int piece = 1; piece <= Math.max(1, length); piece++) {
                    String wire = new String(encode(octets, piece), StandardCharsets.ISO_8859_1);
                    if (!decoded(wire).equals(normalised(content))) {
                        throw new AssertionError("in pieces of " + piece + ": " + Arrays.toString(octets));
                    }
                }
            }
        }
    }

    /** In chunks, which are counted, the lines are the same and dots mean nothing (RFC 3030 section 2). */
    @Test
    void chunksHaveTheSameLinesAndTheirDotsAsTheyAre() {
        for (int length = 0; length <= 6; length++) {
            for (int number = 0; number < Math.pow(4, length); number++) {
                String content = sequence(number, length);
                for (int piece = 1; piece <= Math.max(1, length); piece++) {
                    byte[] octets = content.getBytes(StandardCharsets.ISO_8859_1);
                    String wire =
                            new String(encode(ContentEncoder.counted(), octets, piece), StandardCharsets.ISO_8859_1);
                    if (!wire.equals(normalised(content))) {
                        throw new AssertionError("in pieces of " + piece + ": " + Arrays.toString(octets));
                    }
                }
            }
        }
    }

    private static String sequence(int number, int length) {
        StringBuilder content = new StringBuilder();
        for (int rest = number, i = 0; i < length; i++, rest /= 4) {
            content.append("\r\n.a".charAt(rest % 4));
        }
        return content.toString();
    }

    /** What RFC 5321 section 4.5.2 tells the receiver to do, line by line. */
    private static String decoded(String wire) {
        assertThat(wire.replace("\r\n", "")).doesNotContain("\r", "\n");
        StringBuilder content = new StringBuilder();
        int from = 0;
        while (true) {
            int end = wire.indexOf("\r\n", from);
            String line = wire.substring(from, end);
            from = end + 2;
            if (line.equals(".")) {
                assertThat(from).as("nothing after the final dot").isEqualTo(wire.length());
                return content.toString();
            }
            content.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
        }
    }

    private static String normalised(String content) {
        String ended = content.isEmpty() || content.matches("(?s).*[\r\n]") ? content : content + "\n";
        return ended.replaceAll("\r\n|\r|\n", "\r\n");
    }

    private static byte[] encode(byte[] content, int pieceLength) {
        return encode(ContentEncoder.dotted(), content, pieceLength);
    }

    private static byte[] encode(ContentEncoder encoder, byte[] content, int pieceLength) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (int from = 0; from < content.length; from += pieceLength) {
            byte[] piece = Arrays.copyOfRange(content, from, Math.min(content.length, from + pieceLength));
            byte[] target = new byte[ContentEncoder.worstCase(piece.length)];
            wire.write(target, 0, encoder.encode(piece, piece.length, target));
        }
        byte[] target = new byte[ContentEncoder.worstCase(0)];
        wire.write(target, 0, encoder.finish(target));
        return wire.toByteArray();
    }
}
