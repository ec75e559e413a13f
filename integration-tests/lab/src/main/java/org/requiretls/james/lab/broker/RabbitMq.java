package org.requiretls.james.lab.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.requiretls.james.lab.james.LoopbackPorts;
import org.requiretls.james.lab.process.DebianTool;
import org.requiretls.james.lab.process.ServerProcess;

/** A running RabbitMQ, with its management plug-in, which James asks for the names of queues. */
public final class RabbitMq implements AutoCloseable {

    /** The broker makes this user itself, and lets it in from loopback only. */
    private static final String USER = "guest";

    private static final String PASSWORD = "guest";

    private static final String CONFIGURATION = """
            listeners.tcp.1 = %1$s:%2$d
            management.tcp.ip = %1$s
            management.tcp.port = %3$d
            """;

    /** The second number is how often the first is looked at. In milliseconds, both. */
    private static final String ADVANCED = """
            [{rabbit, [{consumer_timeout, %1$d}, {channel_tick_interval, %2$d}]}].
            """;

    private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);

    /** The plug-in closes a connection that asks for another version. */
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Path directory;
    private final Ports ports;
    private final ServerProcess portMapper;
    private ServerProcess broker;

    private record Ports(InetAddress host, int portMapper, int nodes, int amqp, int management) {
        static Ports free() {
            InetAddress host = LoopbackPorts.loopback(1);
            return new Ports(
                    host,
                    LoopbackPorts.freeOn(host),
                    LoopbackPorts.freeOn(host),
                    LoopbackPorts.freeOn(host),
                    LoopbackPorts.freeOn(host));
        }
    }

    private RabbitMq(Path directory, Ports ports, ServerProcess portMapper) {
        this.directory = directory;
        this.ports = ports;
        this.portMapper = portMapper;
    }

    /**
     * Starts a broker without queues.
     *
     * @param directory for its configuration, logs and messages; made if it does not exist
     * @param consumerTimeout after which it closes the channel of a consumer that has not acknowledged a message
     * @throws IllegalStateException if RabbitMQ is not installed, ends, or does not answer in time; the message holds
     *     the end of its log
     */
    public static RabbitMq start(Path directory, Duration consumerTimeout) throws IOException {
        Files.createDirectories(directory.resolve("home"));
        Ports ports = Ports.free();
        Files.writeString(
                directory.resolve("rabbitmq.conf"),
                CONFIGURATION.formatted(ports.host().getHostAddress(), ports.amqp(), ports.management()));
        Files.writeString(
                directory.resolve("advanced.config"),
                ADVANCED.formatted(
                        consumerTimeout.toMillis(), consumerTimeout.dividedBy(4).toMillis()));
        Files.writeString(directory.resolve("enabled_plugins"), "[rabbitmq_management].\n");
        Files.writeString(directory.resolve("rabbitmq-env.conf"), "");
        // A broker that finds no port mapper starts one that goes on when it ends, at all addresses.
        ServerProcess portMapper = ServerProcess.start(
                DebianTool.EPMD,
                directory,
                List.of("-address", ports.host().getHostAddress(), "-port", String.valueOf(ports.portMapper())),
                Map.of(),
                () -> isOpen(new InetSocketAddress(ports.host(), ports.portMapper())));
        RabbitMq rabbitMq = new RabbitMq(directory, ports, portMapper);
        boolean isUp = false;
        try {
            rabbitMq.startBroker();
            isUp = true;
            return rabbitMq;
        } finally {
            if (!isUp) {
                portMapper.close();
            }
        }
    }

    /** Ends the broker and starts it again, with the messages that it had. */
    public void restart() throws IOException {
        broker.close();
        startBroker();
    }

    private void startBroker() throws IOException {
        String loopback = ports.host().getHostAddress();
        broker = ServerProcess.start(
                DebianTool.RABBITMQ,
                directory,
                List.of(),
                Map.ofEntries(
                        Map.entry("HOME", directory.resolve("home").toString()),
                        Map.entry("ERL_EPMD_ADDRESS", loopback),
                        Map.entry("ERL_EPMD_PORT", String.valueOf(ports.portMapper())),
                        Map.entry("RABBITMQ_DIST_PORT", String.valueOf(ports.nodes())),
                        Map.entry("RABBITMQ_NODENAME", "lab@localhost"),
                        Map.entry("RABBITMQ_CONF_ENV_FILE", in("rabbitmq-env.conf")),
                        Map.entry("RABBITMQ_CONFIG_FILE", in("rabbitmq")),
                        Map.entry("RABBITMQ_ADVANCED_CONFIG_FILE", in("advanced")),
                        Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", in("enabled_plugins")),
                        Map.entry("RABBITMQ_MNESIA_BASE", in("messages")),
                        Map.entry("RABBITMQ_LOG_BASE", in("logs")),
                        Map.entry("RABBITMQ_LOGS", "-"),
                        Map.entry("RABBITMQ_PID_FILE", in("pid")),
                        // It then is this process itself, and not a child of a shell.
                        Map.entry("RUNNING_UNDER_SYSTEMD", "true"),
                        Map.entry(
                                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
                                "-kernel inet_dist_use_interface {" + loopback.replace('.', ',') + "} +S 1:1")),
                this::answers);
    }

    private String in(String name) {
        return directory.resolve(name).toString();
    }

    /** Where clients connect, with {@link #user()} and {@link #password()}. */
    public URI uri() {
        return URI.create("amqp://" + ports.host().getHostAddress() + ":" + ports.amqp());
    }

    /** Where the management plug-in listens. */
    public URI managementUri() {
        return URI.create("http://" + ports.host().getHostAddress() + ":" + ports.management());
    }

    public String user() {
        return USER;
    }

    public String password() {
        return PASSWORD;
    }

    /** The processes, for those who want to see them end. */
    public List<ProcessHandle> handles() {
        return List.of(broker.handle(), portMapper.handle());
    }

    /** Ends the broker and its port mapper, and waits for their end. */
    @Override
    public void close() {
        broker.close();
        portMapper.close();
    }

    /**
     * Takes a queue away from its consumers, which the broker tells (basic.cancel), and makes it anew, empty: what a
     * consumer sees of it when a queue moves to another node.
     *
     * @throws IOException if the broker does not do it
     */
    public void takeAway(String queue) throws IOException {
        String definitions = ask("GET", "/api/definitions", BodyPublishers.noBody());
        ask("DELETE", "/api/queues/%2F/" + queue, BodyPublishers.noBody());
        ask("POST", "/api/definitions", BodyPublishers.ofString(definitions));
    }

    private boolean answers() {
        try {
            ask("GET", "/api/overview", BodyPublishers.noBody());
            return isOpen(new InetSocketAddress(ports.host(), ports.amqp()));
        } catch (IOException notYet) {
            return false;
        }
    }

    private String ask(String method, String path, BodyPublisher body) throws IOException {
        String credentials =
                Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.US_ASCII));
        HttpRequest request = HttpRequest.newBuilder(URI.create(managementUri() + path))
                .method(method, body)
                .header("Authorization", "Basic " + credentials)
                .header("Content-Type", "application/json")
                .timeout(PROBE_LIMIT)
                .build();
        try {
            HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new IOException(
                        method + " " + path + " was answered " + response.statusCode() + ": " + response.body());
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }

    private static boolean isOpen(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, (int) PROBE_LIMIT.toMillis());
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }
}
