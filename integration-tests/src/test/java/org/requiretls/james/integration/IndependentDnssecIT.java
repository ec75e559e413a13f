package org.requiretls.james.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.requiretls.james.dns.AliasLink;
import org.requiretls.james.dns.DnsAnswer;
import org.requiretls.james.dns.DnsClient;
import org.requiretls.james.dns.SecurityStatus;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.peers.Referee;
import org.requiretls.james.lab.peers.SignedZones;
import org.requiretls.james.lab.peers.Unbound;
import org.requiretls.james.lab.peers.Verdict;
import org.requiretls.james.lab.peers.Verdict.Outcome;
import org.requiretls.james.lab.peers.Verdict.Validation;
import org.requiretls.james.route.DnsRouteResolver;
import org.requiretls.james.route.LocalHosts;
import org.requiretls.james.route.MxHost;
import org.requiretls.james.route.RouteResolver;
import org.requiretls.james.route.RouteSettings;

/**
 * Zones that somebody else's tools signed and somebody else's servers publish: we have to judge every answer as
 * unbound does, whatever kind of server stands between.
 */
@TestInstance(Lifecycle.PER_CLASS)
class IndependentDnssecIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(8);
    private static final int SMTP_PORT = 25;

    private final IndependentServers servers = new IndependentServers(TIMEOUT);

    @BeforeAll
    void start() throws IOException {
        servers.start(Laboratory.newDirectory("dnssec"), IndependentZones.plans());
    }

    @AfterAll
    void stop() {
        servers.close();
    }

    @DisplayName("R7672-2.1.1-01, -03, -08: we judge as unbound does")
    @ParameterizedTest(name = "{0} {1}: {2}, {3}")
    @CsvFileSource(resources = "independent-dnssec.csv")
    @Covers({"R7672-2.1.1-01", "R7672-2.1.1-03", "R7672-2.1.1-08", "R6698-4.1-05"})
    void verdict(String name, String type, Validation validation, Outcome outcome) throws IOException {
        Verdict referee = servers.unbound().judge(name, type);
        SoftAssertions.assertSoftly(softly -> {
            softly.assertThat(Verdict.of(referee.validation(), referee.outcome()))
                    .as("unbound")
                    .isEqualTo(Verdict.of(validation, outcome));
            servers.clients().forEach((how, client) -> {
                DnsAnswer<?> ours = ask(client, name, type);
                softly.assertThat(OurVerdict.of(ours)).as("%s: %s", how, ours).isEqualTo(referee);
            });
        });
    }

    /**
     * The zone says that below the wildcard there may be unsigned delegations, so there is no secure proof of absence.
     * Our validator does not tell this insecurity from a proof that it could not follow, and we count it as the
     * latter: mail waits.
     */
    @DisplayName("R7672-2.1.1-09: what a wildcard lacks under opt-out, unbound takes for insecure and we for unknown")
    @ParameterizedTest
    @CsvSource({"x.wild.optout.test, TLSA", "x.wild-host.optout.test, AAAA", "x.wild-alias.optout.test, MX"})
    void stricterThanUnbound(String name, String type) throws IOException {
        assertThat(servers.unbound().judge(name, type)).isEqualTo(Verdict.of(Validation.INSECURE, Outcome.NO_DATA));
        servers.clients()
                .forEach((how, client) -> assertThat(ask(client, name, type))
                        .as(how)
                        .isInstanceOfSatisfying(
                                DnsAnswer.Failed.class,
                                failed -> assertThat(failed.cause()).isEqualTo(DnsAnswer.Cause.INDETERMINATE)));
    }

    @DisplayName("R7672-2.1.3-04, -05: we judge every link of an alias chain as unbound does")
    @ParameterizedTest(name = "{0} {1}: {2} links, of which secure: {3}")
    @CsvSource({
        "long.nsec.test,              A,    2, 2",
        "long.optout.test,            A,    2, 2",
        "long.plain.test,             A,    2, 0",
        "dangling.nsec3.test,         A,    1, 1",
        "abroad.salted.test,          A,    1, 1",
        "abroad.plain.test,           A,    1, 0",
        "abroad.signed.plain.test,    A,    1, 0",
        "to-plain.nsec.test,          A,    1, 1",
        "to-plain.nsec3.test,         MX,   1, 1",
        "to-plain-nothing.nsec3.test, A,    1, 1",
        "x.wild-alias.nsec3.test,     A,    1, 1",
        "x.wild-alias.optout.test,    A,    1, 0",
        "mx.tree.plain.test,          A,    1, 0",
        "_25._tcp.backup.nsec.test,   TLSA, 1, 1",
    })
    @Covers({"R7672-2.1.3-04", "R7672-2.1.3-05"})
    void aliases(String name, String type, int links, int secureLinks) throws IOException {
        for (Map.Entry<String, DnsClient> client : servers.clients().entrySet()) {
            List<AliasLink> ours = ask(client.getValue(), name, type).aliases();
            assertThat(ours).as(client.getKey()).hasSize(links).isEqualTo(judgedByUnbound(ours));
            assertThat(ours.stream().filter(AliasLink::isSecure))
                    .as(client.getKey())
                    .hasSize(secureLinks);
        }
    }

    /** The same links as unbound sees them, asked for each alias alone; none is secure behind an insecure one. */
    private List<AliasLink> judgedByUnbound(List<AliasLink> links) throws IOException {
        List<AliasLink> judged = new ArrayList<>();
        SecurityStatus soFar = SecurityStatus.SECURE;
        for (AliasLink link : links) {
            Verdict verdict = servers.unbound().judge(link.alias(), "CNAME");
            if (verdict.validation() != Validation.SECURE) {
                soFar = SecurityStatus.INSECURE;
            }
            String target = verdict.data().iterator().next();
            judged.add(new AliasLink(link.alias(), target.substring(0, target.length() - 1), soFar));
        }
        return judged;
    }

    @DisplayName("R7672-2.1.2-01, 2.2.1-02, -05: the hosts of a domain, and how far they can be believed")
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "nsec.test,              SECURE: mx.nsec.test backup.nsec.test",
        "nsec3.test,             SECURE: mx.nsec3.test backup.nsec3.test",
        "optout.test,            SECURE: mx.optout.test backup.optout.test",
        "signed.optout.test,     SECURE: mx.signed.optout.test backup.signed.optout.test",
        "x.wild.nsec.test,       SECURE: mx.nsec.test",
        "x.wild.nsec3.test,      SECURE: mx.nsec3.test",
        "x.wild.optout.test,     INSECURE: mx.optout.test",
        "unsigned.optout.test,   INSECURE: mx.unsigned.optout.test backup.unsigned.optout.test",
        "plain.test,             INSECURE: mx.plain.test backup.plain.test",
        "island.test,            INSECURE: mx.island.test backup.island.test",
        "alias.nsec3.test,       NO_MX_SECURE: alias.nsec3.test",
        "mx.nsec.test,           NO_MX_SECURE: mx.nsec.test",
        "to-plain.nsec.test,     NO_MX_INSECURE: to-plain.nsec.test",
        "mx.plain.test,          NO_MX_INSECURE: mx.plain.test",
        "silent.salted.test,     NULL_MX",
        "nowhere.nsec3.test,     DOMAIN_DOES_NOT_EXIST",
        "dangling.nsec.test,     DOMAIN_DOES_NOT_EXIST",
        "nowhere.plain.test,     DOMAIN_DOES_NOT_EXIST",
        "expired.test,           BOGUS",
        "stranger.test,          BOGUS",
        "sound.altered3.test,    BOGUS",
        "to-altered.nsec.test,   BOGUS",
    })
    void route(String domain, String expected) {
        forEachRouteResolver((how, resolver) ->
                assertThat(RouteText.of(await(resolver.route(domain)))).as(how).isEqualTo(expected));
    }

    @DisplayName("R7672-2.2.2-03, -05 to -08: the TLSA base domain of a host, and what is there")
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "mx.nsec.test,           2 TLSA at mx.nsec.test",
        "mx.nsec3.test,          2 TLSA at mx.nsec3.test",
        "mx.salted.test,         2 TLSA at mx.salted.test",
        "mx.optout.test,         2 TLSA at mx.optout.test",
        "long.nsec.test,         2 TLSA at mx.nsec.test",
        "abroad.nsec3.test,      2 TLSA at mx.nsec.test",
        "mx.tree.nsec3.test,     2 TLSA at mx.nsec.test",
        "backup.nsec.test,       1 TLSA at backup.nsec.test",
        "any-port.nsec3.test,    1 TLSA at any-port.nsec3.test",
        "sound.altered.test,     1 TLSA at sound.altered.test",
        "any-port.optout.test,   no TLSA",
        "x.wild-host.nsec.test,  no TLSA",
        "fallback.nsec3.test,    1 TLSA at fallback.nsec3.test",
        "to-plain.nsec.test,     1 TLSA at to-plain.nsec.test",
        "to-plain.island.test,   no TLSA",
        "abroad.plain.test,      no TLSA",
        "mx.island.test,         no TLSA",
        "lost.altered.test,      TLSA lookup failed",
        "lost.altered3.test,     TLSA lookup failed",
        "altered.altered.test,   unreachable for now",
        "to-altered.nsec.test,   unreachable for now",
        "expired.test,           unreachable for now",
        "host.wild-host.nsec.test, unreachable for good",
        "nowhere.nsec3.test,     unreachable for good",
    })
    @Covers({"R7672-2.2.2-03", "R7672-2.2.2-07", "R7672-2.2.2-08"})
    void host(String name, String expected) {
        MxHost host = new MxHost(name, 10, SMTP_PORT);
        forEachRouteResolver((how, resolver) ->
                assertThat(RouteText.of(await(resolver.examine(host)))).as(how).isEqualTo(expected));
    }

    @DisplayName("R7672-2.1.1-01: an answer under a root that we do not trust is bogus, and unbound agrees")
    @Test
    @Covers("R7672-2.1.1-01")
    void strangeTrustAnchor() throws IOException {
        Path directory = Laboratory.newDirectory("strange-root");
        SignedZones strange = SignedZones.make(directory, IndependentZones.plans());
        try (Unbound misled = servers.startUnbound(directory.resolve("unbound"), strange.trustAnchor());
                DnsClient ours = servers.client(servers.nsd(), strange.trustAnchor())) {
            for (String name : List.of("mx.nsec.test", "mx.plain.test", "nowhere.nsec3.test")) {
                Verdict referee = new Referee(misled.address()).judge(name, "A");
                assertThat(referee).isEqualTo(Verdict.of(Validation.BOGUS, Outcome.FAILED));
                assertThat(OurVerdict.of(ask(ours, name, "A"))).isEqualTo(referee);
            }
        }
    }

    private interface OfRoutes {
        void check(String how, RouteResolver resolver);
    }

    private void forEachRouteResolver(OfRoutes test) {
        servers.clients()
                .forEach((how, client) ->
                        test.check(how, new DnsRouteResolver(client, RouteSettings.defaults(), LocalHosts.UNKNOWN)));
    }

    private static DnsAnswer<?> ask(DnsClient client, String name, String type) {
        return await(client.lookup(name, OurVerdict.type(type)));
    }

    private static <T> T await(CompletableFuture<T> answer) {
        return answer.orTimeout(4 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
    }
}
