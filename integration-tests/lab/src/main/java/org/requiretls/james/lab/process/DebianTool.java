package org.requiretls.james.lab.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program that comes with a Debian package. */
public enum DebianTool {
    NSD("nsd", "nsd"),
    UNBOUND("unbound", "unbound"),
    LDNS_KEYGEN("ldns-keygen", "ldnsutils"),
    LDNS_KEY2DS("ldns-key2ds", "ldnsutils"),
    LDNS_SIGNZONE("ldns-signzone", "ldnsutils"),
    EPMD("epmd", "erlang-base"),
    /** Not the one in the search path, which changes to the user and the directories of the system's own broker. */
    RABBITMQ("rabbitmq-server", "rabbitmq-server", "/usr/lib/rabbitmq/bin");

    /** Where Debian has its servers; not in the search path of every user. */
    private static final String DIRECTORIES_OF_SERVERS = "/usr/sbin:/sbin";

    /** The slowest step, a pair of RSA keys, takes a fraction of a second. */
    private static final Duration RUN_LIMIT = Duration.ofSeconds(30);

    private final String command;
    private final String debianPackage;
    private final List<Path> directories;

    DebianTool(String command, String debianPackage) {
        this(command, debianPackage, searchPath());
    }

    DebianTool(String command, String debianPackage, String directory) {
        this(command, debianPackage, List.of(Path.of(directory)));
    }

    DebianTool(String command, String debianPackage, List<Path> directories) {
        this.command = command;
        this.debianPackage = debianPackage;
        this.directories = directories;
    }

    private static List<Path> searchPath() {
        return Stream.concat(
                        Stream.of(System.getenv("PATH").split(File.pathSeparator)),
                        Stream.of(DIRECTORIES_OF_SERVERS.split(File.pathSeparator)))
                .filter(directory -> !directory.isEmpty())
                .map(Path::of)
                .toList();
    }

    /**
     * The program where Debian has it: in the search path, or else where servers are, if it has no place of its own.
     *
     * @throws IllegalStateException if it is not installed; the message names the package
     */
    public Path executable() {
        return executableIn(directories);
    }

    /**
     * The program in the first of these directories that has it.
     *
     * @throws IllegalStateException if none has it; the message names the package
     */
    public Path executableIn(List<Path> directories) {
        return directories.stream()
                .map(directory -> directory.resolve(command))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(command + " is not in any of " + directories
                        + ". Install its Debian package: apt-get install " + debianPackage
                        + ", or run integration-tests/verify.sh, which installs what the tests need."));
    }

    /**
     * Runs the program to its end, at most half a minute.
     *
     * @return what it wrote to its standard output, without white space around it
     * @throws IllegalStateException if it takes longer, or ends with another status than 0; the message holds what it
     *     wrote
     */
    public String run(Path directory, List<String> arguments) throws IOException {
        List<String> commandLine = new ArrayList<>(List.of(executable().toString()));
        commandLine.addAll(arguments);
        Process process =
                new ProcessBuilder(commandLine).directory(directory.toFile()).start();
        ChildProcesses.endWithThisOne(process);
        boolean ended = false;
        try {
            ended = process.waitFor(RUN_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            process.destroyForcibly();
            throw new IllegalStateException(commandLine + " did not end within " + RUN_LIMIT.toSeconds() + " s");
        }
        String output = text(process.getInputStream().readAllBytes());
        if (process.exitValue() != 0) {
            throw new IllegalStateException(commandLine + " in " + directory + " ended with exit status "
                    + process.exitValue() + ": " + output + " "
                    + text(process.getErrorStream().readAllBytes()));
        }
        return output;
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.UTF_8).strip();
    }
}
