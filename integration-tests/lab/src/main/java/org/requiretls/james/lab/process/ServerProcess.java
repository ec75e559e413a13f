package org.requiretls.james.lab.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** One run of a server. It does not outlive this Java process, unless that one is killed by the system. */
public final class ServerProcess implements AutoCloseable {

    /** Name servers are ready after a fraction of a second on an idle machine, a message broker after six. */
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);
    private static final int LOG_TAIL_LINES = 40;

    private final DebianTool program;
    private final Path log;
    private final Process process;

    private ServerProcess(DebianTool program, Path log, Process process) {
        this.program = program;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts a server and waits until it is ready.
     *
     * @param directory where it works and logs
     * @param environment variables to set, besides those that this Java process has
     * @param ready whether it answers; asked again and again, from this thread
     * @throws IllegalStateException if it is not installed, ends, or is not ready in time; nothing is left running
     */
    public static ServerProcess start(
            DebianTool program,
            Path directory,
            List<String> arguments,
            Map<String, String> environment,
            BooleanSupplier ready)
            throws IOException {
        List<String> commandLine = new ArrayList<>(List.of(program.executable().toString()));
        commandLine.addAll(arguments);
        Path log = directory.resolve(program.name().toLowerCase(Locale.ROOT) + ".log");
        ProcessBuilder builder = new ProcessBuilder(commandLine)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        ChildProcesses.endWithThisOne(process);
        ServerProcess server = new ServerProcess(program, log, process);
        boolean isReady = false;
        try {
            server.await(ready);
            isReady = true;
            return server;
        } finally {
            // Also where the thread was interrupted, which is no exception that could be caught here.
            if (!isReady) {
                server.close();
            }
        }
    }

    /** The process, for those who want to see it end. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Asks the server to end (SIGTERM), and kills what of it and its helpers has not ended after ten seconds. */
    @Override
    public void close() {
        List<ProcessHandle> all =
                Stream.concat(process.descendants(), Stream.of(handle())).toList();
        process.destroy();
        if (!endWithin(STOP_LIMIT, all)) {
            all.forEach(ProcessHandle::destroyForcibly);
            endWithin(STOP_LIMIT, all);
        }
    }

    private static boolean endWithin(Duration limit, List<ProcessHandle> processes) {
        return CompletableFuture.allOf(
                        processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
                .thenApply(gone -> true)
                .completeOnTimeout(false, limit.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private void await(BooleanSupplier ready) {
        try {
            Awaitility.await()
                    .pollInterval(POLL_INTERVAL)
                    .atMost(START_LIMIT)
                    .until(() -> !process.isAlive() || ready.getAsBoolean());
        } catch (ConditionTimeoutException e) {
            throw failure("does not answer after " + START_LIMIT.toSeconds() + " s", e);
        }
        if (!process.isAlive()) {
            throw failure("ended with exit status " + process.exitValue() + " before it was ready", null);
        }
    }

    private IllegalStateException failure(String what, Exception cause) {
        return new IllegalStateException(
                program + " " + what + ". The end of " + log + ":\n" + LogTail.of(log, 0, LOG_TAIL_LINES), cause);
    }
}
