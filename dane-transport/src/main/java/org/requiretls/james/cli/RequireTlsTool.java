package org.requiretls.james.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.requiretls.james.delivery.SettingsException;
import org.requiretls.james.dns.DnsConfigurationException;
import org.requiretls.james.pkix.TrustStoreException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/** The program behind {@code bin/requiretls}. */
@Command(
        name = "requiretls",
        mixinStandardHelpOptions = true,
        versionProvider = RequireTlsTool.Version.class,
        description =
                "Tells what REQUIRETLS (RFC 8689) and DANE (RFC 7672) make of a destination, and of your own domain.",
        subcommands = {CheckCommand.class, SelfCheckCommand.class, RecordsCommand.class})
public final class RequireTlsTool {

    /** Read from the manifest of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "requiretls "
                        + Optional.ofNullable(RequireTlsTool.class.getPackage().getImplementationVersion())
                                .orElse("of a source tree")
            };
        }
    }

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, arguments));
    }

    /**
     * Runs the program.
     *
     * @param out results
     * @param err what went wrong
     * @return the exit status, see {@link ExitStatus}
     */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return new CommandLine(new RequireTlsTool())
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler((wrong, given) -> usageError(wrong))
                .setExecutionExceptionHandler((thrown, command, given) -> failure(thrown, command))
                .execute(arguments);
    }

    private static int usageError(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        say(command, wrong.getMessage());
        command.getErr().println("'" + command.getCommandSpec().qualifiedName() + " --help' tells what is understood.");
        return ExitStatus.USAGE.code();
    }

    private static int failure(Exception thrown, CommandLine command) {
        if (thrown instanceof DnsConfigurationException
                || thrown instanceof TrustStoreException
                || thrown instanceof SettingsException) {
            say(command, thrown.getMessage());
            return ExitStatus.USAGE.code();
        }
        say(command, "an error in this program, please report it: " + thrown);
        thrown.printStackTrace(command.getErr());
        return ExitStatus.DEFECT.code();
    }

    private static void say(CommandLine command, String sentence) {
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + sentence);
    }
}
