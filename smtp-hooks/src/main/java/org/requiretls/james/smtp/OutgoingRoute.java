package org.requiretls.james.smtp;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.apache.commons.configuration2.HierarchicalConfiguration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.commons.configuration2.tree.ImmutableNode;
import org.apache.james.server.core.configuration.ConfigurationProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the mailet container of this server sends mail only in ways that honour the tag.
 *
 * <p>The keyword promises that the next hop is held to the same rules (RFC 8689 section 2). James's stock
 * RemoteDelivery does not know the tag, so a server that still has it must not make the promise. A server without any
 * outgoing route hands nothing on, and may.
 *
 * <p>One instance serves all listeners, so that the reason is logged once for each start.
 */
@Singleton
public final class OutgoingRoute {

    private static final Logger LOGGER = LoggerFactory.getLogger(OutgoingRoute.class);

    private static final String COMPONENT = "mailetcontainer";
    private static final String HONOURING_MAILET = "org.requiretls.james.DaneRemoteDelivery";

    /** All the names under which James 3.8.1 finds its own mailet; class names have one spelling only. */
    private static final Set<String> STOCK_MAILETS =
            Set.of("RemoteDelivery", "org.apache.james.transport.mailets.RemoteDelivery");

    /** The rule for all destinations that have none of their own lets tagged mail go on as best it can (rules.md). */
    private static final Pattern LOWERED_FOR_ALL =
            Pattern.compile("^\\s*\\*\\s.*\\brequiretls=opportunistic", Pattern.MULTILINE);

    private static final String RULES = "tlsRules";

    private final ConfigurationProvider configurations;
    private Promise promise;

    @Inject
    public OutgoingRoute(ConfigurationProvider configurations) {
        this.configurations = configurations;
    }

    /** The answer, found at the first call and the same from then on. */
    synchronized Promise promise() {
        if (promise == null) {
            promise = readPromise();
            if (promise instanceof Promise.NotKept notKept) {
                LOGGER.warn("The SMTP extension REQUIRETLS stays off: {}", notKept.reason());
            }
        }
        return promise;
    }

    private Promise readPromise() {
        try {
            HierarchicalConfiguration<ImmutableNode> mailetContainer = configurations.getConfiguration(COMPONENT);
            warnOfLosses(mailetContainer);
            return assess(mailetContainer);
        } catch (ConfigurationException | RuntimeException e) {
            return new Promise.NotKept("mailetcontainer.xml cannot be read (" + e.getMessage()
                    + "), so nobody knows how mail leaves this server. Mend the file and restart.");
        }
    }

    static Promise assess(HierarchicalConfiguration<ImmutableNode> mailetContainer) {
        List<HierarchicalConfiguration<ImmutableNode>> processors =
                mailetContainer.configurationsAt("processors.processor");
        if (processors.isEmpty()) {
            return new Promise.NotKept("mailetcontainer.xml is missing or holds no processor, so nobody knows how mail"
                    + " leaves this server. Provide the file and restart.");
        }
        return processors.stream()
                .map(OutgoingRoute::objectionTo)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(Promise.Kept::new);
    }

    /** RFC 8689 section 6 only recommends to pass the tag on, so this does not keep the keyword back. */
    private static void warnOfLosses(HierarchicalConfiguration<ImmutableNode> mailetContainer) {
        List<String> losing = mailetContainer.configurationsAt("processors.processor").stream()
                .flatMap(processor -> processor.configurationsAt("mailet").stream()
                        .map(ConfiguredMailet::of)
                        .filter(ConfiguredMailet::losesTheTag)
                        .map(mailet ->
                                mailet.className() + " in processor '" + processor.getString("[@state]", "") + "'"))
                .toList();
        if (!losing.isEmpty()) {
            LOGGER.warn(
                    "REQUIRETLS is not passed on by these mailets of mailetcontainer.xml: {}. What they send out of a"
                            + " protected mail is sent unprotected. Put {} around each, as install.sh does, and restart.",
                    String.join(", ", losing),
                    ConfiguredMailet.CARRY);
        }
    }

    private static Optional<Promise> objectionTo(HierarchicalConfiguration<ImmutableNode> processor) {
        return stockDelivery(processor).or(() -> loweredDelivery(processor));
    }

    private static Optional<Promise> loweredDelivery(HierarchicalConfiguration<ImmutableNode> processor) {
        return processor.configurationsAt("mailet").stream()
                .filter(mailet ->
                        LOWERED_FOR_ALL.matcher(mailet.getString(RULES, "")).find())
                .findFirst()
                .map(mailet -> new Promise.NotKept("<" + RULES + "> of the mailet "
                        + ConfiguredMailet.of(mailet).className() + " in processor '"
                        + processor.getString("[@state]", "") + "' of mailetcontainer.xml has a rule for * that lets"
                        + " REQUIRETLS mail go on without it. Take requiretls= out of that rule, or give it to single"
                        + " destinations, and restart."));
    }

    private static Optional<Promise> stockDelivery(HierarchicalConfiguration<ImmutableNode> processor) {
        return processor.configurationsAt("mailet").stream()
                .map(ConfiguredMailet::of)
                .map(ConfiguredMailet::effectiveClass)
                .filter(STOCK_MAILETS::contains)
                .findFirst()
                .map(mailet -> new Promise.NotKept("the mailet " + mailet + " in processor '"
                        + processor.getString("[@state]", "") + "' of mailetcontainer.xml sends mail without regard to"
                        + " the tag. Put " + HONOURING_MAILET
                        + " in its place, with the same parameters, and restart."));
    }
}
