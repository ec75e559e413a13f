package org.requiretls.james.integration;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.requiretls.james.lab.james.LoopbackPorts;

/** A web server to which SerialiseToHTTP of James hands messages, as to a pager or a list manager. */
final class WebReceiver implements AutoCloseable {

    private static final String FIELD = "message=";

    private final HttpServer server;
    private final List<String> messages = new CopyOnWriteArrayList<>();

    private WebReceiver(HttpServer server) {
        this.server = server;
    }

    static WebReceiver start() throws IOException {
        WebReceiver receiver =
                new WebReceiver(HttpServer.create(new InetSocketAddress(LoopbackPorts.loopback(1), 0), 0));
        receiver.server.createContext("/", receiver::take);
        receiver.server.start();
        return receiver;
    }

    private void take(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
        for (String field : form.split("&")) {
            if (field.startsWith(FIELD)) {
                messages.add(URLDecoder.decode(field.substring(FIELD.length()), StandardCharsets.ISO_8859_1));
            }
        }
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    String url() {
        return "http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + "/";
    }

    /** What came, header and body. */
    List<String> messages() {
        return List.copyOf(messages);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
