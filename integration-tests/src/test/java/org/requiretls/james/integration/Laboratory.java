package org.requiretls.james.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.requiretls.james.lab.james.JamesHome;
import org.requiretls.james.lab.james.JamesHomeBuilder;
import org.requiretls.james.lab.james.StockJames;
import org.requiretls.james.lab.pki.CertificateMaker;

/** What the build hands to the tests. */
final class Laboratory {

    static final String PASSWORD = "laboratory";

    private Laboratory() {}

    /** The zip as an administrator downloads it. */
    static Path release() {
        return directory("requiretls.release");
    }

    static StockJames stockJames() {
        return StockJames.in(directory("requiretls.stockJames"));
    }

    /** Jars that make a stock James one with a persistent queue; see {@code PersistentJames}. */
    static Path persistentJames() {
        return directory("requiretls.persistentJames");
    }

    /** Begins a home for this domain, with the host name {@code mx.<domain>} and a self-signed certificate for it. */
    static JamesHomeBuilder jamesFor(String domain) {
        String hostName = "mx." + domain;
        return JamesHome.of(stockJames())
                .hostName(hostName)
                .domain(domain)
                .identity(CertificateMaker.leaf(hostName).selfSigned().make());
    }

    /** A directory that no other test uses. */
    static Path newDirectory(String name) throws IOException {
        Path homes = Files.createDirectories(directory("requiretls.homes"));
        return Files.createTempDirectory(homes, name + "-");
    }

    private static Path directory(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            throw new IllegalStateException("The system property " + property + " is not set; the build sets it");
        }
        return Path.of(value);
    }
}
