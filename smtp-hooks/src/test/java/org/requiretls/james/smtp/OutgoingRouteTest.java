package org.requiretls.james.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.configuration2.BaseHierarchicalConfiguration;
import org.apache.commons.configuration2.HierarchicalConfiguration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.commons.configuration2.tree.ImmutableNode;
import org.apache.james.server.core.configuration.ConfigurationProvider;
import org.apache.james.server.core.configuration.FileConfigurationProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.requiretls.james.lab.conformance.Covers;
import org.slf4j.LoggerFactory;

class OutgoingRouteTest {

    private static final String OURS = "org.requiretls.james.DaneRemoteDelivery";

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        ((Logger) LoggerFactory.getLogger(OutgoingRoute.class)).addAppender(log);
    }

    @AfterEach
    void stopListening() {
        ((Logger) LoggerFactory.getLogger(OutgoingRoute.class)).detachAppender(log);
    }

    @Test
    @Covers("R8689-1-01")
    void r8689_1_01OurMailetKeepsThePromise() throws Exception {
        assertThat(OutgoingRoute.assess(container("ToProcessor", OURS))).isEqualTo(new Promise.Kept());
    }

    @Test
    void r8689_1_01AServerWithoutOutgoingRouteMayPromise() throws Exception {
        assertThat(OutgoingRoute.assess(container("LocalDelivery", "Null"))).isEqualTo(new Promise.Kept());
    }

    @ParameterizedTest(name = "R8689-1-01: {0} beside ours breaks the promise")
    @CsvSource({"RemoteDelivery", "org.apache.james.transport.mailets.RemoteDelivery"})
    @Covers("R8689-1-01")
    void theStockMailetBreaksIt(String stock) throws Exception {
        Promise promise = OutgoingRoute.assess(container(OURS, stock));
        assertThat(promise)
                .isInstanceOfSatisfying(
                        Promise.NotKept.class,
                        notKept -> assertThat(notKept.reason())
                                .contains(stock, "'second'", "Put " + OURS + " in its place"));
    }

    @Test
    void r8689_1_01AbsentConfigurationBreaksIt() {
        assertThat(OutgoingRoute.assess(new BaseHierarchicalConfiguration())).isInstanceOf(Promise.NotKept.class);
    }

    @Test
    @Covers("R8689-1-01")
    void r8689_1_01OneWarningForAllListeners() {
        OutgoingRoute route = new OutgoingRoute((component, level) -> container("RemoteDelivery", OURS));

        route.promise();
        route.promise();

        assertThat(log.list).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.WARN);
            assertThat(event.getFormattedMessage())
                    .contains("REQUIRETLS stays off", "RemoteDelivery", "'first'", "and restart");
        });
    }

    @Test
    void r8689_1_01UnreadableConfigurationBreaksItWithAWarning() {
        ConfigurationProvider broken = (component, level) -> {
            throw new ConfigurationException("tag mismatch in line 7");
        };

        assertThat(new OutgoingRoute(broken).promise()).isInstanceOf(Promise.NotKept.class);
        assertThat(log.list)
                .singleElement()
                .satisfies(event -> assertThat(event.getFormattedMessage()).contains("tag mismatch in line 7"));
    }

    @Test
    void aKeptPromiseIsNoNews() {
        assertThat(new OutgoingRoute((component, level) -> container(OURS, OURS)).promise())
                .isEqualTo(new Promise.Kept());
        assertThat(log.list).isEmpty();
    }

    @Test
    @Covers("R8689-1-01")
    void aStockDeliveryIsFoundInsideAMailetOfOursToo() throws Exception {
        assertThat(OutgoingRoute.assess(mailets("<mailet class='org.requiretls.james.mailets.CarryTlsRequirement'>"
                        + "<around>RemoteDelivery</around></mailet>")))
                .isInstanceOf(Promise.NotKept.class);
    }

    @ParameterizedTest(name = "{0}: kept is {1}")
    @CsvSource({
        "'* may requiretls=opportunistic override=yes', false",
        "'good.example secure\n  *\tmay tls-min=1.3 requiretls=opportunistic+starttls override=yes', false",
        "'* may requiretls=enforce', true",
        "'# * may requiretls=opportunistic', true",
        "'old.example may requiretls=opportunistic override=yes\n* may tls-min=1.3', true"
    })
    @Covers("R8689-1-01")
    void aRuleThatLetsTaggedMailGoEverywhereBreaksIt(String rules, boolean kept) throws Exception {
        Promise promise = OutgoingRoute.assess(
                mailets("<mailet class='" + OURS + "'><tlsRules>" + rules + "</tlsRules></mailet>"));

        assertThat(promise instanceof Promise.Kept).isEqualTo(kept);
        if (promise instanceof Promise.NotKept notKept) {
            assertThat(notKept.reason()).contains("<tlsRules>", "a rule for *", "processor 'only'");
        }
    }

    @Test
    void oneWarningNamesTheMailetsThatLoseTheTag() {
        new OutgoingRoute((component, level) -> mailets("<mailet class='Forward'/>"
                        + "<mailet class='org.apache.james.transport.mailets.Sieve'/><mailet class='Null'/>"))
                .promise();

        assertThat(log.list).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.WARN);
            assertThat(event.getFormattedMessage())
                    .contains("Forward in processor 'only'", "mailets.Sieve in processor 'only'", "CarryTlsRequirement")
                    .doesNotContain("Null");
        });
    }

    @Test
    void carriedMailetsAndTheOneThatOnlyStandsThereAreNoNews() {
        new OutgoingRoute((component, level) ->
                        mailets("<mailet class='org.requiretls.james.mailets.CarryTlsRequirement'>"
                                + "<around>VacationMailet</around></mailet>"
                                + "<mailet class='VacationMailet'><standsHereForTheStartOfJmap/></mailet>"))
                .promise();

        assertThat(log.list).isEmpty();
    }

    private static HierarchicalConfiguration<ImmutableNode> mailets(String mailets) throws ConfigurationException {
        return configuration("<processor state='only'>" + mailets + "</processor>");
    }

    private static HierarchicalConfiguration<ImmutableNode> container(String first, String second)
            throws ConfigurationException {
        return configuration("<processor state='first'><mailet match='All' class='ToRepository'/>"
                + "<mailet match='All' class='" + first + "'><outgoing>outgoing</outgoing></mailet></processor>"
                + "<processor state='second'><mailet match='All' class='" + second + "'/></processor>");
    }

    private static HierarchicalConfiguration<ImmutableNode> configuration(String processors)
            throws ConfigurationException {
        String xml = "<mailetcontainer><processors>" + processors + "</processors></mailetcontainer>";
        return FileConfigurationProvider.getConfig(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }
}
