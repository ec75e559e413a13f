package org.requiretls.james.lab.peers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.requiretls.james.lab.process.ChildProcesses;
import org.requiretls.james.lab.process.LogTail;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** One run of a name server. It does not outlive this Java process, unless that one is killed by the system. */
final class ServerProcess implements AutoCloseable {

    /** Both servers are ready after a fraction of a second on an idle machine. */
    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);
    private static final Duration PROBE_LIMIT = Duration.ofMillis(500);
    private static final int LOG_TAIL_LINES = 40;

    private final DebianTool program;
    private final InetSocketAddress address;
    private final Path log;
    private final Process process;

    private ServerProcess(DebianTool program, InetSocketAddress address, Path log, Process process) {
        this.program = program;
        this.address = address;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts a server and waits until it answers.
     *
     * @param directory where it works and logs
     * @param address where it is going to listen
     * @throws IllegalStateException if it is not installed, ends, or does not answer in time; nothing is left running
     */
    static ServerProcess start(DebianTool program, Path directory, InetSocketAddress address, List<String> arguments)
            throws IOException {
        List<String> commandLine = new ArrayList<>(List.of(program.executable().toString()));
        commandLine.addAll(arguments);
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(commandLine)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        ChildProcesses.endWithThisOne(process);
        ServerProcess server = new ServerProcess(program, address, log, process);
        boolean ready = false;
        try {
            server.awaitReady();
            ready = true;
            return server;
        } finally {
            // Also where the thread was interrupted, which is no exception that could be caught here.
            if (!ready) {
                server.close();
            }
        }
    }

    InetSocketAddress address() {
        return address;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Asks the server to end (SIGTERM), and kills what of it and its helpers has not ended after five seconds. */
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

    private void awaitReady() {
        try {
            Awaitility.await()
                    .pollInterval(POLL_INTERVAL)
                    .atMost(START_LIMIT)
                    .until(() -> !process.isAlive() || answers());
        } catch (ConditionTimeoutException e) {
            throw failure("does not answer after " + START_LIMIT.toSeconds() + " s", e);
        }
        if (!process.isAlive()) {
            throw failure("ended with exit status " + process.exitValue() + " before it was ready", null);
        }
    }

    /** Any answer will do, even an error: a resolver that trusts the wrong anchor is up, and right to refuse. */
    private boolean answers() {
        SimpleResolver resolver = new SimpleResolver(address);
        resolver.setTimeout(PROBE_LIMIT);
        try {
            resolver.send(Message.newQuery(Record.newRecord(Name.root, Type.SOA, DClass.IN)));
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private IllegalStateException failure(String what, Exception cause) {
        return new IllegalStateException(
                program + " on " + address + " " + what + ". The end of " + log + ":\n"
                        + LogTail.of(log, 0, LOG_TAIL_LINES),
                cause);
    }
}
