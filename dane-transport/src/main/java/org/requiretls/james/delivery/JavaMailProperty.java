package org.requiretls.james.delivery;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Properties of JavaMail that the stock remote delivery passes on, {@code mail.smtp.…}. The mail is not sent with
 * JavaMail here: those that say the same as a parameter are taken for it, and the others refused with what to use in
 * their place.
 */
public enum JavaMailProperty {
    TIMEOUT("timeout", Parameter.TIMEOUT),
    CONNECTION_TIMEOUT("connectiontimeout", Parameter.CONNECTION_TIMEOUT),
    LOCAL_HOST("localhost", Parameter.HELO_NAME),
    LOCAL_ADDRESS("localaddress", Parameter.BIND),
    SEND_PARTIAL("sendpartial", Parameter.SEND_PARTIAL),
    STARTTLS_ENABLE("starttls.enable", Parameter.START_TLS),
    CHECK_SERVER_IDENTITY("ssl.checkserveridentity", Parameter.VERIFY_SERVER_IDENTITY),

    STARTTLS_REQUIRED("starttls.required", "a line '* encrypt' in <" + Parameter.TLS_RULES.key() + "> does so"),
    SSL_TRUST(
            "ssl.trust",
            "name the roots in <" + Parameter.TRUST_STORE.key() + ">, or digests in <" + Parameter.TLS_RULES.key()
                    + ">"),
    SSL_PROTOCOLS(
            "ssl.protocols", "TLS 1.2 and 1.3 are spoken; tls-min in <" + Parameter.TLS_RULES.key() + "> raises that"),
    SSL_CIPHER_SUITES("ssl.ciphersuites", "suites in <" + Parameter.TLS_RULES.key() + "> does so"),
    SSL_ENABLE("ssl.enable", "<" + Parameter.SSL_ENABLE.key() + "> does so, for gateways"),
    HOST("host", "<" + Parameter.GATEWAY.key() + "> names the hosts"),
    PORT("port", "<" + Parameter.GATEWAY_PORT.key() + "> does so for gateways; MX hosts listen on port 25"),
    USER("user", "<" + Parameter.GATEWAY_USERNAME.key() + "> does so"),
    PASSWORD("password", "<" + Parameter.GATEWAY_PASSWORD.key() + "> does so"),
    AUTH("auth", "<" + Parameter.GATEWAY_USERNAME.key() + "> and <" + Parameter.GATEWAY_PASSWORD.key() + "> do so"),
    WRITE_TIMEOUT("writetimeout", "<" + Parameter.BLOCK_TIMEOUT.key() + "> does so"),
    QUIT_WAIT("quitwait", "<" + Parameter.QUIT_TIMEOUT.key() + "> bounds the wait"),
    DSN_NOTIFY("dsn.notify", "each message brings its own NOTIFY"),
    DSN_RET("dsn.ret", "each message brings its own RET"),
    ALLOW_8BIT("allow8bitmime", "8BITMIME is always used where it is offered");

    private static final String PREFIX = "mail.";
    private static final List<String> PREFIXES_OF_SMTP = List.of("mail.smtp.", "mail.smtps.");

    private final String name;
    private final Optional<Parameter> meaning;
    private final String advice;

    JavaMailProperty(String name, Parameter meaning) {
        this.name = name;
        this.meaning = Optional.of(meaning);
        advice = "";
    }

    JavaMailProperty(String name, String advice) {
        this.name = name;
        meaning = Optional.empty();
        this.advice = advice;
    }

    /** Whether it is taken for a parameter. */
    public static boolean isTaken(String key) {
        return find(key).filter(each -> each.meaning.isPresent()).isPresent();
    }

    /** The properties that say the same as the parameter, as the configuration may spell them. */
    static Stream<String> keysFor(Parameter parameter) {
        return Arrays.stream(values())
                .filter(each -> each.meaning.filter(parameter::equals).isPresent())
                .flatMap(each -> PREFIXES_OF_SMTP.stream().map(prefix -> prefix + each.name));
    }

    /** What to do in place of a property that is not taken; empty where the key is none. */
    static Optional<String> adviceFor(String key) {
        if (!key.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String why = "a property of JavaMail, with which the mail is not sent here; ";
        return Optional.of(why
                + find(key).map(each -> each.advice).orElse("there is nothing that corresponds to it")
                + ". Remove it");
    }

    private static Optional<JavaMailProperty> find(String key) {
        return Arrays.stream(values())
                .filter(each -> PREFIXES_OF_SMTP.stream().anyMatch(prefix -> key.equals(prefix + each.name)))
                .findFirst();
    }
}
