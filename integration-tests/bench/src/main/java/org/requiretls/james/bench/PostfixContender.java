package org.requiretls.james.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.requiretls.james.lab.james.LoopbackPorts;
import org.requiretls.james.lab.process.ChildProcesses;

/**
 * Postfix, as a private instance: own configuration, own queue, one listener on loopback for loading, nothing else. It
 * is started anew for each turn.
 *
 * <p>The gate is its queue manager. Without one, mail stays in the incoming queue, where it finds it when it comes: no
 * message is deferred and fetched back, which would cost it time.
 */
final class PostfixContender implements Contender {

    private static final Path DAEMONS = Path.of("/usr/lib/postfix/sbin");
    private static final Path COMMANDS = Path.of("/usr/sbin");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String QUEUE_MANAGER = "qmgr unix n - n 300 1 qmgr\n";

    /** The services of Debian's master.cf that outgoing mail needs, chrooted where Debian has them so. */
    private static final String SERVICES = """
            %1$s:%2$d inet n - y - - smtpd
            cleanup unix n - y - 0 cleanup
            tlsmgr unix - - y 1000? 1 tlsmgr
            rewrite unix - - y - - trivial-rewrite
            bounce unix - - y - 0 bounce
            defer unix - - y - 0 bounce
            trace unix - - y - 0 bounce
            verify unix - - y - 1 verify
            flush unix n - y 1000? 0 flush
            proxymap unix - - n - - proxymap
            proxywrite unix - - n - 1 proxymap
            smtp unix - - y - - smtp
            showq unix n - y - - showq
            error unix - - y - - error
            retry unix - - y - - error
            discard unix - - y - - discard
            anvil unix - - y - 1 anvil
            scache unix - - y - 1 scache
            postlog unix-dgram n - n - 1 postlogd
            tlsproxy unix - - y - 0 tlsproxy
            """;

    private static final String MAIN = """
            compatibility_level = 3.6
            queue_directory = %1$s/queue
            data_directory = %1$s/data
            command_directory = %2$s
            daemon_directory = %3$s
            mail_owner = postfix
            setgid_group = postdrop
            myhostname = sender.bench.test
            mydestination =
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            mynetworks = 127.0.0.0/8
            alias_maps =
            local_recipient_maps =
            smtp_host_lookup = dns
            smtp_dns_support_level = dnssec
            smtp_tcp_port = 25
            smtp_tls_security_level = dane
            smtp_tls_session_cache_database = btree:${data_directory}/smtp_scache
            smtp_tls_connection_reuse = %4$s
            # Loading must not wait for a queue manager that is not there.
            in_flow_delay = 0
            """;

    private final String name;
    private final Path directory;
    private final InetSocketAddress listener;
    private Process master;

    private PostfixContender(String name, Path directory, InetSocketAddress listener) {
        this.name = name;
        this.directory = directory;
        this.listener = listener;
    }

    /** With a connection for each message, which is the default. */
    static PostfixContender dane(Network network, Path directory) throws IOException {
        return create("Postfix, dane", "no", network, directory);
    }

    /** With {@code smtp_tls_connection_reuse}. */
    static PostfixContender daneWithReuse(Network network, Path directory) throws IOException {
        return create("Postfix, dane, connection reuse", "yes", network, directory);
    }

    private static PostfixContender create(String name, String reuse, Network network, Path directory)
            throws IOException {
        Path home = directory.toAbsolutePath().normalize();
        InetAddress host = LoopbackPorts.loopback(1);
        InetSocketAddress listener = new InetSocketAddress(host, LoopbackPorts.freeOn(host));
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf/main.cf"), MAIN.formatted(home, COMMANDS, DAEMONS, reuse));
        PostfixContender postfix = new PostfixContender(name, home, listener);
        // The jail of the SMTP client, and with it the resolver that it asks.
        Path jail = Files.createDirectories(home.resolve("queue/etc"));
        Files.writeString(
                jail.resolve("resolv.conf"),
                "nameserver " + network.resolver().getAddress().getHostAddress() + "\noptions trust-ad\n");
        Files.createDirectories(home.resolve("data"));
        run(List.of("chown", "postfix", home.resolve("data").toString()));
        for (Path path = home; path != null; path = path.getParent()) {
            requireSearchable(path);
        }
        return postfix;
    }

    /** Postfix's processes are no root: they have to get through to the queue. */
    private static void requireSearchable(Path path) throws IOException {
        if (!PosixFilePermissions.toString(Files.getPosixFilePermissions(path)).endsWith("x")) {
            throw new IOException("Postfix can't get through " + path + ": run the benchmark from a directory that"
                    + " everybody may enter, or give --directory");
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean needsWarmUp() {
        return false;
    }

    @Override
    public void load(Turn turn) throws IOException {
        writeServices("");
        run(List.of(COMMANDS.resolve("postfix").toString(), "-c", configuration(), "check"));
        Process process = new ProcessBuilder(DAEMONS.resolve("master").toString(), "-s", "-c", configuration())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()))
                .start();
        ChildProcesses.endWithThisOne(process);
        master = process;
        Awaitility.await().atMost(PATIENCE).until(this::listens);
        SmtpLoader.load(listener, turn);
    }

    private boolean listens() {
        if (!master.isAlive()) {
            throw new IllegalStateException("Postfix ended with " + master.exitValue() + ", see " + directory + "/log");
        }
        try (Socket socket = new Socket()) {
            socket.connect(listener, 1000);
            return socket.getInputStream().read() > 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void open(Runnable justBefore) throws IOException {
        writeServices(QUEUE_MANAGER);
        justBefore.run();
        run(List.of(COMMANDS.resolve("postfix").toString(), "-c", configuration(), "reload"));
    }

    @Override
    public ProcessTree processes() {
        return ProcessTree.of(master.pid());
    }

    @Override
    public void clear() throws IOException {
        stop();
        run(List.of(COMMANDS.resolve("postsuper").toString(), "-c", configuration(), "-d", "ALL"));
    }

    @Override
    public String complaints() throws IOException {
        return run(List.of(COMMANDS.resolve("postqueue").toString(), "-c", configuration(), "-p"));
    }

    @Override
    public void close() {
        stop();
    }

    private void stop() {
        if (master == null) {
            return;
        }
        List<ProcessHandle> all = Stream.concat(master.descendants(), Stream.of(master.toHandle()))
                .toList();
        master.destroy();
        try {
            Awaitility.await().atMost(PATIENCE).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
        } finally {
            all.forEach(ProcessHandle::destroyForcibly);
            master = null;
        }
    }

    private void writeServices(String queueManager) {
        String services = SERVICES.formatted(listener.getAddress().getHostAddress(), listener.getPort());
        try {
            Files.writeString(directory.resolve("conf/master.cf"), services + queueManager);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot configure Postfix in " + directory, e);
        }
    }

    private String configuration() {
        return directory.resolve("conf").toString();
    }

    private static String run(List<String> commandLine) throws IOException {
        Process process = new ProcessBuilder(new ArrayList<>(commandLine))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes()).strip();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException(commandLine + " failed: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for " + commandLine, e);
        }
        return output;
    }
}
