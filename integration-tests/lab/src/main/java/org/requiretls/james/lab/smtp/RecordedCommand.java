package org.requiretls.james.lab.smtp;

import java.util.Locale;
import java.util.Optional;

/**
 * A command line as it arrived.
 *
 * @param line without its CRLF
 * @param tls the TLS session it came through; empty if it came in clear
 */
public record RecordedCommand(String line, Optional<TlsSeen> tls) {

    /** The first word, in upper case. */
    public String verb() {
        return line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
    }

    public boolean insideTls() {
        return tls.isPresent();
    }
}
