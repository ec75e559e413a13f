package org.requiretls.james.lab.policyhost;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** What a policy host sends after it has read a request; then it closes the connection. */
@FunctionalInterface
public interface HttpAnswer {

    /** @param closed counted down when the server is closed: nothing may go on for longer */
    void write(OutputStream out, CountDownLatch closed) throws IOException, InterruptedException;

    /** The policy, as it should be served. */
    static HttpAnswer policy(String text) {
        return of(200, "text/plain", text);
    }

    /** A complete response. */
    static HttpAnswer of(int status, String mediaType, String body, String... moreHeaders) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Lab\r\nContent-Type: " + mediaType
                + "\r\nContent-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n");
        for (String header : moreHeaders) {
            head.append(header).append("\r\n");
        }
        return raw(head + "\r\n" + body);
    }

    /** Anything at all. */
    static HttpAnswer raw(String text) {
        return (out, closed) -> out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Begins with this and then says nothing more, with the connection open. */
    static HttpAnswer hangingAfter(String beginning) {
        return (out, closed) -> {
            out.write(beginning.getBytes(StandardCharsets.UTF_8));
            out.flush();
            closed.await();
        };
    }

    /** A body without end, as fast as it is taken. */
    static HttpAnswer endless() {
        byte[] chunk = ("1000\r\n" + "x".repeat(0x1000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        return (out, closed) -> {
            out.write("HTTP/1.1 200 Lab\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            while (closed.getCount() > 0) {
                out.write(chunk);
            }
        };
    }
}
