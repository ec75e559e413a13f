package org.requiretls.james.bench.sink;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.requiretls.james.lab.process.ChildProcesses;

/** The sink in a process of its own, remote-controlled. Not thread-safe. */
public final class SinkProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter commands;

    private SinkProcess(Process process) {
        this.process = process;
        this.answers = process.inputReader();
        this.commands = process.outputWriter();
    }

    /** @throws IOException if it does not start; what it said is on standard error */
    public static SinkProcess start(int hosts, int port, Path chain, Path key, Acknowledging acknowledging)
            throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SinkProgram.class.getName(),
                        String.valueOf(hosts),
                        String.valueOf(port),
                        chain.toString(),
                        key.toString(),
                        acknowledging == Acknowledging.AT_ONCE ? "at-once" : "delayed"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        ChildProcesses.endWithThisOne(process);
        SinkProcess sink = new SinkProcess(process);
        if (!"ready".equals(sink.answers.readLine())) {
            sink.close();
            throw new IOException("The sink does not start; is port " + port + " free on 127.77.0.1 and the others, and"
                    + " may this user open it?");
        }
        return sink;
    }

    public void begin(int turn) throws IOException {
        ask("begin " + turn);
    }

    public void stall(int first, int end) throws IOException {
        ask("stall " + first + " " + end);
    }

    public void release() throws IOException {
        ask("release");
    }

    public Count count() throws IOException {
        return Count.parse(ask("count"));
    }

    private String ask(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("The sink has ended");
        }
        return answer;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
