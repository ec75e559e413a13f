package org.requiretls.james.tlsrpt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Goes once through a JSON text from a stranger, before anything is built from it: nested no deeper, and with no longer
 * numbers, than a report ever has. Jackson before 2.15, which James brings, has no bounds of its own: a number of a
 * million digits would keep it busy for minutes.
 */
final class JsonBounds {

    private static final int DEEPEST = 16;
    private static final int LONGEST_NUMBER = 18;

    private static final JsonFactory STRICT =
            JsonFactory.builder().build().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private JsonBounds() {}

    /** @throws ReportSyntaxException if the text is no JSON, has duplicate names (RFC 7493), or is out of bounds */
    static void check(byte[] text) throws ReportSyntaxException {
        try (JsonParser parser = STRICT.createParser(text)) {
            int depth = 0;
            int values = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isStructStart()) {
                    values += depth == 0 ? 1 : 0;
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                }
                if (depth > DEEPEST) {
                    throw new ReportSyntaxException("nested deeper than " + DEEPEST);
                }
                if (token.isNumeric() && parser.getTextLength() > LONGEST_NUMBER) {
                    throw new ReportSyntaxException("a number of " + parser.getTextLength() + " characters");
                }
            }
            if (values != 1) {
                throw new ReportSyntaxException("not one JSON object");
            }
        } catch (IOException e) {
            throw new ReportSyntaxException("not JSON: " + Reported.safely(e.getMessage()), e);
        }
    }
}
