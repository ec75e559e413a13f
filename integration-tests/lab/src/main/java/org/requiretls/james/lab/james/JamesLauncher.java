package org.requiretls.james.lab.james;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a home is run.
 *
 * @param home what to run
 * @param java the java executable
 * @param jvmOptions options for the JVM, before those that the manual of James asks for
 * @param program what the JVM is to run, as its last arguments
 * @param startLimit how long the start may take
 */
public record JamesLauncher(
        JamesHome home, Path java, List<String> jvmOptions, List<String> program, Duration startLimit) {

    /** Quick to start and small; not for measuring throughput. */
    private static final List<String> FRUGAL = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    /** A start takes four seconds on two idle cores. */
    private static final Duration PATIENT = Duration.ofMinutes(2);

    private static final List<String> STOCK_PROGRAM = List.of("-jar", StockJames.MAIN_JAR);

    public JamesLauncher {
        jvmOptions = List.copyOf(jvmOptions);
        program = List.copyOf(program);
    }

    /** This Java, a small heap, two minutes. */
    public static JamesLauncher of(JamesHome home) {
        return new JamesLauncher(
                home, Path.of(System.getProperty("java.home"), "bin", "java"), FRUGAL, STOCK_PROGRAM, PATIENT);
    }

    public JamesLauncher withJava(Path executable) {
        return new JamesLauncher(home, executable, jvmOptions, program, startLimit);
    }

    public JamesLauncher withJvmOptions(String... options) {
        return new JamesLauncher(home, java, List.of(options), program, startLimit);
    }

    public JamesLauncher withStartLimit(Duration limit) {
        return new JamesLauncher(home, java, jvmOptions, program, limit);
    }

    /**
     * Runs another main class, on the jars of the stock program and more.
     *
     * @param moreJars a directory
     */
    public JamesLauncher withProgram(String mainClass, Path moreJars) {
        String classPath = StockJames.MAIN_JAR + File.pathSeparator + moreJars.toAbsolutePath() + "/*";
        return new JamesLauncher(home, java, jvmOptions, List.of("-cp", classPath, mainClass), startLimit);
    }

    /**
     * Starts James and waits until it takes mail and knows its users. Mail that comes in between, from a server that
     * found the port open again after a restart, is refused with 550: the users are not there yet.
     *
     * @throws IllegalStateException if James ends, or is not ready in time, or the thread is interrupted; the message
     *     holds the end of its log, and nothing is left running
     */
    public JamesProcess start() {
        return JamesProcess.start(this);
    }

    List<String> commandLine() {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(jvmOptions);
        command.add("-Djdk.net.hosts.file=" + HostsFile.NAME);
        command.add("-Dworking.directory=.");
        command.add("-Dlogback.configurationFile=" + StockJames.CONFIGURATION + "/" + LabConfiguration.LOGGING);
        command.add("-Djdk.tls.ephemeralDHKeySize=2048");
        command.addAll(program);
        return command;
    }
}
