package org.requiretls.james.bench.sink;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The sink as a program. It is told what to do on standard input, one command a line, and answers each with one line:
 *
 * <pre>
 * begin TURN         cut all connections, forget TLS sessions,      ok
 *                    count messages to m&lt;TURN&gt;.&lt;number&gt;@…
 * stall FIRST END    hosts FIRST to END-1 no longer greet          ok
 * stall-in-tls FIRST END  the same, but they fall silent after the handshake  ok
 * release            nobody stalls any more                        ok
 * count              TURN MESSAGES DUPLICATES STRAYS FIRST_AT LAST_AT
 * hanging            connections that hang at stalling hosts
 * </pre>
 *
 * <p>It ends with its standard input.
 */
public final class SinkProgram {

    private SinkProgram() {}

    /** @param arguments HOSTS PORT CHAIN.pem KEY.pem at-once|delayed */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 5) {
            System.err.println("sink: HOSTS PORT CHAIN.pem KEY.pem at-once|delayed");
            System.exit(64);
        }
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (Sink sink = Sink.open(
                Integer.parseInt(arguments[0]),
                Integer.parseInt(arguments[1]),
                Path.of(arguments[2]),
                Path.of(arguments[3]),
                arguments[4].equals("at-once") ? Acknowledging.AT_ONCE : Acknowledging.DELAYED)) {
            out.println("ready");
            BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                out.println(answer(sink, line.trim().split(" +")));
            }
        }
        System.exit(0);
    }

    private static String answer(Sink sink, String[] words) {
        switch (words[0]) {
            case "begin" -> sink.begin(Integer.parseInt(words[1]));
            case "stall" -> sink.stall(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
            case "stall-in-tls" -> sink.stallInTls(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
            case "release" -> sink.release();
            case "count" -> {
                return sink.count().asLine();
            }
            case "hanging" -> {
                return String.valueOf(sink.hanging());
            }
            default -> {
                return "unknown command " + words[0];
            }
        }
        return "ok";
    }
}
