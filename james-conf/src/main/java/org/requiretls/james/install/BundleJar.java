package org.requiretls.james.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The jar that goes below {@code extensions-jars/}.
 *
 * @param file its name tells its version, as {@code requiretls-james-0.1.0.jar}
 */
record BundleJar(Path file) {

    private static final String NAME = "requiretls-james-\\d[^/]*\\.jar";

    /** @throws InstallException when the file is not the jar of a release */
    static BundleJar of(Path file) throws InstallException {
        if (!Files.isRegularFile(file) || !isBundle(file)) {
            throw new InstallException(
                    file + " is not the jar of the bundle; run the install.sh of the release zip," + " or build first");
        }
        return new BundleJar(file);
    }

    /** The jars of the bundle, of whatever version, that a James has. */
    static List<Path> installedIn(JamesHome home) throws IOException {
        if (!Files.isDirectory(home.extensionJars())) {
            return List.of();
        }
        try (Stream<Path> jars = Files.list(home.extensionJars())) {
            return jars.filter(BundleJar::isBundle).sorted().toList();
        }
    }

    Path targetIn(JamesHome home) {
        return home.extensionJars().resolve(file.getFileName().toString());
    }

    boolean isSameAs(Path installed) throws IOException {
        return Files.isRegularFile(installed) && Files.mismatch(file, installed) < 0;
    }

    private static boolean isBundle(Path file) {
        return file.getFileName().toString().matches(NAME);
    }
}
