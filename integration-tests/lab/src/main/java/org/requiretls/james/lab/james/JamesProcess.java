package org.requiretls.james.lab.james;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.requiretls.james.lab.client.RawSmtp;
import org.requiretls.james.lab.process.ChildProcesses;
import org.requiretls.james.lab.process.LogTail;

/** One run of a {@link JamesHome}. It does not outlive this Java process, unless that one is killed by the system. */
public final class JamesProcess implements AutoCloseable {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final int LOG_TAIL_LINES = 60;

    private final JamesHome home;
    private final Process process;
    private final long logStart;
    private final WebAdmin webAdmin;
    private final long startedAt = System.nanoTime();
    private Duration startUpTime;

    private JamesProcess(JamesHome home, Process process, long logStart) {
        this.home = home;
        this.process = process;
        this.logStart = logStart;
        this.webAdmin = new WebAdmin(home.endpoints().webAdmin());
    }

    static JamesProcess start(JamesLauncher launcher) {
        JamesHome home = launcher.home();
        JamesProcess james;
        try {
            long logStart = Files.exists(home.log()) ? Files.size(home.log()) : 0;
            Process process = new ProcessBuilder(launcher.commandLine())
                    .directory(home.directory().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(home.log().toFile()))
                    .start();
            ChildProcesses.endWithThisOne(process);
            james = new JamesProcess(home, process, logStart);
        } catch (IOException e) {
            throw new IllegalStateException("Cannot start " + launcher.commandLine() + " in " + home.directory(), e);
        }
        boolean ready = false;
        try {
            james.awaitReady(launcher.startLimit());
            ready = true;
            return james;
        } finally {
            // Also where the thread was interrupted, which is no exception that could be caught here.
            if (!ready) {
                james.kill();
            }
        }
    }

    public JamesHome home() {
        return home;
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** From the start of the process until it took mail and knew its users. */
    public Duration startUpTime() {
        return startUpTime;
    }

    public WebAdmin webAdmin() {
        return webAdmin;
    }

    /** The last lines that this run logged. */
    public String logTail() {
        return LogTail.of(home.log(), logStart, LOG_TAIL_LINES);
    }

    /**
     * Asks James to end (SIGTERM), and kills it if it has not ended after 20 seconds. Does nothing if it has ended.
     *
     * @return the exit status: 143 if James shut down in an orderly way, 137 if it had to be killed
     */
    public int stop() {
        process.destroy();
        if (!endsWithin(STOP_LIMIT)) {
            process.destroyForcibly();
        }
        return exitStatus();
    }

    /** Ends James on the spot (SIGKILL), as a power failure would: nothing is flushed, no connection is closed. */
    public void kill() {
        process.destroyForcibly();
        exitStatus();
    }

    /** The same as {@link #stop}. */
    @Override
    public void close() {
        stop();
    }

    private void awaitReady(Duration limit) {
        try {
            Awaitility.await().pollInterval(POLL_INTERVAL).atMost(limit).until(() -> !alive() || listening());
        } catch (ConditionTimeoutException e) {
            throw failure("is not ready after " + limit.toSeconds() + " s", e);
        }
        if (!alive()) {
            throw failure("ended with exit status " + process.exitValue() + " before it was ready", null);
        }
        try {
            for (JamesUser user : home.users()) {
                webAdmin.put(user);
            }
        } catch (IOException e) {
            throw failure("does not create its users", e);
        }
        startUpTime = Duration.ofNanos(System.nanoTime() - startedAt);
    }

    /** James opens the listeners of one protocol in the order of its configuration: submission is the last of SMTP. */
    private boolean listening() {
        return greets(home.endpoints().smtp())
                && greets(home.endpoints().submission())
                && accepts(home.endpoints().pop3())
                && accepts(home.endpoints().webAdmin());
    }

    private static boolean greets(InetSocketAddress endpoint) {
        if (!accepts(endpoint)) {
            return false;
        }
        try (RawSmtp smtp = RawSmtp.connect(endpoint)) {
            return smtp.greeting().code() == 220;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static boolean accepts(InetSocketAddress endpoint) {
        try (Socket socket = new Socket()) {
            socket.connect(endpoint, (int) CONNECT_LIMIT.toMillis());
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private boolean endsWithin(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private int exitStatus() {
        return process.onExit()
                .orTimeout(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join()
                .exitValue();
    }

    private IllegalStateException failure(String what, Exception cause) {
        return new IllegalStateException(
                "James in " + home.directory() + " " + what + ". The end of " + home.log() + ":\n" + logTail(), cause);
    }
}
