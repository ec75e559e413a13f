package org.requiretls.james.smtp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A self-signed key for the servers of one test run, made by the JDK's own keytool. */
final class TestKeystore {

    static final String SECRET = "secret";
    static final String TYPE = "PKCS12";

    private static final long KEYTOOL_SECONDS = 60;
    private static final Path FILE = create();

    private TestKeystore() {}

    static Path file() {
        return FILE;
    }

    private static Path create() {
        try {
            Path directory = Files.createTempDirectory("requiretls-keystore");
            directory.toFile().deleteOnExit();
            Path file = directory.resolve("keystore");
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "james",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=localhost",
                            "-keystore",
                            file.toString(),
                            "-storetype",
                            TYPE,
                            "-storepass",
                            SECRET)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!keytool.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new IllegalStateException("keytool made no keystore in " + file);
            }
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
