package org.requiretls.james.smtp;

import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.smtp.SMTPSession;
import org.requiretls.james.session.SessionFacts;

/**
 * The client and its TLS in words for the log, so that the way of a message can be followed from server to server (RFC
 * 8314 section 4).
 */
final class ClientText {

    /** A domain name has 253 characters at most (RFC 1035 section 2.3.4); what is longer is none. */
    private static final int LONGEST_NAME = 253;

    /** A client may say anything, and a log goes to terminals. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[^!-~]");

    private ClientText() {}

    /** {@code mx.example.org [192.0.2.1]}; the name is what the client says in EHLO, made harmless. */
    static String of(SMTPSession session) {
        return session.getAttachment(SMTPSession.CURRENT_HELO_NAME, State.Connection)
                        .map(ClientText::harmless)
                        .orElse("an unnamed client")
                + " [" + address(session) + "]";
    }

    private static String harmless(String name) {
        String shown = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "..." : name;
        return UNPRINTABLE.matcher(shown).replaceAll("?");
    }

    static String address(SMTPSession session) {
        return session.getRemoteAddress().getAddress().getHostAddress();
    }

    /** {@code tls=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384}, or {@code tls=none}. */
    static String tls(Optional<SessionFacts.Tls> tls) {
        return tls.map(facts -> "tls=" + facts.version() + " cipher=" + facts.cipherSuite())
                .orElse("tls=none");
    }
}
