package org.requiretls.james.lab.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Describes a {@link SmtpPeer}. Without any call: a correct MX on a free port of 127.0.0.1, without TLS, offering
 * {@link #USUAL_KEYWORDS}.
 */
public final class SmtpPeerBuilder {

    /** What an ordinary MX offers besides STARTTLS. */
    public static final List<String> USUAL_KEYWORDS =
            List.of("PIPELINING", "SIZE 52428800", "8BITMIME", "ENHANCEDSTATUSCODES", "DSN", "SMTPUTF8");

    private static final int DEFAULT_CONTENT_KEPT = 16 * 1024 * 1024;

    private InetAddress address = InetAddress.getLoopbackAddress();
    private int port;
    private String announced = "mx.example.net";
    private Optional<SSLContext> tls = Optional.empty();
    private List<String> tlsProtocols = List.of();
    private boolean listsStartTls;
    private boolean implicitTls;
    private boolean tlsDemanded;
    private List<String> keywordsInClear = USUAL_KEYWORDS;
    private List<String> keywordsInTls = USUAL_KEYWORDS;
    private final Map<Stage, Answer> answers = new EnumMap<>(Stage.class);
    private final Map<String, Answer> recipientAnswers = new HashMap<>();
    private int contentKept = DEFAULT_CONTENT_KEPT;

    SmtpPeerBuilder() {}

    /**
     * @param loopback a loopback address such as {@code 127.0.0.7}
     * @param listenPort 0 for a free one
     */
    public SmtpPeerBuilder listen(InetAddress loopback, int listenPort) {
        if (!loopback.isLoopbackAddress()) {
            throw new IllegalArgumentException("the lab listens on loopback only, not on " + loopback);
        }
        address = loopback;
        port = listenPort;
        return this;
    }

    /** The name that the peer gives itself in its greeting and EHLO reply. */
    public SmtpPeerBuilder announcing(String hostName) {
        announced = hostName;
        return this;
    }

    /** Offers STARTTLS with this key material; a context without a key makes every handshake fail. */
    public SmtpPeerBuilder tls(SSLContext keyMaterial) {
        tls = Optional.of(keyMaterial);
        listsStartTls = true;
        return this;
    }

    /** Does the handshake before the greeting (RFC 8314 section 3); after {@link #tls}. */
    public SmtpPeerBuilder implicitTls() {
        implicitTls = true;
        listsStartTls = false;
        return this;
    }

    /** JSSE names such as {@code TLSv1.2}. For TLS 1.0 see {@link Answer#tls10ServerHello()}. */
    public SmtpPeerBuilder tlsProtocols(String... protocols) {
        tlsProtocols = List.of(protocols);
        return this;
    }

    /** The command still works, but EHLO does not list it: what an attacker on the path makes of a peer. */
    public SmtpPeerBuilder startTlsStripped() {
        listsStartTls = false;
        return this;
    }

    /** MAIL in clear is answered {@code 530} (RFC 3207 section 4). */
    public SmtpPeerBuilder tlsDemanded() {
        tlsDemanded = true;
        return this;
    }

    /** The EHLO keywords in clear and in TLS, in place of the usual ones; STARTTLS is added as it applies. */
    public SmtpPeerBuilder keywords(String... keywords) {
        return keywordsInClear(keywords).keywordsInTls(keywords);
    }

    public SmtpPeerBuilder keywordsInClear(String... keywords) {
        keywordsInClear = List.of(keywords);
        return this;
    }

    public SmtpPeerBuilder keywordsInTls(String... keywords) {
        keywordsInTls = List.of(keywords);
        return this;
    }

    /** Adds REQUIRETLS to the keywords in TLS, and only there, as RFC 8689 section 2 says. */
    public SmtpPeerBuilder requireTlsOffered() {
        keywordsInTls = with(keywordsInTls, "REQUIRETLS");
        return this;
    }

    /** Adds REQUIRETLS to the keywords in clear, where RFC 8689 section 2 forbids it. */
    public SmtpPeerBuilder requireTlsOfferedInClear() {
        keywordsInClear = with(keywordsInClear, "REQUIRETLS");
        return this;
    }

    /** Deviates at a stage; a later call for the same stage replaces the earlier one. */
    public SmtpPeerBuilder on(Stage stage, Answer answer) {
        answers.put(stage, answer);
        return this;
    }

    /** Deviates for one recipient, named as in its RCPT command without the angle brackets. */
    public SmtpPeerBuilder onRecipient(String recipient, Answer answer) {
        recipientAnswers.put(recipient, answer);
        return this;
    }

    /** How many octets of each message are kept for inspection; all of it is counted. Default 16 MiB. */
    public SmtpPeerBuilder keepContent(int octets) {
        contentKept = octets;
        return this;
    }

    /** @throws IOException if the address and port cannot be bound */
    public SmtpPeer start() throws IOException {
        PeerScript script = new PeerScript(
                announced,
                tls,
                tlsProtocols,
                listsStartTls,
                implicitTls,
                tlsDemanded,
                keywordsInClear,
                keywordsInTls,
                answers,
                recipientAnswers,
                contentKept);
        return new SmtpPeer(address, port, script);
    }

    private static List<String> with(List<String> keywords, String keyword) {
        List<String> more = new ArrayList<>(keywords);
        more.add(keyword);
        return more;
    }
}
