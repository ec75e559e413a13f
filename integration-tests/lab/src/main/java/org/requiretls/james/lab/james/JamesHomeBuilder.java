package org.requiretls.james.lab.james;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.requiretls.james.lab.pki.Identity;

/** What has to be known before a {@link JamesHome} can be made. A domain and an identity are required. */
public final class JamesHomeBuilder {

    private final StockJames program;
    private final List<String> domains = new ArrayList<>();
    private final List<JamesUser> users = new ArrayList<>();
    private JamesEndpoints endpoints;
    private String hostName = "localhost";
    private Identity identity;

    JamesHomeBuilder(StockJames program) {
        this.program = program;
    }

    /** Where it listens; free ports on 127.0.0.1 if not given. */
    public JamesHomeBuilder endpoints(JamesEndpoints value) {
        endpoints = value;
        return this;
    }

    /** What it calls itself in greetings and {@code Received} fields; {@code localhost} if not given. */
    public JamesHomeBuilder hostName(String value) {
        hostName = value;
        return this;
    }

    /** A domain that it takes mail for. The first one is its default domain. */
    public JamesHomeBuilder domain(String value) {
        domains.add(value);
        return this;
    }

    /** A user, of one of the domains. */
    public JamesHomeBuilder user(String address, String password) {
        users.add(new JamesUser(address, password));
        return this;
    }

    /** Private key and certificate chain for TLS. */
    public JamesHomeBuilder identity(Identity value) {
        identity = value;
        return this;
    }

    /**
     * Makes the directory.
     *
     * @param directory does not exist yet, or is empty
     * @throws IllegalStateException if the domain or the identity is missing
     * @throws UncheckedIOException if the directory cannot be made
     */
    public JamesHome createIn(Path directory) {
        if (domains.isEmpty()) {
            throw new IllegalStateException("A James needs a domain");
        }
        if (identity == null) {
            throw new IllegalStateException("A James needs an identity to speak TLS");
        }
        Path home = directory.toAbsolutePath().normalize();
        JamesEndpoints where =
                Objects.requireNonNullElseGet(endpoints, () -> JamesEndpoints.freeOn(LoopbackPorts.loopback(1)));
        JamesHome james = new JamesHome(home, where, users);
        try {
            Files.createDirectories(home);
            program.linkProgramInto(home);
            for (String folder : List.of(StockJames.CONFIGURATION, StockJames.EXTENSIONS)) {
                FileTrees.copy(program.directory().resolve(folder), home.resolve(folder));
            }
            HostsFile.create(home);
            Files.createDirectory(james.log().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a James in " + home, e);
        }
        LabConfiguration.apply(james, hostName, domains);
        james.setIdentity(identity);
        return james;
    }
}
