package org.requiretls.james.install;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipException;

/**
 * A James that was found to be one that we can go into.
 *
 * @param root absolute, links resolved
 * @param version of James, as {@code 3.8.1}
 */
record JamesHome(Path root, String version) {

    static final String SMTP_SERVER = "smtpserver.xml";
    static final String MAILET_CONTAINER = "mailetcontainer.xml";

    /** James goes without it, and without the next. */
    static final String HEALTH_CHECKS = "healthcheck.properties";

    static final String WEB_ADMIN = "webadmin.properties";

    private static final String SUPPORTED = "3.8.";

    /** @throws InstallException when there is no James of a supported version, or a file is missing that we edit */
    static JamesHome at(Path directory) throws InstallException {
        if (!Files.isDirectory(directory)) {
            throw new InstallException(directory + " is not a folder; give the folder of James, which holds conf/");
        }
        try {
            Path root = directory.toRealPath();
            String version = version(root);
            if (!version.startsWith(SUPPORTED)) {
                throw new InstallException("The James in " + root + " is " + version + ", this bundle is for "
                        + SUPPORTED + "x; look for a bundle made for " + version);
            }
            JamesHome home = new JamesHome(root, version);
            home.requireConf(SMTP_SERVER);
            home.requireConf(MAILET_CONTAINER);
            return home;
        } catch (IOException e) {
            throw new InstallException("Cannot look into " + directory + ": " + e.getMessage(), e);
        }
    }

    Path conf() {
        return root.resolve("conf");
    }

    Path extensionJars() {
        return root.resolve("extensions-jars");
    }

    Path backups() {
        return root.resolve("requiretls-backup");
    }

    /** How messages name a file of this home. */
    String nameOf(Path file) {
        return root.relativize(file).toString();
    }

    private void requireConf(String name) throws InstallException {
        Path file = conf().resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new InstallException(file + " is missing; James needs it, and so do we");
        }
    }

    private static String version(Path root) throws IOException, InstallException {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(root, "*.jar")) {
            for (Path jar : jars) {
                Optional<String> version = versionOfJames(jar);
                if (version.isPresent()) {
                    return version.get();
                }
            }
        }
        throw new InstallException(root + " is not the folder of a James: no jar in it starts one."
                + " Give the folder that holds james-server-…-app.jar, conf/ and extensions-jars/");
    }

    private static Optional<String> versionOfJames(Path jar) throws IOException {
        try (JarFile opened = new JarFile(jar.toFile())) {
            return Optional.ofNullable(opened.getManifest())
                    .map(Manifest::getMainAttributes)
                    .filter(JamesHome::startsJames)
                    .map(attributes -> attributes.getValue(Attributes.Name.IMPLEMENTATION_VERSION));
        } catch (ZipException e) {
            return Optional.empty();
        }
    }

    private static boolean startsJames(Attributes manifest) {
        String main = manifest.getValue(Attributes.Name.MAIN_CLASS);
        return main != null && main.startsWith("org.apache.james.");
    }
}
