package org.requiretls.james.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;

/**
 * Whether a report is signed by the domain that it says it is from (RFC 8460 section 3). Any domain can sign something:
 * without this anybody could tell us what, say, a large provider has seen.
 *
 * @param result what James's check of DKIM signatures has found
 * @param fields the DKIM-Signature fields, unfolded
 */
record ReportSignature(String result, List<String> fields) {

    private static final String PASS = "pass";
    private static final Pattern IDENTITY = Pattern.compile("\\(identity\\s*(?<identity>[^()\\s]*)\\)");

    /** What the result can be read from without doubt: an encoded identity could bring parentheses of its own. */
    private static final Pattern PLAIN_IDENTITY = Pattern.compile("[A-Za-z0-9._+-]*@(?<domain>[A-Za-z0-9.-]+)");

    private static final Pattern TAG = Pattern.compile("\\s*(?<name>[A-Za-z][A-Za-z0-9_]*)\\s*=(?<value>[^;]*)");

    static ReportSignature of(MimeMessage mail, String result) throws MessagingException {
        String[] fields = mail.getHeader("DKIM-Signature");
        return new ReportSignature(result, fields == null ? List.of() : List.of(fields));
    }

    /**
     * Why it is no signature of the reporter; empty if it is one.
     *
     * @param contact of the report
     */
    Optional<String> refusal(String contact) {
        if (!result.startsWith(PASS)) {
            return Optional.of("it has no valid DKIM signature: " + result);
        }
        if (tags("l").findAny().isPresent()) {
            return Optional.of("a DKIM signature with l= may not cover the report");
        }
        if (tags("i").anyMatch(identity -> !PLAIN_IDENTITY.matcher(identity).matches())) {
            return Optional.of("a DKIM signature has an identity that can't be told for sure");
        }
        String reporter = contact.substring(contact.indexOf('@') + 1).toLowerCase(Locale.ROOT);
        List<String> signers = signers();
        return signers.stream().anyMatch(signer -> areRelated(signer, reporter))
                ? Optional.empty()
                : Optional.of("it is signed by " + signers + ", and says that it is from '" + reporter + "'");
    }

    private List<String> signers() {
        List<String> domains = new ArrayList<>();
        for (Matcher each = IDENTITY.matcher(result); each.find(); ) {
            Matcher identity = PLAIN_IDENTITY.matcher(each.group("identity"));
            if (identity.matches()) {
                domains.add(identity.group("domain").toLowerCase(Locale.ROOT));
            }
        }
        return domains;
    }

    /** The same domain, or one below the other. */
    private static boolean areRelated(String one, String other) {
        return one.equals(other) || one.endsWith("." + other) || other.endsWith("." + one);
    }

    private Stream<String> tags(String name) {
        return fields.stream()
                .flatMap(field -> Stream.of(field.split(";")))
                .map(TAG::matcher)
                .filter(tag -> tag.matches() && tag.group("name").equals(name))
                .map(tag -> tag.group("value").replaceAll("\\s", ""));
    }
}
