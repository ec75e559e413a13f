package org.requiretls.james.hop;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.requiretls.james.smtpclient.SessionFailure.ConnectionLost;
import org.requiretls.james.smtpclient.SessionFailure.Loss;
import org.requiretls.james.smtpclient.SessionOpening;
import org.requiretls.james.smtpclient.SessionOpening.Broken;
import org.requiretls.james.smtpclient.SessionOpening.ConnectFailed;
import org.requiretls.james.smtpclient.SessionOpening.ConnectFailure;
import org.requiretls.james.smtpclient.SmtpStage;

/**
 * Remembers for a short while which addresses took no connection, so that not every message waits for them (RFC 5321
 * section 5.1 has each address tried, section 4.5.4.1 a list of unreachable hosts kept). It tells nothing about TLS,
 * so it can neither lower what is asked of the next host nor turn a wait into a bounce: a host that is down is
 * transient under every rule.
 */
final class UnreachableHosts {

    private static final int MOST = 10_000;

    private final Duration memory;
    private final Clock clock;
    private final Map<InetSocketAddress, Note> notes = new ConcurrentHashMap<>();

    private record Note(ConnectFailure kind, String detail, Instant at) {}

    UnreachableHosts(Duration memory, Clock clock) {
        this.memory = memory;
        this.clock = clock;
    }

    /** The failure to expect from this address, if it failed a moment ago. */
    Optional<ConnectFailed> lately(InetSocketAddress address) {
        Note note = notes.get(address);
        if (note == null) {
            return Optional.empty();
        }
        Duration age = Duration.between(note.at(), clock.instant());
        if (age.compareTo(memory) >= 0) {
            notes.remove(address, note);
            return Optional.empty();
        }
        return Optional.of(new ConnectFailed(
                note.kind(),
                note.detail() + " (" + age.toSeconds() + " s ago; not tried again until " + memory.toSeconds()
                        + " s have passed)"));
    }

    /**
     * Takes note of how an attempt ended.
     *
     * @return whether the address counts as down from now on
     */
    boolean note(InetSocketAddress address, SessionOpening opening) {
        Optional<Note> failure = failure(opening);
        if (failure.isEmpty() || memory.isZero()) {
            notes.remove(address);
            return false;
        }
        if (notes.size() >= MOST) {
            forgetOld();
        }
        if (notes.size() < MOST) {
            notes.put(address, failure.get());
        }
        return true;
    }

    private Optional<Note> failure(SessionOpening opening) {
        if (opening instanceof ConnectFailed failed) {
            return switch (failed.kind()) {
                case REFUSED, TIMEOUT, UNREACHABLE -> Optional.of(note(failed.kind(), failed.detail()));
                // Accidents, and troubles of our own.
                case RESET, LOCAL_ADDRESS, CLIENT_CLOSED, OTHER -> Optional.empty();
            };
        }
        // A host that accepts and then says nothing costs as much time as one that does not accept.
        return opening instanceof Broken broken
                        && broken.failure() instanceof ConnectionLost lost
                        && lost.stage() == SmtpStage.GREETING
                        && (lost.loss() == Loss.TIMEOUT || lost.loss() == Loss.DEADLINE)
                ? Optional.of(note(ConnectFailure.TIMEOUT, "no greeting: " + lost.detail()))
                : Optional.empty();
    }

    private Note note(ConnectFailure kind, String detail) {
        return new Note(kind, detail, clock.instant());
    }

    private void forgetOld() {
        Instant oldest = clock.instant().minus(memory);
        notes.values().removeIf(note -> !note.at().isAfter(oldest));
    }
}
