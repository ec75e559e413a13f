package org.requiretls.james.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.requiretls.james.lab.james.JamesHome;
import org.requiretls.james.lab.james.JamesHomeBuilder;
import org.requiretls.james.lab.james.StockJames;

/** What the build hands to the tests. */
final class Laboratory {

    static final String PASSWORD = "laboratory";

    private Laboratory() {}

    static StockJames stockJames() {
        return StockJames.in(directory("requiretls.stockJames"));
    }

    /** Begins a home for this domain, with the host name {@code mx.<domain>} and a self-signed certificate for it. */
    static JamesHomeBuilder jamesFor(String domain) throws IOException {
        String hostName = "mx." + domain;
        return JamesHome.of(stockJames()).hostName(hostName).domain(domain).keystore(selfSigned(hostName), PASSWORD);
    }

    /** A directory that no other test uses. */
    static Path newDirectory(String name) throws IOException {
        Path homes = Files.createDirectories(directory("requiretls.homes"));
        return Files.createTempDirectory(homes, name + "-");
    }

    private static Path selfSigned(String hostName) throws IOException {
        Path keystore = newDirectory("keystore").resolve("keystore.p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "james",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + hostName,
                        "-ext",
                        "san=dns:" + hostName,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keystore.toString(),
                        "-storepass",
                        PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(keystore.resolveSibling("keytool.log").toFile())
                .start();
        try {
            if (!keytool.waitFor(1, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
                throw new IOException("keytool failed: " + Files.readString(keystore.resolveSibling("keytool.log")));
            }
            return keystore;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while keytool ran", e);
        } finally {
            keytool.destroyForcibly();
        }
    }

    private static Path directory(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            throw new IllegalStateException("The system property " + property + " is not set; the build sets it");
        }
        return Path.of(value);
    }
}
