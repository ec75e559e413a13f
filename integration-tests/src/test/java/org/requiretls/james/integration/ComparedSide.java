package org.requiretls.james.integration;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.requiretls.james.lab.client.RawSmtp;
import org.requiretls.james.lab.james.JamesHome;
import org.requiretls.james.lab.james.JamesLauncher;
import org.requiretls.james.lab.james.JamesProcess;
import org.requiretls.james.lab.james.LoopbackPorts;
import org.requiretls.james.lab.smtp.ReceivedMessage;
import org.requiretls.james.lab.smtp.ReceivedPath;
import org.requiretls.james.lab.smtp.RecordedCommand;
import org.requiretls.james.lab.smtp.RecordedSession;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;

/**
 * One of the two: a James with a remote delivery for each case, the hosts that these meet, and a witness. The witness
 * gets the mail of the processors that are told what became of a message, and all mail back to the senders.
 */
final class ComparedSide implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern RECEIVED = Pattern.compile("(?im)^Received:.*\r\n(?:[ \t].*\r\n)*");

    private static final String DSN_HANDLERS = Stream.of(
                    "DSNEhloHook", "DSNMailParameterHook", "DSNRcptParameterHook", "DSNMessageHook")
            .map(name -> "<handler class=\"org.apache.james.smtpserver.dsn." + name + "\"/>")
            .collect(Collectors.joining());

    /** The hosts of one case: those that listen, and the port of all. */
    private record Hosts(List<SmtpPeer> listening, int port) {}

    private final InetAddress first;
    private final InetAddress second;
    private final SmtpPeer witness;
    private final Map<ComparedCase, Hosts> hosts = new HashMap<>();
    private final List<SilentListener> silent = new ArrayList<>();
    private JamesProcess james;

    /** @param octet begins the addresses of this side's hosts */
    ComparedSide(int octet) throws IOException {
        first = LoopbackPorts.loopback(octet + 1);
        second = LoopbackPorts.loopback(octet + 2);
        witness =
                SmtpPeer.builder().listen(LoopbackPorts.loopback(octet + 3), 0).start();
    }

    void open(List<ComparedCase> cases) throws IOException {
        for (ComparedCase each : cases) {
            int port = LoopbackPorts.freeOn(first, second);
            List<SmtpPeer> listening = new ArrayList<>();
            for (int i = 0; i < each.hosts().size(); i++) {
                ComparedHost host = each.hosts().get(i);
                if (host instanceof ComparedHost.Listening script) {
                    SmtpPeerBuilder builder =
                            SmtpPeer.builder().listen(address(i), port).announcing(hostName(each.domain(), i));
                    listening.add(script.script().apply(builder).start());
                } else if (host instanceof ComparedHost.Silent) {
                    silent.add(new SilentListener(address(i), port));
                }
            }
            hosts.put(each, new Hosts(listening, port));
        }
    }

    static String hostName(String domain, int index) {
        return "mx" + (index + 1) + "." + domain;
    }

    InetAddress address(int index) {
        return index == 0 ? first : second;
    }

    int port(ComparedCase each) {
        return hosts.get(each).port();
    }

    /** @param mailetClass what is compared; its {@code <mailet>} goes to all that no case is about */
    void configure(JamesHome home, String mailetClass, Map<ComparedCase, Map<String, String>> more) {
        StringBuilder mailets = new StringBuilder(toWitness("HostIs=" + ComparedCase.SENDERS));
        hosts.keySet().forEach(each -> {
            Map<String, String> parameters = new HashMap<>(each.parameters());
            parameters.put("outgoing", each.name());
            parameters.putAll(more.getOrDefault(each, Map.of()));
            mailets.append(mailet(each, mailetClass, parameters));
        });
        home.insertBeforeMailet(mailetClass, mailets.toString());
        home.editXml(
                "mailetcontainer.xml",
                xml -> xml.element("mailetcontainer", "processors")
                        .withChild(told(ComparedCase.TOLD_SENT) + told(ComparedCase.TOLD_BOUNCED)));
    }

    private String mailet(ComparedCase each, String mailetClass, Map<String, String> parameters) {
        String elements = parameters.entrySet().stream()
                .map(parameter -> "<" + parameter.getKey() + ">" + resolved(parameter.getValue(), each) + "</"
                        + parameter.getKey() + ">")
                .collect(Collectors.joining());
        return "<mailet match=\"HostIs=" + each.domain() + "," + each.otherDomain() + "\" class=\"" + mailetClass
                + "\">" + elements + "</mailet>";
    }

    private String resolved(String value, ComparedCase each) {
        return value.replace("${first}", first.getHostAddress())
                .replace("${second}", second.getHostAddress())
                .replace("${port}", String.valueOf(port(each)));
    }

    private String told(String state) {
        return "<processor state=\"" + state + "\">"
                + "<mailet match=\"All\" class=\"SetMimeHeader\"><name>X-Told</name><value>" + state
                + "</value></mailet>"
                + "<mailet match=\"All\" class=\"MailAttributesToMimeHeaders\">"
                + "<simplemapping>delivery-error-code;X-Code</simplemapping></mailet>"
                + toWitness("All") + "</processor>";
    }

    /** By the stock mailet on both sides, which here is no more than the post. */
    private String toWitness(String matcher) {
        return "<mailet match=\"" + matcher + "\" class=\"RemoteDelivery\"><outgoing>to-witness</outgoing><gateway>"
                + witness.address().getAddress().getHostAddress() + ":" + witness.port()
                + "</gateway></mailet>";
    }

    /** A James that takes the parameters of RFC 3461; before anything is installed into it. */
    static JamesHome homeIn(Path directory) {
        JamesHome home = Laboratory.jamesFor("near.test").createIn(directory);
        home.editXml(
                "smtpserver.xml",
                xml -> xml.elements("smtpservers", "smtpserver")
                        .get(0)
                        .children("handlerchain")
                        .get(0)
                        .withChild(DSN_HANDLERS));
        return home;
    }

    void start(JamesLauncher launcher) {
        james = launcher.start();
    }

    void send(ComparedCase each) throws IOException {
        try (RawSmtp smtp = RawSmtp.connect(james.home().endpoints().smtp())) {
            smtp.expect(250, "EHLO client.test");
            smtp.expect(250, "MAIL FROM:" + each.mailArgument());
            for (String argument : each.rcptArguments()) {
                smtp.expect(250, "RCPT TO:" + argument);
            }
            if (smtp.data(each.text()).code() != 250) {
                throw new IOException("James does not take the mail of " + each);
            }
        }
    }

    /**
     * What there was to see of a case, once the witness has heard of this many recipients or senders; where nobody is
     * told, once a recipient was named.
     */
    List<String> seen(ComparedCase each, int outcomes) {
        await("what becomes of " + each)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .failFast("James has ended", () -> !james.alive())
                .until(() -> outcomes == 0
                        ? envelopes(each).anyMatch(line -> line.contains("TO:"))
                        : told(each).stream()
                                        .map(line -> line.replaceFirst(", .*", ""))
                                        .distinct()
                                        .count()
                                >= outcomes);
        return Stream.of(
                        sessions(each).flatMap(ComparedSide::greetings).distinct(),
                        envelopes(each),
                        sessions(each).flatMap(ComparedSide::arrivals),
                        told(each).stream())
                .flatMap(lines -> lines)
                .sorted()
                .toList();
    }

    private Stream<RecordedSession> sessions(ComparedCase each) {
        return hosts.get(each).listening().stream().flatMap(peer -> peer.sessions().stream());
    }

    private Stream<String> envelopes(ComparedCase each) {
        return sessions(each).flatMap(ComparedSide::envelopes);
    }

    private static Stream<String> greetings(RecordedSession session) {
        Stream<String> client =
                Stream.of("client: " + session.client().getAddress().getHostAddress());
        Stream<String> commands = session.commands().stream()
                .filter(command -> Set.of("EHLO", "HELO", "AUTH", "STARTTLS").contains(command.verb()))
                .map(command -> "greeting: " + command.line() + (command.insideTls() ? " (in TLS)" : ""));
        return Stream.concat(client, commands);
    }

    /** One line for each MAIL, with the RCPT that follow it. */
    private static Stream<String> envelopes(RecordedSession session) {
        List<String> envelopes = new ArrayList<>();
        Set<String> recipients = new TreeSet<>();
        String mail = "";
        for (RecordedCommand command : session.commands()) {
            if (command.verb().equals("MAIL")) {
                addEnvelope(envelopes, mail, recipients);
                recipients.clear();
                mail = command.line();
            } else if (command.verb().equals("RCPT")) {
                recipients.add(command.line().substring("RCPT ".length()));
            }
        }
        addEnvelope(envelopes, mail, recipients);
        return envelopes.stream();
    }

    private static void addEnvelope(List<String> envelopes, String mail, Set<String> recipients) {
        if (!mail.isEmpty()) {
            envelopes.add("envelope: " + mail + " " + recipients);
        }
    }

    private static Stream<String> arrivals(RecordedSession session) {
        return session.arrivals().stream()
                .flatMap(message -> Stream.of(
                        "arrived, " + message.acknowledged() + ", for "
                                + message.recipientAddresses().stream().sorted().toList(),
                        "content: " + RECEIVED.matcher(message.text()).replaceAll("")));
    }

    /** What the witness heard: a line for each recipient, or for each sender. */
    private List<String> told(ComparedCase each) {
        return witness.messages().stream()
                .flatMap(message -> message.recipients().stream()
                        .map(ReceivedPath::address)
                        .filter(address -> isOf(each, address))
                        .map(address -> told(address, message)))
                .toList();
    }

    private static boolean isOf(ComparedCase each, String address) {
        return address.endsWith("@" + each.domain())
                || address.endsWith("@" + each.otherDomain())
                || address.equals(each.name() + "@" + ComparedCase.SENDERS);
    }

    private static String told(String address, ReceivedMessage message) {
        return "told: " + address
                + header("X-Told", message).map(state -> ", " + state).orElse(", in a mail from <>")
                + header("X-Code", message).map(code -> ", " + code).orElse("");
    }

    private static Optional<String> header(String name, ReceivedMessage message) {
        Matcher field = Pattern.compile("(?m)^" + name + ": (.*)$").matcher(message.text());
        return field.find() ? Optional.of(field.group(1)) : Optional.empty();
    }

    List<String> violations() {
        return hosts.values().stream()
                .flatMap(each -> each.listening().stream())
                .flatMap(peer -> peer.violations().stream())
                .toList();
    }

    @Override
    public void close() {
        if (james != null) {
            james.close();
        }
        hosts.values().forEach(each -> each.listening().forEach(SmtpPeer::close));
        silent.forEach(ComparedSide::close);
        witness.close();
    }

    private static void close(SilentListener listener) {
        try {
            listener.close();
        } catch (IOException e) {
            throw new IllegalStateException("cannot close " + listener, e);
        }
    }
}
