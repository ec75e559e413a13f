package org.requiretls.james.lab.smtp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.requiretls.james.lab.smtp.AnswerPlayer.Outcome;
import org.requiretls.james.lab.smtp.ReceivedMessage.Acknowledgement;

/** MAIL, RCPT, then DATA or BDAT: one message after the other. */
final class PeerTransaction {

    /** Which keyword allows which MAIL parameter. */
    private static final Map<String, String> MAIL_PARAMETERS = Map.of(
            "SIZE", "SIZE",
            "BODY", "8BITMIME",
            "RET", "DSN",
            "ENVID", "DSN",
            "SMTPUTF8", "SMTPUTF8",
            "REQUIRETLS", "REQUIRETLS");

    /** RFC 3030 section 2. */
    private static final Pattern BDAT = Pattern.compile("(?i)BDAT (\\d{1,9})( LAST)?");

    private static final Map<String, String> RCPT_PARAMETERS = Map.of("NOTIFY", "DSN", "ORCPT", "DSN");

    private final PeerWire wire;
    private final PeerScript script;
    private final RecordedSession session;
    private final AnswerPlayer player;

    private List<String> offered = List.of();
    private Optional<ReceivedPath> reversePath = Optional.empty();
    private final List<ReceivedPath> recipients = new ArrayList<>();
    private Optional<ChunkReader> chunks = Optional.empty();

    PeerTransaction(PeerWire wire, PeerScript script, RecordedSession session, AnswerPlayer player) {
        this.wire = wire;
        this.script = script;
        this.session = session;
        this.player = player;
    }

    /** The keywords of the last EHLO. */
    void offer(List<String> keywords) {
        offered = keywords.stream()
                .map(keyword -> keyword.split(" ", 2)[0].toUpperCase(Locale.ROOT))
                .toList();
    }

    boolean offers(String keyword) {
        return offered.contains(keyword);
    }

    void forget() {
        reversePath = Optional.empty();
        recipients.clear();
        chunks = Optional.empty();
    }

    Outcome mail(String line) throws IOException, InterruptedException {
        if (reversePath.isPresent()) {
            return say("503 5.5.1 nested MAIL command");
        }
        ReceivedPath path;
        try {
            path = ReceivedPath.parse(line, "MAIL FROM:");
        } catch (IllegalArgumentException e) {
            session.addViolation("cannot parse '" + line + "'");
            return say("501 5.5.4 syntax");
        }
        Optional<String> unknown = firstUnknown(path, MAIL_PARAMETERS);
        Outcome scripted = player.play(script.at(Stage.MAIL));
        Outcome outcome = scripted != Outcome.NORMAL
                ? scripted
                : say(unknown.map(name -> "555 5.5.4 parameter not offered: " + name)
                        .orElse("250 2.1.0 OK"));
        if (outcome == Outcome.ACCEPTED) {
            reversePath = Optional.of(path);
        }
        return outcome;
    }

    Outcome rcpt(String line) throws IOException, InterruptedException {
        ReceivedPath path;
        try {
            path = ReceivedPath.parse(line, "RCPT TO:");
        } catch (IllegalArgumentException e) {
            session.addViolation("cannot parse '" + line + "'");
            return say("501 5.5.4 syntax");
        }
        Outcome scripted = player.play(script.atRecipient(path.address()));
        if (scripted == Outcome.ENDED) {
            return scripted;
        }
        Outcome outcome = scripted == Outcome.NORMAL ? standardRcpt(path) : scripted;
        if (outcome == Outcome.ACCEPTED) {
            recipients.add(path);
        }
        return outcome;
    }

    private Outcome standardRcpt(ReceivedPath path) throws IOException, InterruptedException {
        if (reversePath.isEmpty()) {
            return say("503 5.5.1 MAIL first");
        }
        Optional<String> unknown = firstUnknown(path, RCPT_PARAMETERS);
        return say(
                unknown.map(name -> "555 5.5.4 parameter not offered: " + name).orElse("250 2.1.5 OK"));
    }

    Outcome data(Optional<TlsSeen> tls) throws IOException, InterruptedException {
        if (chunks.isPresent()) {
            session.addViolation("DATA after BDAT in one transaction");
        }
        Outcome outcome = player.play(script.at(Stage.DATA));
        if (outcome == Outcome.NORMAL) {
            outcome = say(standardDataReply());
        }
        if (outcome != Outcome.ACCEPTED) {
            return outcome;
        }
        outcome = player.play(script.at(Stage.CONTENT));
        return outcome == Outcome.ENDED ? outcome : content(tls);
    }

    private String standardDataReply() {
        if (reversePath.isEmpty()) {
            return "503 5.5.1 MAIL first";
        }
        return recipients.isEmpty() ? "554 5.5.1 no valid recipients" : "354 go ahead";
    }

    private Outcome content(Optional<TlsSeen> tls) throws IOException, InterruptedException {
        ContentReader reader = new ContentReader(wire, session, script.contentKept());
        reader.read();
        return arrived(reader.content(), reader.size(), tls);
    }

    /** A chunk is read in any case: after a refusal, too, the octets of those on their way have to go somewhere. */
    Outcome bdat(String line, Optional<TlsSeen> tls) throws IOException, InterruptedException {
        Matcher command = BDAT.matcher(line);
        if (!command.matches()) {
            session.addViolation("cannot parse '" + line + "'");
            return say("501 5.5.4 syntax");
        }
        Outcome scripted = player.play(script.at(Stage.BDAT));
        if (scripted != Outcome.NORMAL) {
            return scripted;
        }
        ChunkReader reader = chunks.orElseGet(() -> new ChunkReader(wire, session, script.contentKept()));
        chunks = Optional.of(reader);
        reader.read(Integer.parseInt(command.group(1)));
        requireGroupingOffered();
        if (reader.isRefused()) {
            Outcome outcome = player.play(script.at(Stage.CHUNK_BEHIND_REFUSED));
            return outcome == Outcome.NORMAL ? say("503 5.5.1 RSET first") : outcome;
        }
        if (reversePath.isEmpty()) {
            return say("503 5.5.1 MAIL first");
        }
        if (recipients.isEmpty()) {
            return say("554 5.5.1 no valid recipients");
        }
        if (command.group(2) != null) {
            reader.end();
            return arrived(reader.content(), reader.size(), tls);
        }
        Outcome outcome = player.play(script.at(Stage.CHUNK));
        outcome = outcome == Outcome.NORMAL ? say("250 2.0.0 go on") : outcome;
        if (outcome == Outcome.REFUSED) {
            reader.refuse();
        }
        return outcome;
    }

    private Outcome arrived(byte[] content, long size, Optional<TlsSeen> tls) throws IOException, InterruptedException {
        noteWhatFollows();
        Answer answer = script.at(Stage.END_OF_DATA);
        if (answer instanceof Answer.Normal) {
            answer = Answer.reply(recipients.isEmpty() ? "554 5.5.1 no valid recipients" : "250 2.0.0 queued");
        }
        // Recorded before the reply goes out, so that a client which has its reply finds the message in the record.
        session.add(new ReceivedMessage(
                reversePath.orElse(new ReceivedPath("", List.of())),
                recipients,
                content,
                size,
                tls,
                acknowledgementBy(answer)));
        forget();
        return player.play(answer);
    }

    private void noteWhatFollows() throws IOException {
        requireGroupingOffered();
        if (wire.hasMore()) {
            session.messageIsFollowed();
        }
    }

    private void requireGroupingOffered() throws IOException {
        if (wire.hasMore() && !offers("PIPELINING")) {
            session.addViolation("bytes after content although PIPELINING is not offered");
        }
    }

    /** What the client will have heard once the answer is given; of several texts the first one is the reply. */
    private static Acknowledgement acknowledgementBy(Answer answer) {
        if (answer instanceof Answer.Then both) {
            Acknowledgement first = acknowledgementBy(both.first());
            return first == Acknowledgement.NOTHING ? acknowledgementBy(both.second()) : first;
        }
        if (answer instanceof Answer.Bytes text) {
            return text.bytes()[0] == '2' ? Acknowledgement.ACCEPTED : Acknowledgement.REFUSED;
        }
        if (answer instanceof Answer.OnceFollowed later) {
            return acknowledgementBy(later.answer());
        }
        if (answer instanceof Answer.Dripped text) {
            return text.bytes()[0] == '2' ? Acknowledgement.ACCEPTED : Acknowledgement.REFUSED;
        }
        return Acknowledgement.NOTHING;
    }

    private Outcome say(String line) throws IOException, InterruptedException {
        return player.play(Answer.reply(line));
    }

    private Optional<String> firstUnknown(ReceivedPath path, Map<String, String> keywordByParameter) {
        return path.parameters().stream()
                .map(parameter -> ReceivedPath.nameOf(parameter).toUpperCase(Locale.ROOT))
                .filter(name -> !offers(keywordByParameter.getOrDefault(name, "")))
                .findFirst();
    }
}
