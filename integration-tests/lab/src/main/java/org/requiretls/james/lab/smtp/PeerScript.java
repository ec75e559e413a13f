package org.requiretls.james.lab.smtp;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Everything a connection needs to know about how to behave.
 *
 * @param announced the name in the greeting and in the EHLO reply
 * @param tls key material; empty for a peer that does not know STARTTLS
 * @param tlsProtocols JSSE names; empty for the JDK's default
 * @param listsStartTls whether EHLO in clear lists STARTTLS
 * @param implicitTls whether the handshake comes before the greeting
 * @param tlsDemanded whether MAIL in clear is answered 530 (RFC 3207 section 4)
 * @param answers deviations by stage
 * @param recipientAnswers deviations by recipient address
 * @param contentKept octets of each message that are kept
 */
record PeerScript(
        String announced,
        Optional<SSLContext> tls,
        List<String> tlsProtocols,
        boolean listsStartTls,
        boolean implicitTls,
        boolean tlsDemanded,
        List<String> keywordsInClear,
        List<String> keywordsInTls,
        Map<Stage, Answer> answers,
        Map<String, Answer> recipientAnswers,
        int contentKept) {

    PeerScript {
        tlsProtocols = List.copyOf(tlsProtocols);
        keywordsInClear = List.copyOf(keywordsInClear);
        keywordsInTls = List.copyOf(keywordsInTls);
        answers = Map.copyOf(answers);
        recipientAnswers = Map.copyOf(recipientAnswers);
    }

    Answer at(Stage stage) {
        return answers.getOrDefault(stage, Answer.normal()).thisTime();
    }

    Answer atRecipient(String address) {
        Answer own = recipientAnswers.get(address);
        return own == null ? at(Stage.RCPT) : own.thisTime();
    }
}
