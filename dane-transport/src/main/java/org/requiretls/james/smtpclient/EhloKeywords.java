package org.requiretls.james.smtpclient;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The extensions that a server listed in its reply to EHLO (RFC 5321 section 4.1.1.1). Keywords are compared without
 * regard to case (section 2.4).
 */
public final class EhloKeywords {

    public static final String STARTTLS = "STARTTLS";
    public static final String PIPELINING = "PIPELINING";
    public static final String REQUIRETLS = "REQUIRETLS";
    public static final String EIGHT_BIT_MIME = "8BITMIME";
    public static final String SMTPUTF8 = "SMTPUTF8";
    public static final String SIZE = "SIZE";
    public static final String DSN = "DSN";
    public static final String AUTH = "AUTH";
    public static final String LIMITS = "LIMITS";
    public static final String CHUNKING = "CHUNKING";

    private static final String RCPTMAX = "RCPTMAX=";

    private static final Pattern KEYWORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]*");
    private static final EhloKeywords NONE = new EhloKeywords(Map.of());

    private final Map<String, String> parametersByKeyword;
    private final Optional<Long> largestMessage;
    private final Optional<Long> mostRecipients;

    private EhloKeywords(Map<String, String> parametersByKeyword) {
        this.parametersByKeyword = parametersByKeyword;
        largestMessage = parametersOf(SIZE).flatMap(EhloKeywords::number).filter(octets -> octets > 0);
        mostRecipients = parametersOf(LIMITS).stream()
                .flatMap(limits -> Stream.of(limits.toUpperCase(Locale.ROOT).split(" +")))
                .filter(limit -> limit.startsWith(RCPTMAX))
                .map(limit -> limit.substring(RCPTMAX.length()))
                .flatMap(limit -> number(limit).stream())
                .filter(most -> most > 0)
                .findFirst();
    }

    /** Of a server that was greeted with HELO. */
    public static EhloKeywords none() {
        return NONE;
    }

    /** Reads the lines after the first, which names the server. A line that is no keyword lists nothing. */
    public static EhloKeywords of(Reply ehloReply) {
        Map<String, String> listed = new LinkedHashMap<>();
        ehloReply.lines().stream().skip(1).forEach(line -> {
            String[] words = line.strip().split(" +", 2);
            if (KEYWORD.matcher(words[0]).matches()) {
                listed.putIfAbsent(words[0].toUpperCase(Locale.ROOT), words.length > 1 ? words[1] : "");
            }
        });
        return new EhloKeywords(listed);
    }

    public boolean offers(String keyword) {
        return parametersByKeyword.containsKey(keyword.toUpperCase(Locale.ROOT));
    }

    /** What follows the keyword on its line; empty text where nothing does, empty where the keyword is not listed. */
    public Optional<String> parametersOf(String keyword) {
        return Optional.ofNullable(parametersByKeyword.get(keyword.toUpperCase(Locale.ROOT)));
    }

    /** The most octets that a message may have (RFC 1870 section 3); empty where the server names no limit. */
    public Optional<Long> largestMessage() {
        return largestMessage;
    }

    /** The most recipients of one transaction (RFC 9422 section 4.2); empty where the server names no limit. */
    public Optional<Long> mostRecipients() {
        return mostRecipients;
    }

    private static Optional<Long> number(String text) {
        String digits = text.strip();
        return digits.matches("\\d{1,18}") ? Optional.of(Long.valueOf(digits)) : Optional.empty();
    }

    /** In upper case. */
    public Set<String> all() {
        return Set.copyOf(parametersByKeyword.keySet());
    }

    @Override
    public String toString() {
        return parametersByKeyword.toString();
    }
}
