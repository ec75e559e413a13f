package org.requiretls.james.lab.james;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The only names that the JVM of a laboratory James can resolve, both ways.
 *
 * <p>James turns the addresses that it shall listen on into names and back. What that gives depends on the machine,
 * and may be an address of its network; with this file 127.0.0.2 stays 127.0.0.2, and no question leaves the machine.
 */
final class HostsFile {

    /** In the directory of James. */
    static final String NAME = "hosts";

    private static final String LOCALHOST = "127.0.0.1";

    private HostsFile() {}

    /** Writes the names without which James does not start: localhost, and the one of this machine. */
    static void create(Path home) throws IOException {
        Files.createFile(home.resolve(NAME));
        add(home, "localhost", InetAddress.getByName(LOCALHOST));
        add(home, nameOfThisMachine(), InetAddress.getByName(LOCALHOST));
    }

    static void add(Path home, String name, InetAddress address) throws IOException {
        Files.writeString(home.resolve(NAME), address.getHostAddress() + " " + name + "\n", StandardOpenOption.APPEND);
    }

    private static String nameOfThisMachine() throws IOException {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            throw new IOException(
                    "This machine does not know the address of its own host name; put the name into /etc/hosts", e);
        }
    }
}
