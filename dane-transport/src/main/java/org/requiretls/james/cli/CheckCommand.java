package org.requiretls.james.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.requiretls.james.delivery.DeliverySettings;
import org.requiretls.james.delivery.Parameter;
import org.requiretls.james.delivery.SettingsException;
import org.requiretls.james.hop.ProbeReport;
import org.requiretls.james.mtasts.cache.PolicyEvent;
import org.requiretls.james.policy.MessageTag;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code requiretls check}: what would become of a message, and why. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = RequireTlsTool.Version.class,
        sortOptions = false,
        description = {
            "Runs the delivery engine for a domain without sending mail: looks up MX, address and TLSA records and the MTA-STS policy, opens a"
                    + " session with each MX host, ends it before MAIL, and prints what was found and what would become"
                    + " of an untagged message, one with REQUIRETLS, and one with 'TLS-Required: No'."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:A message with REQUIRETLS would be delivered.",
            "1:It would come back to its sender.",
            "2:It would wait and be tried again; or --no-connect leaves open what would become of it.",
            "64:Wrong arguments, or a file or resolver among them that can't be used.",
            "70:An error in this program."
        })
final class CheckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "DOMAIN|ADDRESS",
            converter = Destination.Converter.class,
            description = "Where the message would go; of an address the domain counts.")
    private Destination destination;

    @Mixin
    private DeliveryOptions options;

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            description = "Rules by destination, one a line, as in <tlsRules>. Default: none.")
    private Optional<Path> rules;

    @ArgGroup
    private Connections connections = new Connections();

    @Option(names = "--json", description = "Print JSON in place of text.")
    private boolean json;

    /** Where to connect, or not to: one excludes the other. */
    static final class Connections {

        @Option(
                names = "--connect",
                paramLabel = "HOST=IP:PORT",
                converter = ConnectTo.Converter.class,
                description = "Connect to this address for this MX host, whatever its address in DNS. May be given for"
                        + " several hosts.")
        private List<ConnectTo> elsewhere = new ArrayList<>();

        @Option(
                names = "--no-connect",
                description = "Connect to no MX host; ask DNS, and for the MTA-STS policy, only.")
        private boolean none;
    }

    @Override
    public Integer call() throws SettingsException {
        ProbeReport report = check();
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? JsonReport.of(report) : TextReport.of(report));
        return ExitStatus.of(report.outcomes().get(MessageTag.REQUIRETLS)).code();
    }

    private ProbeReport check() throws SettingsException {
        try (Probing probing = Probing.open(settings(), this::tell)) {
            return probing.check(destination.domain());
        }
    }

    private void tell(PolicyEvent event) {
        if (event instanceof PolicyEvent.SetAside unread) {
            spec.commandLine()
                    .getErr()
                    .println(spec.qualifiedName() + ": the MTA-STS policy in " + unread.file()
                            + " can't be read and is left out: " + unread.reason());
        }
    }

    private CheckSettings settings() throws SettingsException {
        Map<String, InetSocketAddress> connectTo = new LinkedHashMap<>();
        connections.elsewhere.forEach(each -> connectTo.put(each.host(), each.address()));
        Map<Parameter, String> more = new EnumMap<>(Parameter.class);
        rules.ifPresent(file -> more.put(Parameter.TLS_RULES, content(file)));
        DeliverySettings delivery = options.settings(more);
        return new CheckSettings(
                delivery,
                DeliveryOptions.heloName(delivery),
                connections.none ? CheckSettings.Contact.NONE : CheckSettings.Contact.SESSIONS,
                connectTo);
    }

    private String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw usage("--rules " + file + " can't be read: " + e);
        }
    }

    private ParameterException usage(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
