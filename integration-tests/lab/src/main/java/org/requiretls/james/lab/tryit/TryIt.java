package org.requiretls.james.lab.tryit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.requiretls.james.lab.james.StockJames;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The demonstration as a program. Progress goes to standard error, results to standard output. */
@Command(
        name = "try-it",
        mixinStandardHelpOptions = true,
        description = {
            "Starts two real James servers with the bundle on loopback and sends mail between them.",
            "Exit status: 0 if every scenario came out as expected, 1 if not, 64 for a wrong option."
        })
public final class TryIt implements Callable<Integer> {

    private static final int WRONG_OPTION = 64;

    @Option(names = "--stock", required = true, hidden = true, description = "An assembled stock James.")
    private Path stock;

    @Option(names = "--release", required = true, hidden = true, description = "The zip of the bundle.")
    private Path release;

    @Option(names = "--directory", required = true, hidden = true, description = "Where the servers may live.")
    private Path directory;

    @Option(names = "--json", description = "Print one JSON object per scenario in place of the table.")
    private boolean json;

    @Option(names = "--keep", description = "Leave everything running afterwards, until interrupted.")
    private boolean keep;

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    public static void main(String[] arguments) {
        CommandLine commandLine = new CommandLine(new TryIt());
        commandLine.setParameterExceptionHandler((exception, given) -> {
            System.err.println(exception.getMessage());
            exception.getCommandLine().usage(System.err);
            return WRONG_OPTION;
        });
        System.exit(commandLine.execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path run = Files.createTempDirectory(Files.createDirectories(directory), "run-");
        try (Theatre theatre = Theatre.open(StockJames.in(stock), release, run, TryIt::progress)) {
            List<SceneResult> results = playAll(theatre);
            if (!json) {
                out.println(ResultTable.of(results));
            }
            if (keep) {
                System.err.println(theatre.describe());
                System.err.println("Running until interrupted (Ctrl-C).");
                Thread.currentThread().join();
            }
            printTlsReports(theatre.endSenderAndReadTlsReports());
            return results.stream().allMatch(SceneResult::asExpected) ? 0 : 1;
        }
    }

    private List<SceneResult> playAll(Theatre theatre) throws IOException {
        Play play = new Play(theatre);
        List<SceneResult> results = new ArrayList<>();
        for (Scene scene : Scenarios.all()) {
            progress("Playing " + scene.name());
            SceneResult result = play.play(scene);
            results.add(result);
            if (json) {
                out.println(asJson(result));
            }
        }
        return results;
    }

    private void printTlsReports(List<String> reports) {
        if (!json) {
            out.println();
            out.println("TLS reports (RFC 8460) that the sending James would send of this run, one for each domain:");
        }
        reports.forEach(out::println);
    }

    private static String asJson(SceneResult result) {
        try {
            return new ObjectMapper().writeValueAsString(result);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A result can't be written as JSON", e);
        }
    }

    private static void progress(String step) {
        System.err.println("… " + step);
    }
}
