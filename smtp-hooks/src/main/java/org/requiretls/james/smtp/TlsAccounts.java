package org.requiretls.james.smtp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.james.core.Username;
import org.apache.james.filesystem.api.FileSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accounts that have logged in inside TLS, one a line in a file: a latch that a restart opens is none. To let an
 * account go back to clear text, take its line out and restart. Servers that share their users each have a file of
 * their own.
 *
 * <p>One instance serves all listeners: an account that used TLS on port 465 is known on port 587.
 */
@Singleton
public final class TlsAccounts {

    static final String LOCATION = "file://var/requiretls/accounts-that-used-tls";

    private static final Logger LOGGER = LoggerFactory.getLogger(TlsAccounts.class);

    private final FileSystem fileSystem;
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private volatile Path file;

    @Inject
    public TlsAccounts(FileSystem fileSystem) {
        this.fileSystem = fileSystem;
    }

    /**
     * Reads the file and keeps accounts from now on; called by each listener with the latch on.
     *
     * @throws ConfigurationException if the file cannot be read or written: James then does not start, since nobody
     *     would know which accounts to protect
     */
    synchronized void open() throws ConfigurationException {
        if (file != null) {
            return;
        }
        try {
            Path found = fileSystem.getFile(LOCATION).toPath();
            Files.createDirectories(found.toAbsolutePath().getParent());
            known.addAll(lines(found));
            Files.writeString(found, "", StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            file = found;
        } catch (IOException e) {
            throw new ConfigurationException(
                    "The file " + LOCATION + ", which keeps the accounts that used TLS, cannot be read and written ("
                            + e + "). Mend it, or take refuseAfterTls out of smtpserver.xml.",
                    e);
        }
    }

    private static Set<String> lines(Path file) throws IOException {
        try {
            return Set.copyOf(Files.readAllLines(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Set.of();
        }
    }

    boolean contains(Username user) {
        return known.contains(user.asString());
    }

    /** Notes an account that is logged in inside TLS; does nothing where no listener has the latch on. */
    void add(Username user) {
        if (file != null && known.add(user.asString())) {
            append(user);
        }
    }

    private synchronized void append(Username user) {
        try {
            Files.writeString(
                    file,
                    user.asString() + System.lineSeparator(),
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            LOGGER.error(
                    "{} logged in inside TLS, but that could not be written to {}: from the next restart on the"
                            + " account may log in in clear text again. Make room or mend the rights of the file.",
                    user.asString(),
                    file,
                    e);
        }
    }
}
