package org.requiretls.james.tlsrpt;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.requiretls.james.tlsrpt.ReportRequest.NotWanted;
import org.requiretls.james.tlsrpt.ReportRequest.Reason;
import org.requiretls.james.tlsrpt.ReportRequest.Wanted;

/** The grammar of the TXT record (RFC 8460 section 3, {@code tlsrpt-record}). */
final class ReportRequestReader {

    private static final String VERSION = "v=TLSRPTv1";
    private static final String RUA = "rua";

    /** Without a limit a record could have us send a report to a crowd. */
    private static final int MOST_TARGETS = 10;

    private static final Pattern DELIMITER = Pattern.compile("[ \t]*;[ \t]*");
    private static final Pattern FIELD =
            Pattern.compile("(?<name>[A-Za-z0-9][A-Za-z0-9_.-]{0,31})=(?<value>[\\x21-\\x3a\\x3c-\\x7e \t]+)");
    private static final Pattern URI_DELIMITER = Pattern.compile("[ \t]*,[ \t]*");
    private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");

    /** A dot-string in front of a domain, both in ASCII (RFC 6068 section 2): what can be sent to everywhere. */
    private static final Pattern MAILBOX = Pattern.compile(
            "[A-Za-z0-9!#$%&'*+/=?^_`{|}~,;-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~,;-]+)*@[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

    private ReportRequestReader() {}

    static ReportRequest read(List<String> texts) {
        List<String> candidates =
                texts.stream().filter(text -> text.startsWith(VERSION + ";")).toList();
        if (candidates.isEmpty()) {
            return new NotWanted(Reason.NO_RECORD, "no TXT record begins with " + VERSION + ";");
        }
        if (candidates.size() > 1) {
            return new NotWanted(Reason.SEVERAL_RECORDS, candidates.size() + " TXT records begin with " + VERSION);
        }
        return readOne(candidates.get(0).substring(VERSION.length()));
    }

    private static ReportRequest readOne(String afterVersion) {
        List<ReportTarget> targets = new ArrayList<>();
        boolean named = false;
        String[] fields = DELIMITER.split(afterVersion.strip(), -1);
        // The first is what stands before the first delimiter, the last what stands behind an optional final one.
        for (int i = 1; i < fields.length; i++) {
            if (fields[i].isEmpty() && i == fields.length - 1) {
                break;
            }
            Matcher field = FIELD.matcher(fields[i]);
            if (!field.matches()) {
                return new NotWanted(Reason.SYNTAX, "'" + fields[i] + "' is no name=value");
            }
            if (field.group("name").equals(RUA)) {
                named = true;
                for (String uri : URI_DELIMITER.split(field.group("value"))) {
                    target(uri).filter(found -> !targets.contains(found)).ifPresent(targets::add);
                }
            }
        }
        if (!named) {
            return new NotWanted(Reason.SYNTAX, "the record has no rua");
        }
        return targets.isEmpty()
                ? new NotWanted(Reason.NO_TARGET, "rua names neither a mail address nor an HTTPS address")
                : new Wanted(targets.subList(0, Math.min(targets.size(), MOST_TARGETS)));
    }

    /** Other schemes are skipped: a record may name what comes later than this RFC. */
    private static Optional<ReportTarget> target(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        return switch (text.substring(0, colon).toLowerCase(Locale.ROOT)) {
            case "mailto" -> mailbox(text.substring(colon + 1));
            case "https" -> https(text);
            default -> Optional.empty();
        };
    }

    /** Header fields behind a question mark (RFC 6068) are the domain's wishes for a mail that is ours to write. */
    private static Optional<ReportTarget> mailbox(String text) {
        String address = decoded(text.split("\\?", 2)[0]);
        return MAILBOX.matcher(address).matches() ? Optional.of(new ReportTarget.Mail(address)) : Optional.empty();
    }

    private static Optional<ReportTarget> https(String text) {
        try {
            URI uri = new URI(text);
            boolean namesAHost = uri.getHost() != null && uri.getUserInfo() == null && uri.getFragment() == null;
            return namesAHost ? Optional.of(new ReportTarget.Https(uri)) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** Comma, exclamation mark and semicolon come percent-encoded (section 3), and others may. */
    private static String decoded(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(escape -> Matcher.quoteReplacement(new String(
                        new byte[] {(byte) Integer.parseInt(escape.group(1), 16)}, StandardCharsets.ISO_8859_1)));
    }
}
