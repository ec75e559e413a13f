package org.requiretls.james.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.carry.TagLosingMailet;
import org.requiretls.james.lab.conformance.Covers;

class DoctorTest {

    private static final String SMTP = "conf/smtpserver.xml";
    private static final String MAILETS = "conf/mailetcontainer.xml";

    @TempDir
    Path temp;

    private StockHome home;
    private Path jar;
    private String out;

    /** A James as the installer leaves it, with TLS everywhere. */
    @BeforeEach
    void install() throws IOException {
        home = StockHome.in(temp);
        home.write(SMTP, home.read(SMTP).replace("startTLS=\"false\"", "startTLS=\"true\""));
        jar = Files.writeString(temp.resolve("requiretls-james-0.1.0.jar"), "jar");
        assertThat(run()).isZero();
    }

    @Test
    void nothingIsWrongWithWhatTheInstallerLeaves() {
        assertThat(run("--doctor")).as(out).isZero();
        assertThat(out).contains("nothing is wrong");
    }

    @Test
    void itChangesNothing() throws IOException {
        run("--uninstall");
        Map<String, String> before = home.content();
        assertThat(run("--doctor")).isEqualTo(1);

        assertThat(home.content()).isEqualTo(before);
    }

    @Test
    void aStockJamesIsFullOfFindings() {
        run("--uninstall");
        run("--doctor");

        assertThat(out)
                .contains("there is no jar of the bundle")
                .contains("smtpserver.xml:25: this <smtpserver> has no handler of the bundle")
                .contains("mailetcontainer.xml:71: RecipientRewriteTable loses the tag")
                .contains("mailetcontainer.xml:104: RemoteDelivery delivers to other servers")
                .contains("Bounce reports failed deliveries")
                .contains("what to do: ");
    }

    @ParameterizedTest
    @EnumSource(TagLosingMailet.class)
    void whateverLosesTheTagIsFound(TagLosingMailet losing) throws IOException {
        add("<mailet match=\"All\" class=\"" + losing.shortName() + "\"/>");

        assertThat(run("--doctor")).isEqualTo(1);
        assertThat(out).contains(": " + losing.shortName(), "1 findings");
    }

    @Test
    @Covers("R8689-1-01")
    void aStockDeliveryIsFoundAlsoInsideAMailetOfOurs() throws IOException {
        add(
                "<mailet class=\"org.requiretls.james.mailets.CarryTlsRequirement\"><around>RemoteDelivery</around></mailet>");

        assertThat(run("--doctor")).isEqualTo(1);
        assertThat(out).contains("RemoteDelivery delivers to other servers", "REQUIRETLS is not offered at all");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "conf/mailetcontainer.xml | <bounceProcessor>bounces</bounceProcessor> | | has no <bounceProcessor>",
                "conf/mailetcontainer.xml | <bounceProcessor>bounces< | <bounceProcessor>bouces< | names 'bouces'",
                "conf/mailetcontainer.xml | <bounceProcessor>bounces< | <relayedProcessor>relaid</relayedProcessor><bounceProcessor>bounces< | <relayedProcessor> names 'relaid'",
                "conf/smtpserver.xml | <handler class=\"org.requiretls.james.smtp.RequireTlsHandlers\"/> | | has no handler",
                "conf/smtpserver.xml | startTLS=\"true\" | startTLS=\"false\" | does not offer TLS",
            })
    void whatAnAdministratorMayBreak(String file, String before, String after, String finding) throws IOException {
        home.write(file, home.read(file).replace(before, after == null ? "" : after));

        assertThat(run("--doctor")).isEqualTo(1);
        assertThat(out).contains(finding);
    }

    private static final String DELIVERY = "<mailet match=\"All\" class=\"org.requiretls.james.DaneRemoteDelivery\">"
            + "<bounceProcessor>bounces</bounceProcessor>";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<tlsReportContact>t@a.test</tlsReportContact> | and there is no <tlsReportProcessor>",
                "<tlsReportContact>t@a.test</tlsReportContact><tlsReportProcessor>signing</tlsReportProcessor>"
                        + " | names 'signing', and there is no such processor",
                "<tlsReportContact>t@a.test</tlsReportContact><tlsReportProcessor>bounces</tlsReportProcessor>"
                        + " | names 'bounces', which has no DKIMSign",
            })
    void reportsThatCannotBeMailedAreFound(String parameters, String finding) throws IOException {
        add(DELIVERY + parameters + "</mailet>");

        assertThat(run("--doctor")).isEqualTo(1);
        assertThat(out).contains(finding, "1 findings");
    }

    @Test
    void anIntakeThatTakesNothingInIsFound() throws IOException {
        add("<mailet match=\"All\" class=\"org.requiretls.james.TlsReportIntake\"/>");
        assertThat(run("--doctor")).isEqualTo(1);
        assertThat(out).contains("TlsReportIntake has no DKIMVerify in front of it", "1 findings");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<mailet match=\"All\" class=\"org.apache.james.jdkim.mailets.DKIMVerify\"/>"
                        + "<mailet match=\"All\" class=\"org.requiretls.james.TlsReportIntake\"/>",
                "<mailet match=\"All\" class=\"org.requiretls.james.TlsReportIntake\">"
                        + "<unsigned>accept</unsigned></mailet>",
            })
    void anIntakeThatWorksIsFine(String mailets) throws IOException {
        add(mailets);
        assertThat(run("--doctor")).as(out).isZero();

        home.write("conf/webadmin.properties", "enabled=true\n");
        assertThat(run("--doctor")).isEqualTo(1);
        assertThat(out)
                .contains("webadmin.properties: org.requiretls.james.TlsReportRoutes is not in extensions.routes");
    }

    @Test
    void aHealthCheckThatIsMissingIsFound() throws IOException {
        home.write("conf/healthcheck.properties", "additional.healthchecks=org.requiretls.james.DnssecHealthCheck\n");

        assertThat(run("--doctor")).isEqualTo(1);
        assertThat(out)
                .contains("MtaStsHealthCheck is not in additional.healthchecks", "TlsReportHealthCheck", "2 findings");
    }

    /** Whoever can write a policy can have mail sent to his own host. */
    @Test
    void aStoreThatOthersCanWriteIsFound() throws IOException {
        Path store = Files.createDirectories(home.file("var/mta-sts"));
        Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(run("--doctor")).as(out).isZero();
        Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rwxrwx---"));

        assertThat(run("--doctor")).isEqualTo(1);
        assertThat(out).contains("var/mta-sts: others than its owner may write to it", "chmod go-w ");
    }

    @Test
    void aRuleBehindTheDeliveryIsFound() throws IOException {
        home.replace(
                MAILETS,
                "<processor state=\"local-address-error\"",
                "<processor state=\"x\"><mailet match=\"All\" class=\"org.requiretls.james.DaneRemoteDelivery\">"
                        + "<bounceProcessor>bounces</bounceProcessor></mailet><mailet match=\"All\""
                        + " class=\"org.requiretls.james.mailets.SetTlsRequirement\"/></processor>"
                        + "<processor state=\"local-address-error\"");

        assertThat(run("--doctor")).isEqualTo(1);
        assertThat(out).contains("SetTlsRequirement stands behind DaneRemoteDelivery", "move it in front");
    }

    @Test
    void aMailetOfSomebodyElseIsPointedOut() throws IOException {
        add("<mailet class=\"com.example.Archive\"/>");

        assertThat(run("--doctor")).isEqualTo(1);
        assertThat(out).contains("com.example.Archive is a mailet that the bundle does not know");
    }

    @ParameterizedTest(name = "{0} behind {1}: found is {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "SerialiseToHTTP | | true",
                "org.apache.james.transport.mailets.HeadersToHTTP | | true",
                "AmqpForwardAttribute | match=\"RecipientIs=other@a.test\" | true",
                "SerialiseToHTTP | match=\"RecipientIs=pager@a.test\" | false",
                "SerialiseToHTTP | match=\"All\" | false"
            })
    @Covers("S-RED-02")
    void s_red_02AWayOutOfSmtpIsFoundUnlessItWasDecidedUpon(String className, String decided, boolean found)
            throws IOException {
        String decision = decided == null
                ? ""
                : "<mailet " + decided
                        + " class=\"org.requiretls.james.mailets.EndOfPromise\"><required>refuse</required></mailet>";
        add(decision + "<mailet match=\"RecipientIs=pager@a.test\" class=\"" + className + "\"/>");

        assertThat(run("--doctor")).isEqualTo(found ? 1 : 0);
        assertThat(out.contains(className + " hands mail to something that knows nothing of the tag"))
                .isEqualTo(found);
    }

    @Test
    void aDecisionBehindTheWayOutComesTooLate() throws IOException {
        add("<mailet match=\"All\" class=\"SerialiseToHTTP\"/>"
                + "<mailet match=\"All\" class=\"org.requiretls.james.mailets.EndOfPromise\"/>");

        assertThat(run("--doctor")).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}: found is {1}")
    @CsvSource({"delivered, true", "relayed, true", "delayed, false"})
    void aNoticeThatNobodyCanAskForIsFound(String action, boolean found) throws IOException {
        add("<mailet match=\"All\" class=\"org.requiretls.james.mailets.DeliveryNotice\"><action>" + action
                + "</action></mailet>");

        assertThat(run("--doctor")).isEqualTo(found ? 1 : 0);
        assertThat(out.contains("no <smtpserver> takes NOTIFY")).isEqualTo(found);
    }

    @Test
    void aListenerWithSomeOfTheHandlersForNotifyIsFound() throws IOException {
        String hook = "<handler class=\"org.apache.james.smtpserver.dsn.DSNEhloHook\"/>";
        home.write(SMTP, home.read(SMTP).replaceFirst("<handlerchain>", "<handlerchain>" + hook));

        assertThat(run("--doctor")).isEqualTo(1);
        assertThat(out)
                .contains("has some of the handlers for RFC 3461, not all", "dsn.DSNMessageHook\"/>", "1 findings")
                .doesNotContain("add " + hook);
    }

    @Test
    void anLmtpListenerIsLookedAtUnlessItIsOff() throws IOException {
        home.write("conf/lmtpserver.xml", "<lmtpservers><lmtpserver enabled=\"false\"/>\n<lmtpserver/></lmtpservers>");

        assertThat(run("--doctor")).isEqualTo(1);
        assertThat(out)
                .contains("lmtpserver.xml:2: this <lmtpserver> has no handler")
                .contains("2 findings");
    }

    @Test
    void twoJarsAreFound() throws IOException {
        home.write("extensions-jars/requiretls-james-0.0.9.jar", "old");

        assertThat(run("--doctor")).isEqualTo(1);
        assertThat(out).contains("there are 2 jars of the bundle");
    }

    private void add(String mailet) throws IOException {
        home.replace(
                MAILETS,
                "<processor state=\"local-address-error\"",
                "<processor state=\"x\">" + mailet + "</processor><processor state=\"local-address-error\"");
    }

    private int run(String... options) {
        String[] words = new String[options.length + 1];
        words[0] = home.root().toString();
        System.arraycopy(options, 0, words, 1, options.length);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(written, true);
        int code = new Install(print, print, Clock.systemUTC()).run(jar, words);
        out = written.toString(StandardCharsets.UTF_8);
        return code;
    }
}
