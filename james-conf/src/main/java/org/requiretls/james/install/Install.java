package org.requiretls.james.install;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.requiretls.james.install.Arguments.Option;

/** The program behind install.sh. */
public final class Install {

    /** All is as wanted, also when there was nothing to do. */
    static final int DONE = 0;

    /** It could not be done, and the standard error says why; or the doctor found something. */
    static final int FAILED = 1;

    /** The words on the command line make no sense. */
    static final int MISUSED = 2;

    private final PrintStream out;
    private final PrintStream err;
    private final Clock clock;

    Install(PrintStream out, PrintStream err, Clock clock) {
        this.out = out;
        this.err = err;
        this.clock = clock;
    }

    /** Takes the words that {@code --help} explains; the exit code is 0, 1 for a failure, 2 for wrong usage. */
    public static void main(String... words) {
        System.exit(new Install(System.out, System.err, Clock.systemDefaultZone()).run(ownJar(), words));
    }

    int run(Path jar, String... words) {
        try {
            Arguments arguments = Arguments.parse(words);
            if (arguments.has(Option.HELP)) {
                out.print(Arguments.USAGE);
                return DONE;
            }
            JamesHome home = JamesHome.at(arguments.home().orElseThrow());
            if (arguments.has(Option.DOCTOR)) {
                return examine(home);
            }
            Plan plan = arguments.has(Option.UNINSTALL)
                    ? Planner.uninstall(home)
                    : Planner.install(home, BundleJar.of(jar));
            carryOut(plan, arguments);
            return DONE;
        } catch (Arguments.UsageException e) {
            err.println("install.sh: " + e.getMessage() + "\n");
            err.print(Arguments.USAGE);
            return MISUSED;
        } catch (InstallException e) {
            err.println("install.sh: " + e.getMessage());
            return FAILED;
        } catch (IOException e) {
            err.println("install.sh: nothing was changed, a file could not be read: " + e);
            return FAILED;
        }
    }

    private int examine(JamesHome home) throws InstallException, IOException {
        List<Finding> findings = new Doctor(home).examine();
        findings.forEach(out::println);
        out.println("James " + home.version() + " in " + home.root() + ": "
                + (findings.isEmpty() ? "nothing is wrong" : findings.size() + " findings"));
        return findings.isEmpty() ? DONE : FAILED;
    }

    private void carryOut(Plan plan, Arguments arguments) throws InstallException {
        plan.notes().forEach(note -> out.println("note: " + note));
        if (plan.isEmpty()) {
            out.println("James " + plan.home().version() + " in " + plan.home().root() + ": nothing to do");
        } else if (arguments.has(Option.DRY_RUN)) {
            plan.changes().forEach(change -> preview(plan.home(), change));
            out.println("dry run: nothing was changed");
        } else {
            Optional<Path> backup = new Executor(clock).execute(plan);
            plan.changes().forEach(change -> out.println(summary(plan.home(), change)));
            backup.ifPresent(folder -> out.println("the configuration of before is in " + folder));
            out.println("restart James to make it effective");
        }
    }

    private void preview(JamesHome home, FileChange change) {
        if (change instanceof FileChange.Rewrite rewrite) {
            String diff = UnifiedDiff.of(home.nameOf(rewrite.file()), text(rewrite.before()), text(rewrite.after()));
            // One character is one byte here, so the file's own encoding comes out as it is.
            out.writeBytes(diff.getBytes(StandardCharsets.ISO_8859_1));
        } else {
            out.println("would be " + summary(home, change));
        }
    }

    private static String summary(JamesHome home, FileChange change) {
        String verb;
        if (change instanceof FileChange.Rewrite) {
            verb = "edited: ";
        } else if (change instanceof FileChange.Copy) {
            verb = "copied: ";
        } else {
            verb = "deleted: ";
        }
        return verb + home.nameOf(change.file());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static Path ownJar() {
        try {
            return Path.of(Install.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of this program is not a path", e);
        }
    }
}
