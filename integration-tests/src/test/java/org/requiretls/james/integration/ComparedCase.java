package org.requiretls.james.integration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;

/**
 * A configuration of a remote delivery, the hosts that it meets, and the mail that goes through it. All of it holds for
 * both sides, except what says otherwise.
 *
 * <p>In values, {@code ${first}} and {@code ${second}} are the addresses of the hosts, and {@code ${port}} is the port
 * of both.
 */
final class ComparedCase {

    /** Where the senders are. */
    static final String SENDERS = "sender.test";

    static final String TOLD_SENT = "told-sent";
    static final String TOLD_BOUNCED = "told-bounced";

    /** James adds a date, and what version of MIME this is, where they are missing, and has the latter at the top. */
    static final String HEADER = """
            MIME-Version: 1.0
            Date: Thu, 26 Nov 2026 01:00:00 +0000
            Subject: hello
            Message-ID: <1@sender.test>
            """;

    static final String PLAIN = HEADER + "\nhello\n";

    private final String name;
    private final Map<String, String> parameters = new HashMap<>();
    private final Map<String, String> onlyOurs = new HashMap<>();
    private final List<ComparedHost> hosts = new ArrayList<>();
    private final List<Difference> differences = new ArrayList<>();
    private String mail;
    private List<String> recipients = List.of("bob");
    private String content = PLAIN;
    private boolean existing = true;
    private Optional<Integer> outcomes = Optional.empty();

    ComparedCase(String name) {
        this.name = name;
        mail = "<" + name + "@" + SENDERS + ">";
        parameters.put("onSuccess", TOLD_SENT);
        parameters.put("bounceProcessor", TOLD_BOUNCED);
        parameters.put("delayTime", "9*300 msec");
        parameters.put("maxRetries", "9");
    }

    ComparedCase with(String parameter, String value) {
        parameters.put(parameter, value);
        return this;
    }

    ComparedCase without(String parameter) {
        parameters.remove(parameter);
        return this;
    }

    /** What the stock mailet has no word for, and does anyway. */
    ComparedCase oursWith(String parameter, String value) {
        onlyOurs.put(parameter, value);
        return this;
    }

    /** The next host in order of preference; called anew for each side. */
    ComparedCase host(UnaryOperator<SmtpPeerBuilder> script) {
        hosts.add(new ComparedHost.Listening(script));
        return this;
    }

    /** A host where nobody listens. */
    ComparedCase hostThatIsDown() {
        hosts.add(new ComparedHost.Down());
        return this;
    }

    /** A host to which no connection comes about. */
    ComparedCase hostThatIsSilent() {
        hosts.add(new ComparedHost.Silent());
        return this;
    }

    /** Its domains are not in the DNS. */
    ComparedCase ofNoDomain() {
        existing = false;
        return this;
    }

    /** @param argument of MAIL, from the angle bracket on */
    ComparedCase from(String argument) {
        mail = argument;
        return this;
    }

    /** @param locals local parts, of the domain of this case; or {@code local@other}; with parameters after a blank */
    ComparedCase to(String... locals) {
        recipients = List.of(locals);
        return this;
    }

    ComparedCase content(String text) {
        content = text;
        return this;
    }

    /** What becomes of its mail is told to nobody. */
    ComparedCase inSilence() {
        outcomes = Optional.of(0);
        return this;
    }

    ComparedCase differs(Difference difference) {
        differences.add(difference);
        return this;
    }

    String name() {
        return name;
    }

    String domain() {
        return name + ".test";
    }

    String otherDomain() {
        return "other-" + domain();
    }

    Map<String, String> parameters() {
        return parameters;
    }

    Map<String, String> onlyOurs() {
        return onlyOurs;
    }

    /** One that is ordinary, where no other was named. */
    List<ComparedHost> hosts() {
        return hosts.isEmpty() ? List.of(new ComparedHost.Listening(UnaryOperator.identity())) : hosts;
    }

    List<Difference> differences() {
        return differences;
    }

    String mailArgument() {
        return mail;
    }

    /** The arguments of RCPT, from the angle bracket on. */
    List<String> rcptArguments() {
        return recipients.stream()
                .map(recipient -> {
                    String[] words = recipient.split(" (?=[A-Z]+=)", 2);
                    String address = words[0].endsWith("@other")
                            ? words[0].replace("@other", "@" + otherDomain())
                            : words[0] + "@" + domain();
                    return "<" + address + ">" + (words.length > 1 ? " " + words[1] : "");
                })
                .toList();
    }

    String text() {
        return content;
    }

    boolean exists() {
        return existing;
    }

    /** How many recipients the outcome is told of, or senders. */
    int outcomes() {
        return outcomes.orElse(recipients.size());
    }

    @Override
    public String toString() {
        return name;
    }
}
