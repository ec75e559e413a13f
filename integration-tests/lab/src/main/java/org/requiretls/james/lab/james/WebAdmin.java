package org.requiretls.james.lab.james;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** The HTTP administration of a running James. */
public final class WebAdmin {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final InetSocketAddress server;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    WebAdmin(InetSocketAddress server) {
        this.server = server;
    }

    /**
     * Asks for a path, as {@code /healthcheck}.
     *
     * @return the answer, whatever its status
     */
    public HttpResponse<String> get(String path) throws IOException {
        return send(request(path).GET());
    }

    /** Puts a JSON body at a path. */
    public HttpResponse<String> put(String path, String json) throws IOException {
        // James does not see the body of a request with the content type of a form.
        return send(request(path).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(json)));
    }

    /** Posts to a path, without a body. */
    public HttpResponse<String> post(String path) throws IOException {
        return send(request(path).POST(BodyPublishers.noBody()));
    }

    /** Posts a JSON body to a path. */
    public HttpResponse<String> post(String path, String json) throws IOException {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    /** Patches a path, without a body. */
    public HttpResponse<String> patch(String path) throws IOException {
        return send(request(path).method("PATCH", BodyPublishers.noBody()));
    }

    /** Creates a user, or gives an existing one this password. */
    void put(JamesUser user) throws IOException {
        String path = "/users/" + URLEncoder.encode(user.address(), StandardCharsets.UTF_8) + "?force";
        HttpResponse<String> answer = put(path, json(user));
        if (answer.statusCode() != 204) {
            throw new IOException("James at " + server + " does not create the user " + user.address() + ": status "
                    + answer.statusCode() + ", " + answer.body());
        }
    }

    private static String json(JamesUser user) throws JsonProcessingException {
        return JSON.writeValueAsString(Map.of("password", user.password()));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://" + server.getAddress().getHostAddress() + ":" + server.getPort() + path))
                .timeout(TIMEOUT);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for WebAdmin at " + server, e);
        }
    }
}
