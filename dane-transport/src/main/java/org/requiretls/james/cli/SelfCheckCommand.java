package org.requiretls.james.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.requiretls.james.delivery.DeliverySettings;
import org.requiretls.james.delivery.MtaStsSettings;
import org.requiretls.james.delivery.SettingsException;
import org.requiretls.james.dns.DnsClient;
import org.requiretls.james.mtasts.DiscoveryFailure;
import org.requiretls.james.mtasts.PolicyDomain;
import org.requiretls.james.mtasts.fetch.FetchResult;
import org.requiretls.james.mtasts.fetch.HttpsPolicyFetcher;
import org.requiretls.james.route.DnsRouteResolver;
import org.requiretls.james.route.LocalHosts;
import org.requiretls.james.route.RouteSettings;
import org.requiretls.james.selfcheck.DomainLook;
import org.requiretls.james.selfcheck.DomainLook.Visitor;
import org.requiretls.james.selfcheck.NextKey;
import org.requiretls.james.selfcheck.Outlook;
import org.requiretls.james.selfcheck.OwnDomain;
import org.requiretls.james.selfcheck.RecordMemory;
import org.requiretls.james.selfcheck.SelfExamination;
import org.requiretls.james.selfcheck.ServiceAddress;
import org.requiretls.james.smtpclient.SmtpClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code requiretls self-check}: whether one's own records and servers are as senders need them. */
@Command(
        name = "self-check",
        mixinStandardHelpOptions = true,
        versionProvider = RequireTlsTool.Version.class,
        sortOptions = false,
        description = {
            "Looks at a domain of your own as its senders do: MX, TLSA, MTA-STS and TLS report records, and each address"
                    + " of each MX host in several sessions, which end before MAIL. Prints what is wrong, where, and"
                    + " what to do."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:Nothing is wrong; there may be notes.",
            "1:There is an error.",
            "2:There is a warning and no error.",
            "64:Wrong arguments, or a file or resolver among them that can't be used.",
            "70:An error in this program."
        })
final class SelfCheckCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DOMAIN", converter = Destination.Converter.class, description = "The recipient domain.")
    private Destination domain;

    @Mixin
    private DeliveryOptions options;

    @Option(
            names = "--connect",
            paramLabel = "HOST=IP:PORT",
            converter = ConnectTo.Converter.class,
            description = "Connect to this address for this host, whatever its address in DNS. May be repeated.")
    private List<ConnectTo> elsewhere = new ArrayList<>();

    @Option(
            names = "--next",
            paramLabel = "FILE",
            description =
                    "The key to come, PEM: its certificate with the chain, or a public key that has none yet. Then"
                            + " it is an error if the records don't fit it.")
    private Optional<Path> next = Optional.empty();

    @Option(
            names = "--memory",
            paramLabel = "FILE",
            description =
                    "Remember the TLSA records there, to tell at the next run what caches may still have, and when"
                            + " the next key may be used.")
    private Optional<Path> memory = Optional.empty();

    @Option(
            names = "--service",
            paramLabel = "URL",
            converter = ServiceConverter.class,
            description = "Look at a server for users too: submission://HOST (port 587), submissions://HOST (465),"
                    + " imaps://HOST (993), pop3s://HOST (995), or with a port behind it. May be repeated.")
    private List<ServiceAddress> services = new ArrayList<>();

    @Option(
            names = "--dkim-selector",
            paramLabel = "NAME",
            description = "Look at the DKIM key by which TLS reports are signed. May be repeated.")
    private List<String> dkimSelectors = new ArrayList<>();

    @Option(names = "--json", description = "Print JSON in place of text.")
    private boolean json;

    /** As {@code imaps://mail.example.org}. */
    static final class ServiceConverter implements ITypeConverter<ServiceAddress> {
        @Override
        public ServiceAddress convert(String text) {
            return ServiceAddress.parse(text)
                    .orElseThrow(() -> new TypeConversionException("'" + text
                            + "' is not submission://HOST, submissions://HOST, imaps://HOST or pop3s://HOST"));
        }
    }

    @Override
    public Integer call() throws SettingsException {
        if (domain.domain().startsWith("[")) {
            throw usage("'" + domain.domain() + "' is an address; a domain has records to look at");
        }
        DeliverySettings settings = options.settings(Map.of());
        Optional<NextKey> nextKey =
                next.isPresent() ? Optional.of(OwnIdentity.nextOfPem(next.get())) : Optional.empty();
        RecordMemory remembered = memory.isPresent() ? read(memory.get()) : RecordMemory.EMPTY;
        OwnDomain seen = look(settings);
        Instant now = Instant.now();
        RecordMemory updated = remembered.with(seen, now);
        if (memory.isPresent()) {
            write(memory.get(), updated);
        }
        Outlook outlook = new Outlook(nextKey, memory.isPresent() ? updated.sets() : List.of());
        SelfCheckReport report = new SelfCheckReport(seen, new SelfExamination(settings.pkix(), outlook, now).of(seen));
        spec.commandLine().getOut().println(json ? report.json() : report.text());
        return report.exitStatus();
    }

    private OwnDomain look(DeliverySettings settings) {
        Map<String, InetSocketAddress> connectTo = new HashMap<>();
        elsewhere.forEach(each -> connectTo.put(each.host(), each.address()));
        Visitor visitor = new Visitor(DeliveryOptions.heloName(settings), PATIENCE, connectTo);
        try (DnsClient dns = new DnsClient(settings.dns());
                SmtpClient smtp = new SmtpClient(1, settings.tlsProvider());
                Fetching fetching = new Fetching(settings.mtaSts(), dns);
                DomainLook look = new DomainLook(dns, routes(settings, dns), fetching::fetch, smtp, visitor)) {
            return look.at(domain.domain(), dkimSelectors, services);
        }
    }

    private static DnsRouteResolver routes(DeliverySettings settings, DnsClient dns) {
        return new DnsRouteResolver(
                dns,
                RouteSettings.defaults().withPort(settings.smtpPort()).withDigests(settings.tlsaDigests()),
                LocalHosts.UNKNOWN);
    }

    /** Policies, unless MTA-STS is switched off. */
    private static final class Fetching implements AutoCloseable {

        private final Optional<HttpsPolicyFetcher> fetcher;

        Fetching(Optional<MtaStsSettings> settings, DnsClient dns) {
            fetcher = settings.map(each -> new HttpsPolicyFetcher(dns, each.fetch(), each.pkix(), Clock.systemUTC()));
        }

        CompletableFuture<FetchResult> fetch(PolicyDomain policyDomain) {
            return fetcher.map(each -> each.fetch(policyDomain))
                    .orElseGet(() -> CompletableFuture.completedFuture(new FetchResult.Failed(new DiscoveryFailure(
                            DiscoveryFailure.Kind.FETCH, "MTA-STS is switched off, so it was not fetched"))));
        }

        @Override
        public void close() {
            fetcher.ifPresent(HttpsPolicyFetcher::close);
        }
    }

    private RecordMemory read(Path file) {
        try {
            return Files.exists(file) ? RecordMemory.parse(Files.readAllLines(file)) : RecordMemory.EMPTY;
        } catch (IOException | IllegalArgumentException e) {
            throw usage(
                    "--memory " + file + " can't be read: " + e.getMessage() + ". Take the file away to begin anew");
        }
    }

    private void write(Path file, RecordMemory remembered) {
        try {
            Files.write(file, remembered.lines());
        } catch (IOException e) {
            throw usage("--memory " + file + " can't be written: " + e);
        }
    }

    private ParameterException usage(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
