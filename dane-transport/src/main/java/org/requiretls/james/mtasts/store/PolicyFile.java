package org.requiretls.james.mtasts.store;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.requiretls.james.mtasts.CachedPolicy;
import org.requiretls.james.mtasts.PolicyDomain;
import org.requiretls.james.mtasts.PolicyParser;
import org.requiretls.james.mtasts.PolicyReading;
import org.requiretls.james.mtasts.StsPolicy;

/**
 * The text of a file: a line with the format and the check sum of the rest, a few fields of ours, an empty line, the
 * policy as a policy host would send it.
 */
final class PolicyFile {

    private static final String FORMAT = "requiretls-mta-sts-1 ";
    private static final String END_OF_FIELDS = "\n\n";

    private PolicyFile() {}

    static byte[] write(StoredPolicy stored) {
        CachedPolicy cached = stored.policy();
        String rest = String.join(
                        "\n",
                        List.of(
                                "domain: " + cached.domain(),
                                "id: " + cached.id(),
                                "fetched: " + cached.fetched(),
                                "used: " + stored.used()))
                + END_OF_FIELDS + cached.policy().text() + "\n";
        return (FORMAT + checkSum(rest) + "\n" + rest).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads it back.
     *
     * @throws DamagedFileException if it is not, octet by octet, what was written
     */
    static StoredPolicy read(byte[] octets) throws DamagedFileException {
        String text = new String(octets, StandardCharsets.UTF_8);
        int endOfFirstLine = text.indexOf('\n');
        if (endOfFirstLine < 0 || !text.startsWith(FORMAT)) {
            throw new DamagedFileException("it does not begin with " + FORMAT.strip());
        }
        String rest = text.substring(endOfFirstLine + 1);
        if (!text.substring(FORMAT.length(), endOfFirstLine).equals(checkSum(rest))) {
            throw new DamagedFileException("its check sum does not hold");
        }
        int endOfFields = rest.indexOf(END_OF_FIELDS);
        if (endOfFields < 0 || endOfFields + END_OF_FIELDS.length() == rest.length()) {
            throw new DamagedFileException("it ends too early");
        }
        Map<String, String> fields = fields(rest.substring(0, endOfFields));
        // Without the last line end, which a policy of the greatest length has no room for.
        byte[] policy = rest.substring(endOfFields + END_OF_FIELDS.length(), rest.length() - 1)
                .getBytes(StandardCharsets.UTF_8);
        try {
            return new StoredPolicy(
                    new CachedPolicy(
                            new PolicyDomain(required(fields, "domain")),
                            required(fields, "id"),
                            policy(policy),
                            Instant.parse(required(fields, "fetched"))),
                    Instant.parse(required(fields, "used")));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new DamagedFileException(e.getMessage());
        }
    }

    private static Map<String, String> fields(String lines) {
        Map<String, String> fields = new HashMap<>();
        lines.lines().forEach(line -> {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 2));
            }
        });
        return fields;
    }

    private static String required(Map<String, String> fields, String key) throws DamagedFileException {
        return Optional.ofNullable(fields.get(key)).orElseThrow(() -> new DamagedFileException(key + " is missing"));
    }

    private static StsPolicy policy(byte[] octets) throws DamagedFileException {
        PolicyReading reading = PolicyParser.parse(octets);
        if (reading instanceof PolicyReading.Invalid invalid) {
            throw new DamagedFileException("its policy is none: " + invalid.detail());
        }
        return ((PolicyReading.Valid) reading).policy();
    }

    private static String checkSum(String text) {
        CRC32C sum = new CRC32C();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(sum.getValue());
    }
}
