package org.requiretls.james.tag;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import javax.mail.Session;
import javax.mail.internet.MimeMessage;

/**
 * Looks for header sections in which {@code TLS-Required: No} is seen where it does not stand. In the build it runs over
 * the messages kept beside it; with {@code -Dfuzz=1 -Dtest=TlsRequiredHeaderFuzzTest} it invents messages of its own.
 */
class TlsRequiredHeaderFuzzTest {

    private static final byte[] RECEIVED = "Received: from x\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final Session SESSION = Session.getInstance(new Properties());

    @FuzzTest(maxDuration = "10m")
    void readsLikeARuler(byte[] sent) throws Exception {
        byte[] message = received(sent);
        TlsRequiredHeader read = TlsRequiredHeader.of(new MimeMessage(SESSION, new ByteArrayInputStream(message)));
        List<String> values = values(new String(message, StandardCharsets.ISO_8859_1));

        // One way only: lowering what nobody lowered is the danger, and JavaMail reads broken lines in ways of its own.
        if (read == TlsRequiredHeader.NO) {
            assertThat(values).singleElement().asString().isEqualTo("no");
        }
        if (values.size() == 1 && values.get(0).equals("no") && isPlain(message)) {
            assertThat(read).isEqualTo(TlsRequiredHeader.NO);
        }
    }

    /** James puts its own field on top. Without one, JavaMail fails at a message that begins with two folded lines. */
    private static byte[] received(byte[] sent) {
        byte[] message = Arrays.copyOf(RECEIVED, RECEIVED.length + sent.length);
        System.arraycopy(sent, 0, message, RECEIVED.length, sent.length);
        return message;
    }

    /**
     * The values of the field in the header section, unfolded, in lower case, without the white space around. CR CR LF is
     * one line end, as it is to JavaMail: a CR too many is common damage, and makes no empty line (RFC 5322 section 2.3).
     */
    private static List<String> values(String message) {
        List<String> fields = new ArrayList<>();
        for (String line : message.split("\r\r\n|\r\n|\r|\n", -1)) {
            if (line.isEmpty()) {
                break;
            }
            boolean continues = line.startsWith(" ") || line.startsWith("\t");
            if (continues && !fields.isEmpty()) {
                fields.set(fields.size() - 1, fields.get(fields.size() - 1) + line);
            } else {
                fields.add(line);
            }
        }
        return fields.stream()
                .map(field -> field.split(":", 2))
                .filter(field -> field.length == 2 && field[0].strip().equalsIgnoreCase(TlsRequiredHeader.FIELD_NAME))
                .map(field -> field[1].strip().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** Each line a field of printable ASCII, or the end: what RFC 5322 allows, short of folding. */
    private static boolean isPlain(byte[] message) {
        String header = new String(message, StandardCharsets.ISO_8859_1).split("\r\n\r\n", 2)[0];
        return header.matches("(?:[!-9;-~]+: ?[ -~]*\r\n)*[!-9;-~]+: ?[ -~]*");
    }
}
