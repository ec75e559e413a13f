package org.requiretls.james.route;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;

/** The domain of a recipient address as a name for DNS. */
public final class MailDomain {

    /**
     * Letters that IDNA 2003, which Java knows, turns into others, while IDNA 2008 keeps them (RFC 5894 section 7.2):
     * the same spelling may name two domains, and mail must not go to the wrong one.
     */
    private static final String AMBIGUOUS = "\u00df\u03c2\u200c\u200d";

    private MailDomain() {}

    /** A-labels in lower case without the trailing dot; empty if it cannot be a domain name. */
    public static Optional<String> toALabels(String domain) {
        if (domain.chars().anyMatch(letter -> AMBIGUOUS.indexOf(letter) >= 0)) {
            return Optional.empty();
        }
        try {
            String ascii = IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
            String name = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
            return Optional.of(name).filter(text -> !text.isEmpty());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
