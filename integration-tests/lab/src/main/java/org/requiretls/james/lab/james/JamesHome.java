package org.requiretls.james.lab.james;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.requiretls.james.lab.client.MailboxReader;
import org.requiretls.james.lab.pki.Identity;

/**
 * The directory of one James: the program, its configuration, its extensions, its log. Changes take effect when
 * James is started the next time.
 */
public final class JamesHome {

    private final Path directory;
    private final JamesEndpoints endpoints;
    private final List<JamesUser> users;

    JamesHome(Path directory, JamesEndpoints endpoints, List<JamesUser> users) {
        this.directory = directory;
        this.endpoints = endpoints;
        this.users = List.copyOf(users);
    }

    /** Begins a new home for this program. */
    public static JamesHomeBuilder of(StockJames program) {
        return new JamesHomeBuilder(program);
    }

    public Path directory() {
        return directory;
    }

    public JamesEndpoints endpoints() {
        return endpoints;
    }

    public List<JamesUser> users() {
        return users;
    }

    /** All that the runs of this James have logged and written to their consoles; absent before the first one. */
    public Path log() {
        return directory.resolve("logs").resolve("james.log");
    }

    /**
     * The mailbox of a user of this home.
     *
     * @throws IllegalArgumentException if there is no such user
     */
    public MailboxReader mailbox(String address) {
        return users.stream()
                .filter(user -> user.address().equals(address))
                .map(user -> new MailboxReader(endpoints.pop3(), user.address(), user.password()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No user " + address + " among " + users));
    }

    /**
     * Installs a release the way an administrator does: unpacks it beside this directory and runs
     * {@code sh install.sh <this directory>}.
     *
     * @param release the zip, or a directory with its content
     * @return what the installer printed
     * @throws IOException if the release has no installer, or the installer fails; the message holds what it printed
     */
    public String install(Path release) throws IOException {
        return Release.unpack(release, directory.resolveSibling(directory.getFileName() + "-release"))
                .installInto(directory);
    }

    /** Gives James another private key and certificate chain. */
    public void setIdentity(Identity identity) {
        Path keystore = configuration(LabConfiguration.KEYSTORE);
        try {
            identity.writePkcs12(keystore, LabConfiguration.KEYSTORE_PASSWORD.toCharArray());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + keystore, e);
        }
    }

    /**
     * Sets a parameter in every {@code <mailet class="…">} of this class.
     *
     * @param mailetClass the class as the configuration names it, with or without its package
     * @throws IllegalArgumentException if the configuration has no such mailet
     */
    public void setMailetParameter(String mailetClass, String name, String value) {
        editXml(LabConfiguration.MAILETS, xml -> Mailets.withParameter(xml, mailetClass, name, value));
    }

    /**
     * Puts a fragment of configuration before every {@code <mailet class="…">} of this class.
     *
     * @throws IllegalArgumentException if the configuration has no such mailet, or is not well-formed afterwards
     */
    public void insertBeforeMailet(String mailetClass, String fragment) {
        editXml(LabConfiguration.MAILETS, xml -> Mailets.withFragmentBefore(xml, mailetClass, fragment));
    }

    /**
     * Makes every locally delivered mail show an attribute as a header field, so that a test can see it in the
     * mailbox. Mail without the attribute does not get the field.
     *
     * @param attribute the name of an attribute with a string value
     * @param header the name of the header field
     */
    public void showAttribute(String attribute, String header) {
        insertBeforeMailet(
                "LocalDelivery",
                "<mailet match=\"All\" class=\"MailAttributesToMimeHeaders\"><simplemapping>"
                        + XmlElement.escape(attribute + ";" + header)
                        + "</simplemapping></mailet>");
    }

    /** Sets the level of a logger, as {@code DEBUG}. */
    public void setLogLevel(String logger, String level) {
        String entry =
                "<logger name=\"" + XmlElement.escape(logger) + "\" level=\"" + XmlElement.escape(level) + "\"/>";
        editXml(LabConfiguration.LOGGING, xml -> xml.element("configuration").withChild(entry));
    }

    /**
     * Lets the JVM of this James resolve a name, of an HTTPS server for instance. It can resolve no others; what goes
     * over DNS without the JVM is not concerned.
     */
    public void addHost(String name, InetAddress address) {
        try {
            HostsFile.add(directory, name, address);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot add " + name + " to the hosts file in " + directory, e);
        }
    }

    /** Changes an XML file of the configuration, for all that has no method of its own here. */
    public void editXml(String file, UnaryOperator<XmlText> edit) {
        write(file, edit.apply(XmlText.parse(read(file))).text());
    }

    /** Sets a key in a properties file of the configuration. */
    public void setProperty(String file, String key, String value) {
        write(file, PropertiesText.with(read(file), key, value));
    }

    /** The text of a file of the configuration. */
    public String read(String file) {
        try {
            return Files.readString(configuration(file));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + configuration(file), e);
        }
    }

    /** Writes a file of the configuration anew. */
    public void write(String file, String text) {
        try {
            Files.writeString(configuration(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + configuration(file), e);
        }
    }

    private Path configuration(String file) {
        return directory.resolve(StockJames.CONFIGURATION).resolve(file);
    }
}
