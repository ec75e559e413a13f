package org.requiretls.james.smtp;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.commons.configuration2.Configuration;
import org.apache.commons.configuration2.ex.ConfigurationException;

/**
 * What the child elements of {@code <handler class="org.requiretls.james.smtp.RequireTlsHandlers">} say; see
 * {@link HandlerElement}.
 *
 * @param tlsOnlyClients networks as they are written
 * @param tlsOnlyRecipients addresses and domains as they are written
 */
record HandlerOptions(
        Advertise advertise,
        ClearTextMail clearTextMail,
        ClearTextLogin clearTextLogin,
        List<String> tlsOnlyClients,
        List<String> tlsOnlyRecipients) {

    /** When the keyword is listed. There is no "always": that would be a promise that nobody keeps. */
    enum Advertise {
        /** Inside TLS, while the outgoing routes honour the tag. */
        AUTO,

        /** Not at all; the header field {@code TLS-Required} is still read. */
        NEVER
    }

    /** The attribute by which James itself finds the handler. */
    private static final String CLASS = "[@class]";

    /** @throws ConfigurationException naming an element that is unknown, or given twice, or has another value */
    static HandlerOptions parse(Configuration configuration) throws ConfigurationException {
        rejectUnknown(configuration);
        return new HandlerOptions(
                choice(
                                configuration,
                                HandlerElement.ADVERTISE,
                                Map.of("auto", Advertise.AUTO, "never", Advertise.NEVER))
                        .orElse(Advertise.AUTO),
                choice(
                                configuration,
                                HandlerElement.CLEAR_TEXT_MAIL,
                                Map.of("accept", ClearTextMail.ACCEPTED, "refuse", ClearTextMail.REFUSED))
                        .orElse(ClearTextMail.ACCEPTED),
                choice(
                                configuration,
                                HandlerElement.CLEAR_TEXT_LOGIN,
                                Map.of(
                                        "asAnnounced", ClearTextLogin.AS_ANNOUNCED,
                                        "refuseAfterTls", ClearTextLogin.REFUSED_AFTER_TLS,
                                        "refuse", ClearTextLogin.REFUSED))
                        .orElse(ClearTextLogin.AS_ANNOUNCED),
                list(configuration, HandlerElement.TLS_ONLY_CLIENTS),
                list(configuration, HandlerElement.TLS_ONLY_RECIPIENTS));
    }

    private static void rejectUnknown(Configuration configuration) throws ConfigurationException {
        for (Iterator<String> keys = configuration.getKeys(); keys.hasNext(); ) {
            String key = keys.next();
            if (!key.isEmpty() && !CLASS.equals(key) && HandlerElement.of(key).isEmpty()) {
                throw new ConfigurationException(
                        complaint("unknown element '" + key + "'; there are " + HandlerElement.allKeys()));
            }
        }
    }

    private static <T> Optional<T> choice(Configuration configuration, HandlerElement element, Map<String, T> choices)
            throws ConfigurationException {
        Optional<String> value = value(configuration, element);
        if (value.isPresent() && !choices.containsKey(value.get())) {
            throw new ConfigurationException(complaint("element '" + element.key() + "' cannot be '" + value.get()
                    + "'; it has to be one of " + String.join(", ", new TreeSet<>(choices.keySet()))));
        }
        return value.map(choices::get);
    }

    private static List<String> list(Configuration configuration, HandlerElement element)
            throws ConfigurationException {
        List<String> items = value(configuration, element)
                .map(value ->
                        Arrays.stream(value.split(",", -1)).map(String::trim).toList())
                .orElse(List.of());
        if (items.contains("")) {
            throw new ConfigurationException(complaint("element '" + element.key() + "' has an empty item"));
        }
        return items;
    }

    private static Optional<String> value(Configuration configuration, HandlerElement element)
            throws ConfigurationException {
        String[] values = configuration.getStringArray(element.key());
        if (values.length > 1) {
            throw new ConfigurationException(
                    complaint("element '" + element.key() + "' is given " + values.length + " times, once is enough"));
        }
        if (values.length == 1) {
            return Optional.of(values[0].trim());
        }
        return isPresent(configuration, element) ? Optional.of("") : Optional.empty();
    }

    /** True for an empty element as well, which has a key but no value. */
    private static boolean isPresent(Configuration configuration, HandlerElement element) {
        return configuration.getKeys(element.key()).hasNext();
    }

    /** The sentence that names the file and the handler, for an error. */
    static String complaint(String what) {
        return "smtpserver.xml, handler " + RequireTlsHandlers.class.getName() + ": " + what;
    }
}
