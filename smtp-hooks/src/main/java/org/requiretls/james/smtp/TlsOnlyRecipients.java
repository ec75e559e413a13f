package org.requiretls.james.smtp;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.james.core.MailAddress;

/** Addresses ({@code vip@example.org}) and domains ({@code example.org}) that get mail inside TLS only. */
final class TlsOnlyRecipients {

    static final TlsOnlyRecipients NONE = new TlsOnlyRecipients(Set.of());

    private static final Pattern ADDRESS_OR_DOMAIN = Pattern.compile("([^@\\s<>]+@)?[^@\\s<>]+");

    private final Set<String> names;

    private TlsOnlyRecipients(Set<String> names) {
        this.names = names;
    }

    /** @throws ConfigurationException naming what is neither an address nor a domain */
    static TlsOnlyRecipients parse(List<String> texts) throws ConfigurationException {
        Set<String> names = new HashSet<>();
        for (String text : texts) {
            if (!ADDRESS_OR_DOMAIN.matcher(text).matches()) {
                throw new ConfigurationException(HandlerOptions.complaint("'" + text + "' in element '"
                        + HandlerElement.TLS_ONLY_RECIPIENTS.key() + "' is neither an address nor a domain"));
            }
            names.add(text.toLowerCase(Locale.ROOT));
        }
        return new TlsOnlyRecipients(names);
    }

    /** Letter case does not count: James delivers without regard to it. */
    boolean contain(MailAddress recipient) {
        return names.contains(recipient.asString().toLowerCase(Locale.ROOT))
                || names.contains(recipient.getDomain().asString().toLowerCase(Locale.ROOT));
    }
}
