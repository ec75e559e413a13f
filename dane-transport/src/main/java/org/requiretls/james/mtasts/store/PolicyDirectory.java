package org.requiretls.james.mtasts.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.requiretls.james.files.OwnDirectory;
import org.requiretls.james.files.WholeFile;
import org.requiretls.james.mtasts.PolicyDomain;

/** A directory with a file {@code <domain>.sts} for each policy. It is made when there is something to keep. */
public final class PolicyDirectory implements PolicyStore {

    private static final String SUFFIX = ".sts";
    private static final String DAMAGED_SUFFIX = ".damaged";

    private final Path directory;
    private final Clock clock;

    public PolicyDirectory(Path directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** The same for one who looks while another keeps: nothing is written, and what is damaged stays where it is. */
    public PolicyStore readOnly() {
        return new ReadOnly();
    }

    private final class ReadOnly implements PolicyStore {

        @Override
        public Contents load() throws IOException {
            return read(file -> file);
        }

        @Override
        public void save(StoredPolicy policy) {
            // It is for the other one to keep.
        }

        @Override
        public void delete(PolicyDomain domain) {
            // It is for the other one to forget.
        }
    }

    @Override
    public Contents load() throws IOException {
        if (Files.isDirectory(directory)) {
            WholeFile.deleteUnfinished(directory, clock.instant());
        }
        return read(PolicyDirectory::setAside);
    }

    private Contents read(UnaryOperator<Path> aside) throws IOException {
        if (Files.notExists(directory)) {
            return new Contents(List.of(), List.of());
        }
        List<StoredPolicy> policies = new ArrayList<>();
        List<Damage> damages = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.endsWith(SUFFIX)) {
                    read(file, domain(name), aside, policies, damages);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return new Contents(policies, damages);
    }

    private static Optional<PolicyDomain> domain(String fileName) {
        return PolicyDomain.of(fileName.substring(0, fileName.length() - SUFFIX.length()));
    }

    private static void read(
            Path file,
            Optional<PolicyDomain> domain,
            UnaryOperator<Path> aside,
            List<StoredPolicy> policies,
            List<Damage> damages) {
        try {
            StoredPolicy stored = PolicyFile.read(Files.readAllBytes(file));
            if (!domain.equals(Optional.of(stored.policy().domain()))) {
                throw new DamagedFileException("it is about " + stored.policy().domain());
            }
            policies.add(stored);
        } catch (DamagedFileException | IOException e) {
            damages.add(new Damage(domain, aside.apply(file), e.toString()));
        }
    }

    private static Path setAside(Path file) {
        Path aside = file.resolveSibling(file.getFileName() + DAMAGED_SUFFIX);
        try {
            return Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException notMovable) {
            // It will be written over when the domain's policy has been fetched again.
            return file;
        }
    }

    @Override
    public void save(StoredPolicy stored) throws IOException {
        OwnDirectory.make(directory);
        byte[] text = PolicyFile.write(stored);
        WholeFile.replace(file(stored.policy().domain()), out -> out.write(text));
    }

    @Override
    public void delete(PolicyDomain domain) throws IOException {
        Files.deleteIfExists(file(domain));
    }

    private Path file(PolicyDomain domain) {
        return directory.resolve(domain.name() + SUFFIX);
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
