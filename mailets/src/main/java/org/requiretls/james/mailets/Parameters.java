package org.requiretls.james.mailets;

import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import javax.mail.MessagingException;
import org.apache.mailet.MailetConfig;

/** Reads the parameters of a mailet strictly, so that a slip of the pen is seen when James starts and not later. */
final class Parameters {

    private Parameters() {}

    /** @throws MessagingException when a parameter is not among {@code known}; it names that one and all known ones */
    static void requireKnown(MailetConfig config, Set<String> known) throws MessagingException {
        for (Iterator<String> names = config.getInitParameterNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name) && !EveryMailet.PARAMETERS.contains(name)) {
                throw new MessagingException(config.getMailetName() + ": unknown parameter <" + name + ">. Known are "
                        + new TreeSet<>(known) + "; correct mailetcontainer.xml.");
            }
        }
    }

    /**
     * A parameter that is either {@code true} or {@code false}.
     *
     * @throws MessagingException for any other word: the readers of James guess, and "ture" would count as false
     */
    static boolean flag(MailetConfig config, String name, boolean whenMissing) throws MessagingException {
        String value = config.getInitParameter(name);
        if (value == null) {
            return whenMissing;
        }
        return switch (value.trim().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new MessagingException(
                        config.getMailetName() + ": <" + name + "> is '" + value + "', it has to be true or false");
        };
    }
}
