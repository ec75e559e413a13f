package org.requiretls.james.delivery;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import javax.mail.MessagingException;
import org.apache.mailet.MailetConfig;

/** The settings of the mailet, as James hands its configuration over. */
public final class MailetSettings {

    private MailetSettings() {}

    /**
     * The settings that the configuration asks for.
     *
     * @param fileLocator where a file is that the configuration names
     * @throws MessagingException names every unknown, refused or unreadable parameter and what to do about it
     */
    public static DeliverySettings read(MailetConfig config, Function<String, Path> fileLocator)
            throws MessagingException {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Iterator<String> names = config.getInitParameterNames(); names.hasNext(); ) {
            String name = names.next();
            parameters.put(name, config.getInitParameter(name));
        }
        try {
            return SettingsReader.read(parameters, fileLocator);
        } catch (SettingsException e) {
            throw new MessagingException(
                    "The mailet " + config.getMailetName() + " can't be started, its configuration in"
                            + " mailetcontainer.xml has " + e.mistakes().size() + " mistake(s): " + e.getMessage()
                            + ".",
                    e);
        }
    }
}
