package org.requiretls.james.smtp;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The child elements of our handler in smtpserver.xml; the page for administrators lists them in these words. */
public enum HandlerElement {
    ADVERTISE(
            "advertise",
            "auto",
            "`auto`: REQUIRETLS is listed inside TLS, while the outgoing routes honour the tag; `never`: not at all."),
    CLEAR_TEXT_MAIL(
            "clearTextMail",
            "accept",
            "`refuse`: MAIL outside TLS gets 530 5.7.0. RFC 3207 forbids that on a public port 25, RFC 8689 section 8.4"
                    + " allows it to domains that need TLS."),
    CLEAR_TEXT_LOGIN(
            "clearTextLogin",
            "asAnnounced",
            "`asAnnounced`: where James lists AUTH inside TLS only (`requireSSL`), AUTH in clear text gets 538 5.7.11;"
                    + " James itself would take it. `refuseAfterTls`: besides, an account that once logged in inside TLS"
                    + " gets 535 in clear text, whatever its password. `refuse`: 538 for all."),
    TLS_ONLY_CLIENTS(
            "tlsOnlyClients",
            "none",
            "Networks whose clients have to use TLS, as `192.0.2.0/24, 2001:db8::/32`: MAIL outside TLS gets 530"
                    + " 5.7.0."),
    TLS_ONLY_RECIPIENTS(
            "tlsOnlyRecipients",
            "none",
            "Addresses and domains that get mail inside TLS only, as `vip@example.org, secret.example`: RCPT outside TLS"
                    + " gets 550 5.7.10.");

    private final String key;
    private final String defaultValue;
    private final String meaning;

    HandlerElement(String key, String defaultValue, String meaning) {
        this.key = key;
        this.defaultValue = defaultValue;
        this.meaning = meaning;
    }

    /** The name of the element; case-sensitive. */
    public String key() {
        return key;
    }

    /** What holds where the element is absent, in words. */
    public String defaultValue() {
        return defaultValue;
    }

    /** What it does, for administrators. */
    public String meaning() {
        return meaning;
    }

    static Optional<HandlerElement> of(String key) {
        return Arrays.stream(values())
                .filter(element -> element.key.equals(key))
                .findFirst();
    }

    static String allKeys() {
        return Arrays.stream(values()).map(HandlerElement::key).collect(Collectors.joining(", "));
    }
}
