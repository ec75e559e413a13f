package org.requiretls.james.smtp;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;
import org.apache.commons.configuration2.Configuration;
import org.apache.commons.configuration2.ex.ConfigurationException;

/**
 * What the child elements of {@code <handler class="org.requiretls.james.smtp.RequireTlsHandlers">} say.
 *
 * @param advertise element {@code advertise}: {@code auto} (default) or {@code never}
 * @param clearTextMail element {@code clearTextMail}: {@code accept} (default) or {@code refuse}
 */
record HandlerOptions(Advertise advertise, ClearTextMail clearTextMail) {

    /** When the keyword is listed. There is no "always": that would be a promise that nobody keeps. */
    enum Advertise {
        /** Inside TLS, while the outgoing routes honour the tag. */
        AUTO,

        /** Not at all; the header field {@code TLS-Required} is still read. */
        NEVER
    }

    private static final String ADVERTISE = "advertise";
    private static final String CLEAR_TEXT_MAIL = "clearTextMail";

    /** The attribute by which James itself finds the handler. */
    private static final String CLASS = "[@class]";

    /** @throws ConfigurationException naming an element that is unknown, or given twice, or has another value */
    static HandlerOptions parse(Configuration configuration) throws ConfigurationException {
        rejectUnknown(configuration);
        return new HandlerOptions(
                value(configuration, ADVERTISE, HandlerOptions::advertise).orElse(Advertise.AUTO),
                value(configuration, CLEAR_TEXT_MAIL, HandlerOptions::clearTextMail)
                        .orElse(ClearTextMail.ACCEPTED));
    }

    private static void rejectUnknown(Configuration configuration) throws ConfigurationException {
        for (Iterator<String> keys = configuration.getKeys(); keys.hasNext(); ) {
            String key = keys.next();
            if (!key.isEmpty()
                    && !Arrays.asList(CLASS, ADVERTISE, CLEAR_TEXT_MAIL).contains(key)) {
                throw new ConfigurationException(
                        complaint("unknown element '" + key + "'; there are " + ADVERTISE + " and " + CLEAR_TEXT_MAIL));
            }
        }
    }

    private static <T> Optional<T> value(
            Configuration configuration, String element, Function<String, Optional<T>> reading)
            throws ConfigurationException {
        String[] values = configuration.getStringArray(element);
        if (values.length == 0 && !isPresent(configuration, element)) {
            return Optional.empty();
        }
        if (values.length > 1) {
            throw new ConfigurationException(
                    complaint("element '" + element + "' is given " + values.length + " times, once is enough"));
        }
        String value = values.length == 0 ? "" : values[0].trim();
        Optional<T> read = reading.apply(value);
        if (read.isEmpty()) {
            throw new ConfigurationException(complaint("element '" + element + "' cannot be '" + value + "'"));
        }
        return read;
    }

    /** True for an empty element as well, which has a key but no value. */
    private static boolean isPresent(Configuration configuration, String element) {
        return configuration.getKeys(element).hasNext();
    }

    private static Optional<Advertise> advertise(String value) {
        return switch (value) {
            case "auto" -> Optional.of(Advertise.AUTO);
            case "never" -> Optional.of(Advertise.NEVER);
            default -> Optional.empty();
        };
    }

    private static Optional<ClearTextMail> clearTextMail(String value) {
        return switch (value) {
            case "accept" -> Optional.of(ClearTextMail.ACCEPTED);
            case "refuse" -> Optional.of(ClearTextMail.REFUSED);
            default -> Optional.empty();
        };
    }

    private static String complaint(String what) {
        return "smtpserver.xml, handler " + RequireTlsHandlers.class.getName() + ": " + what;
    }
}
