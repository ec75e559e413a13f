package org.requiretls.james.delivery;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.requiretls.james.hop.Attempt;
import org.requiretls.james.hop.Attempt.SessionSummary;
import org.requiretls.james.hop.AttemptListener;
import org.requiretls.james.hop.StsReading;
import org.requiretls.james.policy.StsState;
import org.requiretls.james.smtpclient.PrintableText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One line for each attempt, with a grammar that stays: {@code hop} and then {@code key=value} pairs, always the same
 * keys in the same order, {@code -} where a value does not apply, and last {@code reason="…"} in words.
 *
 * <p>A log processor may rely on the keys; the reason is for people. Quotes in it are turned into apostrophes. Much
 * of the line was written by strangers (replies, certificates, names in DNS): whatever could end it, or look like
 * another value, is replaced.
 */
public final class AttemptLog implements AttemptListener {

    /** The name of the logger, for logback.xml: a category of its own, to be routed apart from the rest. */
    public static final String LOGGER_NAME = "org.requiretls.hop";

    private static final Logger LOGGER = LoggerFactory.getLogger(LOGGER_NAME);
    private static final String NOT_APPLICABLE = "-";
    private static final Pattern WORD_ENDS = Pattern.compile("[\\p{Z}\"]+");

    @Override
    public void ended(Attempt attempt) {
        Level level = attempt.outcome() == Attempt.Outcome.DELIVERED ? Level.INFO : Level.WARN;
        if (LOGGER.isEnabledForLevel(level)) {
            LOGGER.atLevel(level).log(line(attempt));
        }
    }

    static String line(Attempt attempt) {
        return new Line()
                .add("mail", attempt.message().name())
                .add("tag", lowerCase(attempt.message().tag()))
                .add("domain", attempt.message().domain())
                .add("host", attempt.host())
                .add("address", attempt.address())
                .add("mx", lowerCase(attempt.mx()))
                .add("tlsa", attempt.tlsa().map(AttemptLog::lowerCase))
                .add("sts", attempt.sts().map(AttemptLog::policy))
                .add("tls", attempt.session().flatMap(SessionSummary::tlsVersion))
                .add("auth", attempt.session().map(AttemptLog::authentication))
                .add(
                        "keyword",
                        attempt.session().flatMap(SessionSummary::keyword).map(offered -> offered ? "yes" : "no"))
                .add("outcome", lowerCase(attempt.outcome()))
                .add("rule", attempt.rule().name())
                .add("status", attempt.status().enhanced().toString())
                .endWith("reason", attempt.reason());
    }

    private static String policy(StsReading sts) {
        return sts.state() == StsState.NOT_APPLICABLE ? "none" : lowerCase(sts.state());
    }

    private static String authentication(SessionSummary session) {
        if (session.dane()) {
            return "dane";
        }
        return session.pkix() ? "pkix" : "none";
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static final class Line {

        private final StringBuilder text = new StringBuilder("hop");

        Line add(String key, String value) {
            text.append(' ').append(key).append('=').append(value.isEmpty() ? NOT_APPLICABLE : oneWord(value));
            return this;
        }

        Line add(String key, Optional<String> value) {
            return add(key, value.orElse(NOT_APPLICABLE));
        }

        String endWith(String key, String value) {
            return text + " " + key + "=\"" + PrintableText.of(value).replace('"', '\'') + "\"";
        }

        private static String oneWord(String value) {
            return WORD_ENDS.matcher(PrintableText.of(value)).replaceAll("_");
        }
    }
}
