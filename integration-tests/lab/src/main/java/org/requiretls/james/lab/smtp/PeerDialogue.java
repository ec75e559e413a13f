package org.requiretls.james.lab.smtp;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.requiretls.james.lab.smtp.AnswerPlayer.Outcome;
import org.requiretls.james.lab.smtp.RecordedSession.Ending;

/** The server side of the conversation: reads commands, answers by the script or else by the standard. */
final class PeerDialogue {

    private final PeerWire wire;
    private final PeerScript script;
    private final RecordedSession session;
    private final AnswerPlayer player;
    private final PeerTransaction transaction;

    private Optional<TlsSeen> tls = Optional.empty();
    private boolean greeted;

    PeerDialogue(PeerWire wire, PeerScript script, RecordedSession session, AnswerPlayer player) {
        this.wire = wire;
        this.script = script;
        this.session = session;
        this.player = player;
        this.transaction = new PeerTransaction(wire, script, session, player);
    }

    void converse() throws IOException, InterruptedException {
        if (script.implicitTls()) {
            if (handshake() == Outcome.ENDED) {
                return;
            }
        } else if (wire.hasMore()) {
            session.addViolation("the client spoke before the greeting");
        }
        Outcome outcome = answer(Stage.GREETING, "220 " + script.announced() + " ESMTP");
        while (outcome != Outcome.ENDED) {
            Optional<String> line = wire.readLine();
            if (line.isEmpty()) {
                session.endedBy(Ending.CLIENT_CLOSED);
                return;
            }
            session.add(new RecordedCommand(line.get(), tls));
            outcome = obey(line.get());
        }
    }

    private Outcome obey(String line) throws IOException, InterruptedException {
        String verb = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
        checkGrouping(verb);
        return switch (verb) {
            case "EHLO" -> ehlo();
            case "HELO" -> helo();
            case "STARTTLS" -> startTls();
            case "MAIL" -> greeted ? mail(line) : badSequence();
            case "RCPT" -> greeted ? transaction.rcpt(line) : badSequence();
            case "DATA" -> greeted ? transaction.data(tls) : badSequence();
            case "BDAT" -> greeted && transaction.offers("CHUNKING") ? transaction.bdat(line, tls) : unknown();
            case "RSET" -> reset();
            case "NOOP" -> answer(Stage.NOOP, "250 2.0.0 OK");
            case "QUIT" -> quit();
            default -> unknown();
        };
    }

    private Outcome unknown() throws IOException, InterruptedException {
        return answer(Stage.UNKNOWN, "500 5.5.1 unknown command");
    }

    /** RFC 2920 section 3.1: only where offered, and these commands only as the last of a group. */
    private void checkGrouping(String verb) throws IOException {
        if (!wire.hasMore() || verb.equals("BDAT")) {
            return;
        }
        if (!transaction.offers("PIPELINING")) {
            session.addViolation("bytes after " + verb + " although PIPELINING is not offered");
        } else if (List.of("EHLO", "HELO", "DATA", "NOOP", "QUIT", "STARTTLS").contains(verb)) {
            session.addViolation("bytes after " + verb + ", which has to end a group");
        }
    }

    private Outcome ehlo() throws IOException, InterruptedException {
        transaction.forget();
        Stage stage = tls.isPresent() ? Stage.EHLO_IN_TLS : Stage.EHLO;
        List<String> keywords = tls.isPresent() ? script.keywordsInTls() : script.keywordsInClear();
        transaction.offer(keywords);
        StringBuilder reply = new StringBuilder("250-" + script.announced());
        keywords.forEach(keyword -> reply.append("\r\n250-").append(keyword));
        if (tls.isEmpty() && script.listsStartTls()) {
            reply.append("\r\n250-STARTTLS");
        }
        reply.setCharAt(reply.lastIndexOf("250-") + 3, ' ');
        Outcome outcome = answer(stage, reply.toString());
        greeted = greeted || outcome == Outcome.ACCEPTED;
        return outcome;
    }

    private Outcome helo() throws IOException, InterruptedException {
        transaction.forget();
        transaction.offer(List.of());
        Outcome outcome = answer(Stage.HELO, "250 " + script.announced());
        greeted = greeted || outcome == Outcome.ACCEPTED;
        return outcome;
    }

    private Outcome startTls() throws IOException, InterruptedException {
        boolean possible = script.tls().isPresent() && tls.isEmpty();
        Outcome outcome = answer(Stage.STARTTLS, possible ? "220 2.0.0 go ahead" : "502 5.5.1 no STARTTLS here");
        if (outcome != Outcome.ACCEPTED) {
            return outcome;
        }
        Outcome handshake = player.play(script.at(Stage.HANDSHAKE));
        if (handshake == Outcome.ENDED) {
            return handshake;
        }
        return handshake();
    }

    private Outcome handshake() {
        try {
            TlsSeen established = wire.startTls(script);
            tls = Optional.of(established);
            session.tlsEstablished(established);
        } catch (IOException e) {
            session.handshakeFailed(e.toString());
            session.endedBy(Ending.BROKEN);
            return Outcome.ENDED;
        }
        greeted = false;
        transaction.forget();
        return Outcome.ACCEPTED;
    }

    private Outcome mail(String line) throws IOException, InterruptedException {
        if (script.tlsDemanded() && tls.isEmpty()) {
            return answer(Stage.MAIL, "530 5.7.0 Must issue a STARTTLS command first");
        }
        return transaction.mail(line);
    }

    private Outcome reset() throws IOException, InterruptedException {
        transaction.forget();
        return answer(Stage.RSET, "250 2.0.0 OK");
    }

    private Outcome quit() throws IOException, InterruptedException {
        // Recorded before the reply goes out, so that a client which has its reply finds it in the record.
        session.endedBy(Ending.QUIT);
        Outcome outcome = answer(Stage.QUIT, "221 2.0.0 bye");
        return outcome == Outcome.REFUSED ? outcome : Outcome.ENDED;
    }

    private Outcome badSequence() throws IOException, InterruptedException {
        return player.play(Answer.reply("503 5.5.1 bad sequence of commands"));
    }

    private Outcome answer(Stage stage, String normal) throws IOException, InterruptedException {
        Outcome scripted = player.play(script.at(stage));
        return scripted == Outcome.NORMAL ? player.play(Answer.reply(normal)) : scripted;
    }
}
