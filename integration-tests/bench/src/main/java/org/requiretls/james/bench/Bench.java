package org.requiretls.james.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.requiretls.james.bench.sink.Acknowledging;
import org.requiretls.james.bench.sink.SinkProcess;
import org.requiretls.james.lab.james.StockJames;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The benchmark as a program. Progress goes to standard error, the tables to standard output. */
@Command(
        name = "bench.sh",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures this transport, stock James and Postfix on one sink, taking turns.")
public final class Bench implements Callable<Integer> {

    private static final int WRONG_OPTION = 64;
    private static final int WARM_UP_TURN = 4000;

    @Option(names = "--stock", required = true, hidden = true)
    private Path stock;

    @Option(names = "--release", required = true, hidden = true)
    private Path release;

    @Option(names = "--bench-jar", required = true, hidden = true)
    private Path benchJar;

    @Option(
            names = "--directory",
            required = true,
            description = "Where everybody lives; processes that are not" + " root must be able to enter it.")
    private Path directory;

    @Option(names = "--java", description = "The Java that runs James.")
    private Path java = Path.of(System.getProperty("java.home"), "bin", "java");

    @Option(names = "--heap", description = "The most heap that each James gets, as -Xmx has it (${DEFAULT-VALUE}).")
    private String heap = "1g";

    @Option(names = "--rounds", description = "Turns of each sender in each scenario (${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(names = "--messages", description = "Messages in a turn (${DEFAULT-VALUE}).")
    private int messages = 4000;

    @Option(
            names = "--warm-up",
            description = "Messages that each James sends before it is measured" + " (${DEFAULT-VALUE}).")
    private int warmUp = 60_000;

    @Option(names = "--senders", split = ",", description = "Of ours,stock,dane,reuse.")
    private List<String> senders = List.of("ours", "stock", "dane", "reuse");

    @Option(names = "--scenarios", split = ",", description = "Of one,fifty,cold,thousand,stalling.")
    private List<String> scenarios = List.of("one", "fifty", "cold", "thousand", "stalling");

    @Option(names = "--acknowledging", split = ",", description = "Of at-once,delayed.")
    private List<String> acknowledging = List.of("at-once", "delayed");

    @Option(names = "--minutes", description = "No new round begins after so many (${DEFAULT-VALUE}).")
    private int minutes = 60;

    @Option(names = "--quick", description = "One round of few messages, hardly warm: to see that it works.")
    private boolean quick;

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private long deadline;

    /**
     * What runs James.
     *
     * @param heap the most that it gets, as {@code -Xmx} has it
     * @param benchJar with the loader
     */
    record Jvm(Path java, String heap, Path benchJar) {}

    public static void main(String[] arguments) {
        CommandLine commandLine = new CommandLine(new Bench());
        commandLine.setParameterExceptionHandler((exception, given) -> {
            System.err.println(exception.getMessage());
            exception.getCommandLine().usage(System.err);
            return WRONG_OPTION;
        });
        System.exit(commandLine.execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        if (quick) {
            rounds = 1;
            messages = Math.min(messages, 400);
            warmUp = Math.min(warmUp, 800);
            acknowledging = List.of("at-once");
        }
        deadline = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
        Path run = Files.createTempDirectory(Files.createDirectories(directory), "run-");
        run.toFile().setExecutable(true, false);
        run.toFile().setReadable(true, false);
        List<AutoCloseable> opened = new ArrayList<>();
        try {
            Network network = keep(opened, Network.open(run.resolve("network"), Scenario.MOST_DESTINATIONS));
            List<Contender> contenders = new ArrayList<>();
            for (String sender : senders) {
                progress("Starting " + sender);
                contenders.add(keep(opened, start(sender, network, run)));
            }
            out.println(Machine.describe(java, heap));
            for (String mode : acknowledging) {
                play(mode, network, contenders);
            }
            return 0;
        } finally {
            closeAll(opened);
        }
    }

    private static <T extends AutoCloseable> T keep(List<AutoCloseable> opened, T resource) {
        opened.add(resource);
        return resource;
    }

    private Contender start(String sender, Network network, Path run) throws IOException {
        Jvm jvm = new Jvm(java, heap, benchJar);
        Path home = run.resolve(sender);
        return switch (sender) {
            case "ours" -> JamesContender.withTheBundle(StockJames.in(stock), release, jvm, network, home);
            case "stock" -> JamesContender.stock(StockJames.in(stock), jvm, network, home);
            case "dane" -> PostfixContender.dane(network, home);
            case "reuse" -> PostfixContender.daneWithReuse(network, home);
            default -> throw new IllegalArgumentException("There is no sender " + sender);
        };
    }

    private void play(String mode, Network network, List<Contender> contenders) throws IOException {
        try (SinkProcess sink = SinkProcess.start(
                network.destinations() + 1,
                Network.SMTP_PORT,
                network.chain(),
                network.key(),
                mode.equals("at-once") ? Acknowledging.AT_ONCE : Acknowledging.DELAYED)) {
            Race race = new Race(sink);
            if (mode.equals(acknowledging.get(0))) {
                for (Contender contender : contenders) {
                    prepare(race, contender, network);
                }
            }
            play(race, mode, contenders).forEach(results -> out.println(results.table()));
            // Leaves mail in the queues: nothing can be measured afterwards.
            if (mode.equals(acknowledging.get(acknowledging.size() - 1))) {
                for (Contender contender : contenders) {
                    tellOfVerification(race, contender, network);
                }
            }
        }
    }

    private void prepare(Race race, Contender contender, Network network) throws IOException {
        int left = contender.needsWarmUp() ? warmUp : 0;
        if (contender.needsWarmUp()) {
            progress("Introducing " + contender.name() + " to the destinations");
            race.introduce(contender, network.destinations());
        }
        while (left > 0) {
            progress("Warming " + contender.name() + ": " + left + " messages to go");
            Measurement measured = race.run(contender, Scenario.ONE, Math.min(left, WARM_UP_TURN));
            progress(String.format("  %.0f msg/s", measured.messagesPerSecond()));
            left -= WARM_UP_TURN;
        }
    }

    /**
     * Scenarios take turns as senders do: a JVM goes on compiling for as long as it runs, which would favour the later
     * ones.
     */
    private Collection<Results> play(Race race, String mode, List<Contender> contenders) throws IOException {
        Map<Scenario, Results> results = new LinkedHashMap<>();
        for (int round = 1; round <= rounds && System.nanoTime() < deadline; round++) {
            for (String key : scenarios) {
                Scenario scenario = Scenario.of(key);
                Results ofScenario = results.computeIfAbsent(
                        scenario,
                        any -> new Results(any.title() + "; the sink acknowledges " + mode.replace('-', ' ')));
                for (Contender contender : contenders) {
                    Measurement measured = race.run(contender, scenario, messages);
                    ofScenario.add(contender.name(), measured);
                    progress(scenario.title() + ", " + round + ": " + contender.name() + " " + measured);
                }
            }
        }
        return results.values();
    }

    /** A sender that delivers to a host whose TLSA record does not match has not verified anything. */
    private void tellOfVerification(Race race, Contender contender, Network network) throws IOException {
        boolean careless = race.delivers(contender, network.forgedDestination());
        out.println("* " + contender.name()
                + (careless
                        ? " delivers to a host that does not match its TLSA record: it does not verify."
                        : " does not deliver to a host that does not match its TLSA record: `"
                                + contender
                                        .complaints()
                                        .lines()
                                        .reduce((a, b) -> a + " / " + b)
                                        .orElse("") + "`"));
    }

    private static void closeAll(List<AutoCloseable> opened) {
        for (int i = opened.size() - 1; i >= 0; i--) {
            try {
                opened.get(i).close();
            } catch (Exception e) {
                System.err.println("Could not end " + opened.get(i) + ": " + e);
            }
        }
    }

    private static void progress(String step) {
        System.err.println("… " + step);
    }
}
