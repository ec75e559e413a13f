package org.requiretls.james.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.requiretls.james.delivery.SettingsException;
import org.requiretls.james.mtasts.hosting.PublishedPolicies;
import org.requiretls.james.mtasts.hosting.PublishedPoliciesException;
import org.requiretls.james.selfcheck.NextKey;
import org.requiretls.james.tlsrpt.ReportRequest;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code requiretls records}: what to publish in DNS. */
@Command(
        name = "records",
        mixinStandardHelpOptions = true,
        versionProvider = RequireTlsTool.Version.class,
        sortOptions = false,
        description = {
            "Prints the DNS records of a domain that takes part: TLSA records of an MX host (RFC 7672), the record that"
                    + " asks for TLS reports (RFC 8460), and the records of the MTA-STS policies that MtaStsPolicyHost"
                    + " serves (RFC 8461). Nothing is looked up; self-check tells whether what is published fits."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:The records were printed.", "64:An argument, a certificate or a policy has a mistake."})
final class RecordsCommand implements Callable<Integer> {

    private static final int PRINTED = 0;
    private static final int HIGHEST_PORT = 65535;
    private static final long HIGHEST_TTL = Integer.MAX_VALUE;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

    @Spec
    private CommandSpec spec;

    @ArgGroup(exclusive = false, heading = "TLSA records%n")
    private Tlsa tlsa;

    @ArgGroup(exclusive = false, heading = "TLS reports%n")
    private Reports reports;

    @Option(
            names = "--policies",
            paramLabel = "DIRECTORY",
            description = "Where the MTA-STS policies are, a file <domain>.txt each, such as conf/mta-sts of James."
                    + " They are read by the parser that judges the policies of others. Serve a changed policy first,"
                    + " then change its record (RFC 8461 section 8.1).")
    private Optional<Path> policies = Optional.empty();

    /** Of one MX host. */
    static final class Tlsa {

        @Option(names = "--host", required = true, paramLabel = "NAME", description = "The MX host.")
        private String host;

        @ArgGroup(multiplicity = "1")
        private Source source;

        @Option(
                names = "--keystore-password",
                arity = "0..1",
                interactive = true,
                paramLabel = "PASSWORD",
                description = "Of the keystore; asked for where it does not follow.")
        private Optional<String> password = Optional.empty();

        @Option(names = "--alias", paramLabel = "NAME", description = "Of the key, where the keystore holds several.")
        private Optional<String> alias = Optional.empty();

        @Option(
                names = "--next",
                paramLabel = "FILE",
                description =
                        "The key to come, PEM: its certificate with the chain, or a public key that has none yet.")
        private Optional<Path> next = Optional.empty();

        @Option(names = "--port", paramLabel = "N", defaultValue = "25", description = "Default: ${DEFAULT-VALUE}.")
        private int port;

        @Option(
                names = "--ttl",
                paramLabel = "SECONDS",
                defaultValue = "3600",
                description = "Of the records. Default: ${DEFAULT-VALUE}.")
        private long ttl;
    }

    /** Where the certificate is. */
    static final class Source {

        @Option(
                names = "--chain",
                paramLabel = "FILE",
                description = "The certificates that the host shows, PEM, its own first.")
        private Path chain;

        @Option(names = "--keystore", paramLabel = "FILE", description = "Or the keystore that it has them in.")
        private Path keystore;

        @Option(
                names = "--james",
                paramLabel = "HOME",
                description = "Or what the first listener with TLS in conf/smtpserver.xml of this James has.")
        private Path james;
    }

    /** Of one domain. */
    static final class Reports {

        @Option(names = "--domain", required = true, paramLabel = "NAME", description = "The recipient domain.")
        private String domain;

        @Option(
                names = "--reports-to",
                required = true,
                paramLabel = "URI",
                description =
                        "Where reports go, such as mailto:tlsrpt@example.org or an https: address. May be repeated.")
        private List<String> targets = new ArrayList<>();
    }

    @Override
    public Integer call() throws SettingsException {
        if (tlsa == null && reports == null && policies.isEmpty()) {
            throw usage("say of what: --host, --domain or --policies");
        }
        List<String> lines = new ArrayList<>();
        if (tlsa != null) {
            lines.addAll(tlsaLines());
        }
        if (reports != null) {
            lines.addAll(reportLines());
        }
        if (policies.isPresent()) {
            lines.addAll(policyLines(policies.get()));
        }
        PrintWriter out = spec.commandLine().getOut();
        lines.forEach(out::println);
        return PRINTED;
    }

    private List<String> tlsaLines() throws SettingsException {
        requireName("--host", tlsa.host);
        if (tlsa.port < 1 || tlsa.port > HIGHEST_PORT) {
            throw usage("--port " + tlsa.port + " is not between 1 and " + HIGHEST_PORT);
        }
        if (tlsa.ttl < 1 || tlsa.ttl > HIGHEST_TTL) {
            throw usage("--ttl " + tlsa.ttl + " is not between 1 and " + HIGHEST_TTL);
        }
        Optional<NextKey> next =
                tlsa.next.isPresent() ? Optional.of(OwnIdentity.nextOfPem(tlsa.next.get())) : Optional.empty();
        return new TlsaZoneText(tlsa.host, tlsa.port, tlsa.ttl).lines(chain(), next);
    }

    private List<X509Certificate> chain() throws SettingsException {
        if (tlsa.source.chain != null) {
            return OwnIdentity.ofPem(tlsa.source.chain);
        }
        if (tlsa.source.keystore != null) {
            return OwnIdentity.ofKeyStore(tlsa.source.keystore, tlsa.password, tlsa.alias);
        }
        return new JamesConfiguration(tlsa.source.james.toAbsolutePath()).listenerChain(tlsa.alias);
    }

    /** Read back by the reader that judges the records of others. */
    private List<String> reportLines() {
        requireName("--domain", reports.domain);
        String text = "v=TLSRPTv1; rua=" + String.join(",", reports.targets);
        boolean allUnderstood = reports.targets.stream()
                .allMatch(target ->
                        ReportRequest.of(List.of("v=TLSRPTv1; rua=" + target)) instanceof ReportRequest.Wanted);
        if (!allUnderstood || !(ReportRequest.of(List.of(text)) instanceof ReportRequest.Wanted)) {
            throw usage("--reports-to takes mailto: and https: addresses, not " + reports.targets);
        }
        return List.of(
                "; " + reports.domain + " asks for TLS reports (RFC 8460)",
                ReportRequest.LABELS + reports.domain + ". IN TXT \"" + text + "\"");
    }

    private List<String> policyLines(Path directory) throws SettingsException {
        try {
            List<String> lines = new ArrayList<>();
            PublishedPolicies.in(directory).all().forEach(policy -> {
                lines.add("; " + policy.domain() + ": mode "
                        + policy.policy().mode().text() + ", max_age "
                        + policy.policy().maxAge().toSeconds() + " s, mx "
                        + policy.policy().mx());
                policy.advice().ifPresent(advice -> lines.add("; " + advice));
                lines.add(policy.record());
                lines.add("; and A, AAAA or CNAME to the TLS server in front: "
                        + policy.domain().policyHost() + ".");
            });
            return lines;
        } catch (PublishedPoliciesException e) {
            throw new SettingsException(List.of(e.getMessage()));
        }
    }

    /** It goes into the zone as it is. */
    private void requireName(String option, String name) {
        if (!NAME.matcher(name).matches()) {
            throw usage(option + " '" + name + "' is not a domain name in A-labels, without a final dot");
        }
    }

    private ParameterException usage(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
