package org.requiretls.james.mtasts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The text of one TXT record (RFC 8461 section 3.1): fields {@code key=value} with semicolons between. */
final class TxtRecord {

    /** What it begins with; no blank before the semicolon (erratum 6285), case matters. */
    static final String VERSION = "v=STSv1;";

    private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,31}=[!-:<>-~]+");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9]{1,32}");
    private static final String ID_KEY = "id=";

    private TxtRecord() {}

    /**
     * The id; empty if there is none, or if anything else in the record is not as the grammar has it. Of several the
     * first counts (section 3.2).
     *
     * @param text begins with {@link #VERSION}
     */
    static Optional<String> id(String text) {
        List<String> fields = fields(text.substring(VERSION.length()));
        if (!fields.stream().allMatch(FIELD.asMatchPredicate())) {
            return Optional.empty();
        }
        return fields.stream()
                .filter(field -> field.startsWith(ID_KEY))
                .findFirst()
                .map(field -> field.substring(ID_KEY.length()))
                .filter(ID.asMatchPredicate());
    }

    private static List<String> fields(String text) {
        List<String> fields = new ArrayList<>();
        Arrays.stream(text.split(";", -1)).map(Blanks::strip).forEach(fields::add);
        boolean endsInSemicolon =
                fields.size() > 1 && fields.get(fields.size() - 1).isEmpty();
        return endsInSemicolon ? fields.subList(0, fields.size() - 1) : fields;
    }
}
