package org.requiretls.james.mtasts;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.requiretls.james.mtasts.PolicyReading.Invalid;
import org.requiretls.james.mtasts.PolicyReading.Valid;

/**
 * Reads a policy by the grammar of RFC 8461 section 3.2: fields {@code key: value}, one a line, in any order.
 *
 * <p>Lines end in CRLF or LF (erratum 6253), the last one need not; blanks may follow the colon and the value, and empty
 * lines the last field. Of a key that is repeated the first counts, {@code mx} apart; unknown keys are passed over.
 */
public final class PolicyParser {

    /** The most octets that a policy may have (section 3.3 suggests this). */
    public static final int MOST_OCTETS = 64 * 1024;

    private static final Pattern LINE_END = Pattern.compile("\r?\n");
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,31}");
    private static final Pattern AGE = Pattern.compile("[0-9]{1,10}");
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final int LONGEST_QUOTE = 60;

    /** Of what is no policy; real ones are much shorter. */
    private static final int MOST_SHOWN = 2048;

    private final Map<String, String> firstValues = new HashMap<>();
    private final List<MxPattern> patterns = new ArrayList<>();

    private PolicyParser() {}

    /** The policy in these octets. Never throws, whatever they are. */
    public static PolicyReading parse(byte[] octets) {
        if (octets.length > MOST_OCTETS) {
            return invalid("it has more than " + MOST_OCTETS + " octets", octets);
        }
        try {
            return new PolicyParser()
                    .read(StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(octets))
                            .toString());
        } catch (CharacterCodingException e) {
            return invalid("it is not UTF-8", octets);
        } catch (Defect e) {
            return invalid(e.getMessage(), octets);
        }
    }

    private static Invalid invalid(String detail, byte[] octets) {
        int shown = Math.min(octets.length, MOST_SHOWN);
        String text = new String(octets, 0, shown, StandardCharsets.US_ASCII);
        return new Invalid(detail, LINE_END.matcher(text).replaceAll("\n").replaceAll("[^ -~\n]", "?"));
    }

    private Valid read(String text) throws Defect {
        if (text.startsWith(BYTE_ORDER_MARK)) {
            throw new Defect("it begins with a byte order mark");
        }
        String[] lines = LINE_END.split(text);
        for (int number = 1; number <= lines.length; number++) {
            readLine(number, lines[number - 1]);
        }
        if (!required("version").equals(StsPolicy.VERSION)) {
            throw new Defect("version is not " + StsPolicy.VERSION + " but " + quoted(required("version")));
        }
        String modeText = required("mode");
        PolicyMode mode = PolicyMode.named(modeText)
                .orElseThrow(() -> new Defect("mode is enforce, testing or none, not " + quoted(modeText)));
        Duration maxAge = maxAge(required("max_age"));
        if (patterns.isEmpty() && mode != PolicyMode.NONE) {
            throw new Defect("mx is missing, and mode is " + modeText);
        }
        return new Valid(new StsPolicy(mode, maxAge, patterns, String.join("\n", lines)));
    }

    private void readLine(int number, String line) throws Defect {
        int colon = line.indexOf(':');
        if (colon < 0 || !KEY.matcher(line.substring(0, colon)).matches()) {
            throw new Defect("line " + number + " is no field: " + quoted(line));
        }
        String key = line.substring(0, colon);
        String value = Blanks.strip(line.substring(colon + 1));
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new Defect("line " + number + " has a control character: " + quoted(line));
        }
        if (key.equals("mx")) {
            Optional<MxPattern> pattern = MxPattern.parse(value);
            patterns.add(pattern.orElseThrow(() ->
                    new Defect("line " + number + ", mx is a host name, or *. and a name, not " + quoted(value))));
        } else {
            firstValues.putIfAbsent(key, value);
        }
    }

    private String required(String key) throws Defect {
        String value = firstValues.get(key);
        if (value == null) {
            throw new Defect(key + " is missing");
        }
        return value;
    }

    /** Too long an age is cut and not refused: no protection at all would be worse (erratum 7282). */
    private static Duration maxAge(String digits) throws Defect {
        if (!AGE.matcher(digits).matches()) {
            throw new Defect("max_age is 1 to 10 digits, not " + quoted(digits));
        }
        Duration said = Duration.ofSeconds(Long.parseLong(digits));
        return said.compareTo(StsPolicy.LONGEST_AGE) > 0 ? StsPolicy.LONGEST_AGE : said;
    }

    private static String quoted(String foreign) {
        String start = foreign.length() > LONGEST_QUOTE ? foreign.substring(0, LONGEST_QUOTE) + "..." : foreign;
        return "'" + start.replaceAll("[^ -~]", "?") + "'";
    }

    /** Why it is no policy. */
    private static final class Defect extends Exception {
        Defect(String detail) {
            super(detail);
        }
    }
}
