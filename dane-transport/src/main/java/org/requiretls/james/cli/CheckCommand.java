package org.requiretls.james.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.requiretls.james.delivery.DeliverySettings;
import org.requiretls.james.delivery.Parameter;
import org.requiretls.james.delivery.SettingsException;
import org.requiretls.james.delivery.SettingsReader;
import org.requiretls.james.hop.ProbeReport;
import org.requiretls.james.mtasts.cache.PolicyEvent;
import org.requiretls.james.policy.MessageTag;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
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

    private static final int HIGHEST_PORT = 65535;
    private static final Pattern PRINTABLE_WORD = Pattern.compile("[!-~]+");

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "DOMAIN|ADDRESS",
            converter = Destination.Converter.class,
            description = "Where the message would go; of an address the domain counts.")
    private Destination destination;

    @Option(
            names = "--james",
            paramLabel = "HOME",
            description = "Answer as this James would deliver: take all that the DaneRemoteDelivery in its"
                    + " conf/mailetcontainer.xml says, with its rules. Other options count before it.")
    private Optional<Path> james;

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            description = "Rules by destination, one a line, as in <tlsRules>. Default: none.")
    private Optional<Path> rules;

    @Option(
            names = "--resolver",
            paramLabel = "HOST:PORT",
            converter = Resolvers.Converter.class,
            description =
                    "IP address and port of the DNS resolver to ask, or several with commas. It has to pass DNSSEC"
                            + " records through; they are validated here. Default: those of the system.")
    private Optional<Resolvers> resolvers;

    @Option(
            names = "--trust-anchor",
            paramLabel = "FILE",
            description = "DNSSEC trust anchors, DS or DNSKEY records as in a zone file. Default: the public root.")
    private Optional<Path> trustAnchors;

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description = "PEM certificates of the roots to trust. Default: those of this Java.")
    private Optional<Path> caFile;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port of the MX hosts, also for the TLSA lookup. Default: 25.")
    private Optional<Integer> port;

    @Option(
            names = "--policy-host-port",
            paramLabel = "N",
            description = "Port of the hosts with MTA-STS policies, for test set-ups. Default: 443.")
    private Optional<Integer> policyHostPort;

    @Option(
            names = "--private-policy-hosts",
            description = "Fetch MTA-STS policies from loopback and private addresses too.")
    private boolean privatePolicyHosts;

    @Option(
            names = "--helo",
            paramLabel = "NAME",
            description = "The name that EHLO gives. Default: the name of this machine.")
    private Optional<String> heloName;

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
        requirePort("--port", port);
        requirePort("--policy-host-port", policyHostPort);
        heloName.filter(name -> !PRINTABLE_WORD.matcher(name).matches()).ifPresent(name -> {
            throw usage("--helo '" + name + "' is not a name for EHLO");
        });
        ProbeReport report = check();
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? JsonReport.of(report) : TextReport.of(report));
        return ExitStatus.of(report.outcomes().get(MessageTag.REQUIRETLS)).code();
    }

    private void requirePort(String option, Optional<Integer> given) {
        given.filter(number -> number < 1 || number > HIGHEST_PORT).ifPresent(number -> {
            throw usage(option + " " + number + " is not between 1 and " + HIGHEST_PORT);
        });
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
        DeliverySettings delivery = SettingsReader.read(parameters(), this::locate);
        return new CheckSettings(
                delivery,
                delivery.heloName().orElseGet(CheckCommand::nameOfThisMachine),
                connections.none ? CheckSettings.Contact.NONE : CheckSettings.Contact.SESSIONS,
                connectTo);
    }

    /** Every option is a parameter of the mailet, under another name. */
    private Map<String, String> parameters() throws SettingsException {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (james.isPresent()) {
            parameters.putAll(new JamesConfiguration(james.get().toAbsolutePath()).deliveryParameters());
        }
        resolvers.ifPresent(given -> parameters.put(Parameter.DNS_SERVERS.key(), given.text()));
        trustAnchors.ifPresent(file -> parameters.put(Parameter.TRUST_ANCHORS.key(), absolute(file)));
        caFile.ifPresent(file -> {
            parameters.put(Parameter.TRUST_STORE.key(), absolute(file));
            parameters.put(Parameter.TRUST_STORE_TYPE.key(), "PEM");
            parameters.remove(Parameter.TRUST_STORE_PASSWORD.key());
        });
        port.ifPresent(number -> parameters.put(Parameter.SMTP_PORT.key(), number.toString()));
        policyHostPort.ifPresent(number -> parameters.put(Parameter.MTA_STS_PORT.key(), number.toString()));
        if (privatePolicyHosts) {
            parameters.put(Parameter.MTA_STS_PRIVATE_NETWORKS.key(), "true");
        }
        heloName.ifPresent(name -> parameters.put(Parameter.HELO_NAME.key(), name));
        rules.ifPresent(file -> parameters.put(Parameter.TLS_RULES.key(), content(file)));
        return parameters;
    }

    private Path locate(String name) {
        return james.map(home -> new JamesConfiguration(home.toAbsolutePath()).locate(name))
                .orElseGet(() -> Path.of(name));
    }

    private String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw usage("--rules " + file + " can't be read: " + e);
        }
    }

    private static String absolute(Path file) {
        return file.toAbsolutePath().toString();
    }

    private static String nameOfThisMachine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private ParameterException usage(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
