package org.requiretls.james.session;

import java.util.Optional;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.requiretls.james.session.SessionFacts.Keyword;

/** The one place that knows how {@link SessionFacts} are written onto a {@link Mail}. */
public final class SessionFactsCodec {

    /** String: the protocol version, or {@value #CLEAR_TEXT}. A mail without it did not come by SMTP. */
    public static final AttributeName TLS_VERSION = AttributeName.of("org.requiretls.session-tls-version");

    /** String: the cipher suite; absent where the session was in clear text. */
    public static final AttributeName CIPHER_SUITE = AttributeName.of("org.requiretls.session-cipher-suite");

    /** String: {@code true} where MAIL carried REQUIRETLS; otherwise absent. */
    public static final AttributeName KEYWORD = AttributeName.of("org.requiretls.session-requiretls");

    static final String CLEAR_TEXT = "none";
    private static final String TRUE = "true";

    private SessionFactsCodec() {}

    /** Puts the facts on the mail, in place of whatever stands there under these names. */
    public static void write(Mail mail, SessionFacts facts) {
        put(
                mail,
                TLS_VERSION,
                Optional.of(facts.tls().map(SessionFacts.Tls::version).orElse(CLEAR_TEXT)));
        put(mail, CIPHER_SUITE, facts.tls().map(SessionFacts.Tls::cipherSuite));
        put(mail, KEYWORD, facts.keyword() == Keyword.USED ? Optional.of(TRUE) : Optional.empty());
    }

    /** The facts; empty for a mail that did not come by SMTP, or not through the handler. */
    public static Optional<SessionFacts> read(Mail mail) {
        Keyword keyword = string(mail, KEYWORD).filter(TRUE::equals).isPresent() ? Keyword.USED : Keyword.NOT_USED;
        return string(mail, TLS_VERSION)
                .map(version -> new SessionFacts(
                        version.equals(CLEAR_TEXT)
                                ? Optional.empty()
                                : Optional.of(new SessionFacts.Tls(
                                        version, string(mail, CIPHER_SUITE).orElse(""))),
                        keyword));
    }

    private static void put(Mail mail, AttributeName name, Optional<String> value) {
        value.ifPresentOrElse(
                present -> mail.setAttribute(new Attribute(name, AttributeValue.of(present))),
                () -> mail.removeAttribute(name));
    }

    private static Optional<String> string(Mail mail, AttributeName name) {
        return AttributeUtils.getValueAndCastFromMail(mail, name, String.class);
    }
}
