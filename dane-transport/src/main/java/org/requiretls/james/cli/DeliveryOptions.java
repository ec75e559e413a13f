package org.requiretls.james.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.requiretls.james.delivery.DeliverySettings;
import org.requiretls.james.delivery.Parameter;
import org.requiretls.james.delivery.SettingsException;
import org.requiretls.james.delivery.SettingsReader;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How the network is to be seen: every option is a parameter of the mailet, under another name. */
final class DeliveryOptions {

    private static final int HIGHEST_PORT = 65535;
    private static final Pattern PRINTABLE_WORD = Pattern.compile("[!-~]+");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--james",
            paramLabel = "HOME",
            description = "Answer as this James would deliver: take all that the DaneRemoteDelivery in its"
                    + " conf/mailetcontainer.xml says, with its rules. Other options count before it.")
    private Optional<Path> james;

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

    /**
     * What deliveries would stand on.
     *
     * @param more parameters, which count before all others
     */
    DeliverySettings settings(Map<Parameter, String> more) throws SettingsException {
        requirePort("--port", port);
        requirePort("--policy-host-port", policyHostPort);
        heloName.filter(name -> !PRINTABLE_WORD.matcher(name).matches()).ifPresent(name -> {
            throw usage("--helo '" + name + "' is not a name for EHLO");
        });
        Map<String, String> parameters = parameters();
        more.forEach((parameter, value) -> parameters.put(parameter.key(), value));
        return SettingsReader.read(parameters, this::locate);
    }

    private void requirePort(String option, Optional<Integer> given) {
        given.filter(number -> number < 1 || number > HIGHEST_PORT).ifPresent(number -> {
            throw usage(option + " " + number + " is not between 1 and " + HIGHEST_PORT);
        });
    }

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
        return parameters;
    }

    private Path locate(String name) {
        return james.map(home -> new JamesConfiguration(home.toAbsolutePath()).locate(name))
                .orElseGet(() -> Path.of(name));
    }

    private static String absolute(Path file) {
        return file.toAbsolutePath().toString();
    }

    /** What EHLO says. */
    static String heloName(DeliverySettings settings) {
        return settings.heloName().orElseGet(DeliveryOptions::nameOfThisMachine);
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
