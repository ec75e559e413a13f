package org.requiretls.james.lab.smtp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a {@link SmtpPeer} does at a {@link Stage} in place of the normal thing.
 *
 * <p>Where an answer is text, its first digit tells the peer how the conversation goes on: after a 2 or a 3 as if
 * the normal answer had been given, otherwise as after a refusal; after {@code 421} the peer closes, as RFC 5321
 * section 3.8 has it.
 */
public sealed interface Answer {

    /** Bytes as they are, well-formed or not. */
    record Bytes(byte[] bytes) implements Answer {}

    /** Bytes one at a time, each in a packet of its own. */
    record Dripped(byte[] bytes, Duration pause) implements Answer {}

    /** The unit over and over, until the client goes away. */
    record Endless(byte[] unit) implements Answer {}

    /** Reads and discards what comes, and never says a word. */
    record Hang() implements Answer {}

    /** Neither reads nor writes, so that the client's send buffer fills up. */
    record Stall() implements Answer {}

    /** Closes in an orderly way (FIN; inside TLS with close_notify). */
    record Close() implements Answer {}

    /** Closes with a TCP RST. */
    record Reset() implements Answer {}

    /** The normal thing. */
    record Normal() implements Answer {}

    /** First the one, then the other. */
    record Then(Answer first, Answer second) implements Answer {}

    /** A different answer each time the stage is reached, counted over all connections; the last one stays. */
    record InTurn(List<Answer> answers, AtomicInteger next) implements Answer {}

    /** The answer, but only after the client's next octets: at {@link Stage#HANDSHAKE}, after its ClientHello. */
    record OnceClientSpoke(Answer answer) implements Answer {}

    /** The answer, but only once more of what the client says is there, which is left to be read. */
    record OnceFollowed(Answer answer) implements Answer {}

    /** A reply of the given lines, for example {@code reply("250-one", "250 two")}; CRLF is added to each. */
    static Answer reply(String... lines) {
        return raw(String.join("\r\n", lines) + "\r\n");
    }

    /** The text as it is; nothing is added. */
    static Answer raw(String text) {
        return new Bytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static Answer bytes(byte[] bytes) {
        return new Bytes(bytes.clone());
    }

    /** A reply line, one byte per packet with the pause after each. */
    static Answer dripped(String line, Duration pause) {
        return new Dripped((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1), pause);
    }

    /** A line that never ends. */
    static Answer endlessLine() {
        return new Endless("2".repeat(512).getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A reply whose every line announces another one. */
    static Answer endlessReply(int code) {
        return new Endless((code + "-and so on\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    static Answer hang() {
        return new Hang();
    }

    static Answer stall() {
        return new Stall();
    }

    static Answer close() {
        return new Close();
    }

    static Answer reset() {
        return new Reset();
    }

    /** The answer, but not before the client has sent what comes next. */
    static Answer onceFollowed(Answer answer) {
        return new OnceFollowed(answer);
    }

    static Answer normal() {
        return new Normal();
    }

    static Answer inTurn(Answer... answers) {
        return new InTurn(List.of(answers), new AtomicInteger());
    }

    /**
     * A fatal TLS alert (RFC 8446 section 6) in answer to the ClientHello, then the end.
     *
     * @param description the alert's number, 40 for handshake_failure
     */
    static Answer tlsAlert(int description) {
        byte[] alert = {0x15, 0x03, 0x03, 0x00, 0x02, 0x02, (byte) description};
        return new OnceClientSpoke(new Then(new Bytes(alert), new Close()));
    }

    /** Text where the client expects TLS records, then the end. */
    static Answer garbageInsteadOfTls() {
        return new OnceClientSpoke(new Then(raw("500 What do you mean?\r\n"), new Close()));
    }

    /**
     * The ServerHello of a server that knows TLS 1.0 only. Written by hand, since no JDK in use still speaks it
     * without being told to for the whole process.
     */
    static Answer tls10ServerHello() {
        return new OnceClientSpoke(new Then(new Bytes(HandmadeServerHello.tls10()), new Hang()));
    }

    /** Does this, then the other. */
    default Answer then(Answer second) {
        return new Then(this, second);
    }

    /** What to do this time. */
    default Answer thisTime() {
        if (this instanceof InTurn turns) {
            int turn = turns.next()
                    .getAndUpdate(n -> Math.min(n + 1, turns.answers().size() - 1));
            return turns.answers().get(turn).thisTime();
        }
        return this;
    }
}
