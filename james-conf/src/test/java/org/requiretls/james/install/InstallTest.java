package org.requiretls.james.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.carry.TagLosingMailet;

class InstallTest {

    private static final String SMTP = "conf/smtpserver.xml";
    private static final String MAILETS = "conf/mailetcontainer.xml";
    private static final String HEALTH = "conf/healthcheck.properties";
    private static final String JAR = "extensions-jars/requiretls-james-0.1.0.jar";
    private static final String HANDLER = "<handler class=\"org.requiretls.james.smtp.RequireTlsHandlers\"/>";
    private static final String CORE = "<handler class=\"org.apache.james.smtpserver.CoreCmdHandlerLoader\"/>";
    private static final String CARRY = "class=\"org.requiretls.james.mailets.CarryTlsRequirement\"";
    private static final String STAND_IN =
            "<mailet match=\"All\" class=\"VacationMailet\"><standsHereForTheStartOfJmap/></mailet>";
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T06:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path temp;

    private StockHome home;
    private Path jar;
    private String out;
    private String err;

    @BeforeEach
    void setUp() throws IOException {
        home = StockHome.in(temp);
        jar = jar("requiretls-james-0.1.0.jar", "first");
    }

    @Nested
    class Installing {

        @Test
        void everyListenerGetsTheHandlersBeforeThoseOfJames() throws IOException {
            String before = home.read(SMTP);
            install();

            String indented = "            ";
            assertThat(home.read(SMTP))
                    .isEqualTo(before.replace(indented + CORE, indented + HANDLER + "\n" + indented + CORE))
                    .containsSubsequence(HANDLER, HANDLER, HANDLER);
        }

        @Test
        void theMailetsAreReplacedAndNoOtherByteChanges() throws IOException {
            String before = home.read(MAILETS);
            install();

            String report = "class=\"org.requiretls.james.mailets.NonDeliveryReport\"";
            assertThat(home.read(MAILETS))
                    .isEqualTo(before.replace(
                                    "class=\"RemoteDelivery\"", "class=\"org.requiretls.james.DaneRemoteDelivery\"")
                            .replace("outgoingQueue>", "outgoing>")
                            .replace("                <deliveryThreads>10</deliveryThreads>\n", "")
                            .replace("class=\"DSNBounce\"", report)
                            .replace("class=\"Bounce\"", report)
                            .replace(
                                    "class=\"VacationMailet\">\n",
                                    CARRY + ">\n                <around>VacationMailet</around>\n")
                            .replace("class=\"Sieve\">\n", CARRY + ">\n                <around>Sieve</around>\n")
                            .replace(
                                    "class=\"RecipientRewriteTable\">\n",
                                    CARRY + ">\n                <around>RecipientRewriteTable</around>\n")
                            .replace(
                                    "class=\"LocalDelivery\"/>",
                                    CARRY + "><around>LocalDelivery</around></mailet>\n            " + STAND_IN));
            assertThat(out).contains("<deliveryThreads> is taken out", "<outgoingQueue> becomes <outgoing>");
        }

        @Test
        void theHealthCheckIsNamed() throws IOException {
            install();

            assertThat(home.read(HEALTH))
                    .contains("\nadditional.healthchecks=org.requiretls.james.DnssecHealthCheck,"
                            + "org.requiretls.james.MtaStsHealthCheck,org.requiretls.james.TlsReportHealthCheck\n");
        }

        @Test
        void theRouteOfWebAdminIsNamed() throws IOException {
            install();

            assertThat(home.read("conf/webadmin.properties"))
                    .contains("\nextensions.routes=org.requiretls.james.TlsReportRoutes\n");
        }

        @Test
        void withoutTheFileOfHealthChecksTheAdministratorIsTold() throws IOException {
            Files.delete(home.file(HEALTH));
            install();

            assertThat(out)
                    .contains("conf/healthcheck.properties is missing")
                    .contains("additional.healthchecks=org.requiretls.james.DnssecHealthCheck");
            uninstall();
            assertThat(home.file(JAR)).doesNotExist();
        }

        @Test
        void theJarIsThere() throws IOException {
            install();

            assertThat(home.file(JAR)).hasSameBinaryContentAs(jar);
        }

        @Test
        void theFilesOfBeforeAreKept() throws IOException {
            String before = home.read(SMTP);
            install();

            assertThat(home.read("requiretls-backup/20261122-060000/smtpserver.xml"))
                    .isEqualTo(before);
            assertThat(out).contains("requiretls-backup/20261122-060000");
        }

        @Test
        void permissionsStay() throws IOException {
            Files.setPosixFilePermissions(home.file(SMTP), PosixFilePermissions.fromString("rw-r-----"));
            install();

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.file(SMTP))))
                    .isEqualTo("rw-r-----");
        }

        @Test
        void aSecondRunHasNothingToDo() throws IOException {
            install();
            Map<String, String> once = home.content();
            install();

            assertThat(home.content()).isEqualTo(once);
            assertThat(out).contains("nothing to do");
            assertThat(backups()).hasSize(1);
        }

        @Test
        void aDryRunShowsAndChangesNothing() throws IOException {
            Map<String, String> before = home.content();
            run(0, home.root().toString(), "--dry-run");

            assertThat(home.content()).isEqualTo(before);
            assertThat(home.file("requiretls-backup")).doesNotExist();
            assertThat(out)
                    .contains("--- " + SMTP, "+++ " + MAILETS, "\n+            " + HANDLER + "\n", JAR)
                    .contains("-                <deliveryThreads>10</deliveryThreads>\n");
        }

        @Test
        void anotherVersionIsReplaced() throws IOException {
            install();
            jar = jar("requiretls-james-0.2.0.jar", "second");
            install();

            assertThat(home.file(JAR)).doesNotExist();
            assertThat(home.file("extensions-jars/requiretls-james-0.2.0.jar")).hasSameBinaryContentAs(jar);
            assertThat(out).contains("another version");
        }

        @Test
        void theSameVersionBuiltAnewIsReplaced() throws IOException {
            install();
            jar = jar("requiretls-james-0.1.0.jar", "rebuilt");
            install();

            assertThat(home.file(JAR)).hasSameBinaryContentAs(jar);
        }

        @Test
        void otherExtensionsAreLeftAlone() throws IOException {
            home.write("extensions-jars/requiretls-james-theme.jar", "other");
            install();

            assertThat(home.read("extensions-jars/requiretls-james-theme.jar")).isEqualTo("other");
        }

        @Test
        void aFileBehindALinkIsChangedAndTheLinkStays() throws IOException {
            Path real = temp.resolve("etc.xml");
            Files.move(home.file(SMTP), real);
            Files.createSymbolicLink(home.file(SMTP), real);
            install();

            assertThat(home.file(SMTP)).isSymbolicLink();
            assertThat(Files.readString(real)).contains(HANDLER);
        }
    }

    @Nested
    class UnusualConfiguration {

        @Test
        void aMailetInACommentStaysOne() throws IOException {
            String comment = "<!-- <mailet match=\"All\" class=\"RemoteDelivery\"/> " + CORE + " -->";
            home.replace(MAILETS, "</processors>", comment + "</processors>");
            home.replace(SMTP, "</smtpservers>", comment + "</smtpservers>");
            install();

            assertThat(home.read(MAILETS)).contains(comment);
            assertThat(home.read(SMTP)).contains(comment);
        }

        @Test
        void linesEndAsTheyDid() throws IOException {
            for (String name : new String[] {SMTP, MAILETS}) {
                home.write(name, home.read(name).replace("\n", "\r\n"));
            }
            Map<String, String> before = home.content();
            install();

            assertThat(home.read(SMTP).replace("\r\n", "")).doesNotContain("\n").contains(HANDLER);
            assertThat(home.read(MAILETS).replace("\r\n", "")).doesNotContain("\n");
            uninstall();
            assertThat(home.content()).isEqualTo(before);
        }

        @Test
        void singleQuotesEmptyTagsAndFullNamesAreUnderstood() throws IOException {
            home.write(
                    MAILETS,
                    "<mailetcontainer><processors><processor state='relay'>"
                            + "<mailet match='All' class = 'org.apache.james.transport.mailets.RemoteDelivery' />"
                            + "<mailet\n   match='All'\n   class='DSNBounce'/></processor></processors>"
                            + "</mailetcontainer>");
            install();

            assertThat(home.read(MAILETS))
                    .contains("<mailet match='All' class = 'org.requiretls.james.DaneRemoteDelivery' />")
                    .contains("\n   class='org.requiretls.james.mailets.NonDeliveryReport'/>");
        }

        @Test
        void aChainThatDoesNotNameTheCoreHandlers() throws IOException {
            home.write(SMTP, """
                    <smtpservers>
                      <smtpserver>
                        <handlerchain>
                          <handler class="a.B"/>
                        </handlerchain>
                      </smtpserver>
                      <smtpserver><handlerchain/></smtpserver>
                      <smtpserver><handlerchain></handlerchain></smtpserver>
                    </smtpservers>
                    """);
            install();

            assertThat(home.read(SMTP)).isEqualTo("""
                            <smtpservers>
                              <smtpserver>
                                <handlerchain>
                                  <handler class="a.B"/>
                                  HANDLER
                                </handlerchain>
                              </smtpserver>
                              <smtpserver><handlerchain>HANDLER</handlerchain></smtpserver>
                              <smtpserver><handlerchain>HANDLER</handlerchain></smtpserver>
                            </smtpservers>
                            """.replace("HANDLER", HANDLER));
        }

        @Test
        void aListenerWithoutChainIsPointedOut() throws IOException {
            home.write(SMTP, "<smtpservers>\n<smtpserver/></smtpservers>");
            install();

            assertThat(out).contains("smtpserver.xml:2: this <smtpserver> has no <handlerchain>");
        }

        @Test
        void aListenerWithoutTlsIsPointedOut() throws IOException {
            install();

            assertThat(out).containsOnlyOnce("does not offer TLS").contains("smtpserver.xml:25: this <smtpserver>");
        }

        @Test
        void whatSendersMayBeToldBesidesIsSaidOnce() throws IOException {
            install();

            assertThat(out)
                    .containsOnlyOnce("name a <delayedProcessor> and a <relayedProcessor>")
                    .containsOnlyOnce("(RFC 3461); where that is wanted, add to each <handlerchain> <handler class=");
            install();
            assertThat(out).doesNotContain("<delayedProcessor>");
        }

        @Test
        void theQueueInUseStaysTheSame() throws IOException {
            home.replace(MAILETS, "<outgoingQueue>outgoing<", "<outgoingQueue>slow<");
            install();

            assertThat(home.read(MAILETS)).doesNotContain("slow", "<outgoing>");
            assertThat(out).contains("mailetcontainer.xml:105: <outgoingQueue> is taken out", "stays 'outgoing'");
        }

        @Test
        void theQueueThatIsReallySetIsNotSetTwice() throws IOException {
            home.replace(MAILETS, "<delayTime>", "<outgoing>other</outgoing><delayTime>");
            install();

            assertThat(home.read(MAILETS)).containsOnlyOnce("<outgoing>");
            assertThat(out).contains("stays 'other'");
        }

        @Test
        void aMisspeltParameterIsTakenOutAndSaid() throws IOException {
            home.replace(MAILETS, "maxRetries>", "maxretries>");
            install();

            assertThat(home.read(MAILETS)).doesNotContain("maxretries");
            assertThat(out).contains("<maxretries> is taken out");
        }

        @Test
        void knownParametersStay() throws IOException {
            String parameters = "<gateway>relay</gateway>\n<startTLS>true</startTLS>\n"
                    + "<onMailetException>error</onMailetException>\n<dnsServers>127.0.0.1:53</dnsServers>\n";
            home.replace(MAILETS, "                <delayTime>", parameters + "                <delayTime>");
            install();

            assertThat(home.read(MAILETS)).contains(parameters);
        }

        @Test
        void whatHasNoMeaningForUsIsTakenOutAndSaid() throws IOException {
            home.replace(
                    MAILETS,
                    "<sendpartial>true</sendpartial>",
                    "<startTLS>false</startTLS><sslEnable>false</sslEnable><mail.smtp.x>1</mail.smtp.x>"
                            + "<gatewayPassword>x</gatewayPassword>");
            install();

            assertThat(home.read(MAILETS)).doesNotContain("startTLS", "sslEnable", "mail.smtp.x", "gatewayPassword");
            assertThat(out)
                    .contains("<startTLS> is taken out", "always uses TLS")
                    .contains("<sslEnable> is taken out", "<mail.smtp.x> is taken out", "<gatewayPassword> is taken");
        }

        @Test
        void aGatewayKeepsItsLoginAndItsTls() throws IOException {
            String parameters = "<gateway>relay</gateway>\n<gatewayUsername>me</gatewayUsername>\n"
                    + "<gatewayPassword>x</gatewayPassword>\n<sslEnable>true</sslEnable>\n<startTLS>false</startTLS>\n"
                    + "<mail.smtp.timeout>1000</mail.smtp.timeout>\n<sendpartial>false</sendpartial>\n";
            home.replace(MAILETS, "                <delayTime>", parameters + "                <delayTime>");
            home.replace(MAILETS, "<sendpartial>true</sendpartial>", "");
            install();

            assertThat(home.read(MAILETS)).contains(parameters).contains(".DaneRemoteDelivery\"");
        }

        @Test
        void aNoticeThatIsNoFailureNoticeStays() throws IOException {
            home.replace(MAILETS, "<passThrough>false</passThrough>", "<action>delayed</action>");
            install();

            assertThat(home.read(MAILETS)).containsOnlyOnce("<around>DSNBounce</around>");
            assertThat(out).contains("stays what it is, since <action> is 'delayed'", "is put around it");
        }

        @ParameterizedTest
        @EnumSource(
                value = TagLosingMailet.class,
                mode = EnumSource.Mode.EXCLUDE,
                names = {"BOUNCE", "DSN_BOUNCE"})
        void whateverLosesTheTagIsCarried(TagLosingMailet losing) throws IOException {
            for (String name :
                    List.of(losing.shortName(), "org.apache.james.transport.mailets." + losing.shortName())) {
                home.write(
                        MAILETS,
                        "<mailetcontainer><processors><processor state='x'><mailet match='RecipientIs=a@b.test' class='"
                                + name + "'/></processor></processors></mailetcontainer>");
                install();

                assertThat(home.read(MAILETS))
                        .contains("<mailet match='RecipientIs=a@b.test' class='org.requiretls.james.mailets"
                                + ".CarryTlsRequirement'><around>" + name + "</around></mailet></processor>");
            }
        }

        @Test
        void aMailetOfSomebodyElseIsLeftAlone() throws IOException {
            home.replace(
                    MAILETS,
                    "<processors>",
                    "<processors><processor state=\"x\"><mailet class=\"a.Forward\"/>" + "</processor>");
            install();

            assertThat(home.read(MAILETS)).contains("<mailet class=\"a.Forward\"/>");
        }

        @Test
        void parametersThatOurReportDoesNotKnowAreSaid() throws IOException {
            home.replace(
                    MAILETS,
                    "<passThrough>false</passThrough>",
                    "<passThrough>false</passThrough><prefix>[x]</prefix><defaultStatus>unknown</defaultStatus>");
            install();

            assertThat(home.read(MAILETS)).doesNotContain("prefix", "defaultStatus");
            assertThat(out).contains("<prefix> is taken out", "<defaultStatus> is taken out");
        }

        @Test
        void otherCharactersSurvive() throws IOException {
            home.replace(SMTP, "Apache JAMES awesome", "Grüße 你好");
            install();

            assertThat(home.read(SMTP)).contains("Grüße 你好", HANDLER);
        }
    }

    @Nested
    class Uninstalling {

        @Test
        void everyByteIsAsBefore() throws IOException {
            Map<String, String> before = home.content();
            install();
            uninstall();

            assertThat(home.content()).isEqualTo(before);
        }

        @Test
        void everyByteIsAsBeforeAfterAnUpgrade() throws IOException {
            Map<String, String> before = home.content();
            install();
            jar = jar("requiretls-james-0.2.0.jar", "second");
            install();
            uninstall();

            assertThat(home.content()).isEqualTo(before);
        }

        @Test
        void whatTheAdministratorEditedSinceStays() throws IOException {
            install();
            home.replace(SMTP, "Apache JAMES awesome SMTP Server", "mine");
            home.replace(MAILETS, "<maxRetries>3", "<dnsServers>127.0.0.1:53</dnsServers>\n<maxRetries>7");
            home.replace(MAILETS, "<passThrough>false<", "<redactHeader>true</redactHeader>\n<passThrough>false<");
            uninstall();

            assertThat(home.read(SMTP)).doesNotContain("requiretls").contains("<smtpGreeting>mine<");
            assertThat(home.read(MAILETS))
                    .doesNotContain("requiretls", "redactHeader", "dnsServers")
                    .contains("class=\"RemoteDelivery\"", "<maxRetries>7", "class=\"DSNBounce\"")
                    .contains("class=\"LocalDelivery\"", "class=\"Sieve\"", "class=\"RecipientRewriteTable\"")
                    .containsOnlyOnce("class=\"VacationMailet\"")
                    .doesNotContain("around", "standsHereForTheStartOfJmap");
            assertThat(out).contains("was edited since", "<dnsServers> is taken out", "<redactHeader> is taken out");
            assertThat(home.file(JAR)).doesNotExist();
        }

        @Test
        void anEditOfOneFileDoesNotKeepTheOtherFromBeingRestored() throws IOException {
            String mailets = home.read(MAILETS);
            install();
            home.replace(SMTP, "Apache JAMES awesome SMTP Server", "mine");
            uninstall();

            assertThat(home.read(MAILETS)).isEqualTo(mailets);
        }

        @Test
        void aBackupThatHoldsOurLinesIsNotWhatItWasBefore() throws IOException {
            String before = home.read(SMTP);
            install();
            // A listener that is added later gets its line by a second run, whose backup has the lines of the first.
            home.replace(SMTP, "</smtpservers>", "<smtpserver><handlerchain/></smtpserver></smtpservers>");
            install();
            uninstall();

            assertThat(home.read(SMTP))
                    .isEqualTo(before.replace(
                            "</smtpservers>", "<smtpserver><handlerchain></handlerchain></smtpserver></smtpservers>"));
        }

        @Test
        void aSecondRunHasNothingToDo() throws IOException {
            install();
            uninstall();
            uninstall();

            assertThat(out).contains("nothing to do");
        }

        @Test
        void aDryRunChangesNothing() throws IOException {
            install();
            Map<String, String> installed = home.content();
            run(0, home.root().toString(), "--uninstall", "--dry-run");

            assertThat(home.content()).isEqualTo(installed);
            assertThat(out).contains("-            " + HANDLER, "deleted: " + JAR);
        }

        @Test
        void aUseThatIsNotOursToTakeOutStopsIt() throws IOException {
            install();
            home.replace(
                    MAILETS,
                    "<processors>",
                    "<!-- org.requiretls.james.Unused -->\n<mailet match=\"org.requiretls.james.matchers."
                            + "TlsRequirementIs=required\" class=\"Null\"/><processors>");
            Map<String, String> installed = home.content();
            run(1, home.root().toString(), "--uninstall");

            assertThat(home.content()).isEqualTo(installed);
            assertThat(err)
                    .contains("conf/mailetcontainer.xml:38 org.requiretls.james.matchers.TlsRequirementIs")
                    .doesNotContain("Unused");
        }
    }

    @Nested
    class Refusing {

        @Test
        void aFolderThatIsNoJames() {
            run(1, temp.toString());

            assertThat(err).contains("is not the folder of a James");
        }

        @Test
        void aFolderThatIsNotThere() {
            run(1, temp.resolve("nowhere").toString());

            assertThat(err).contains("nowhere is not a folder");
        }

        @ParameterizedTest
        @ValueSource(strings = {SMTP, MAILETS})
        void aMissingFile(String name) throws IOException {
            Files.delete(home.file(name));
            run(1, home.root().toString());

            assertThat(err).contains(name + " is missing");
            assertThat(home.file(JAR)).doesNotExist();
        }

        @Test
        void anotherVersionOfJames() throws IOException {
            Manifest manifest = new Manifest();
            manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
            manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "org.apache.james.MemoryJamesServerMain");
            manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "3.9.0");
            try (JarOutputStream main =
                    new JarOutputStream(Files.newOutputStream(home.file("james-server-memory-app.jar")), manifest)) {
                main.finish();
            }
            run(1, home.root().toString());

            assertThat(err).contains("is 3.9.0, this bundle is for 3.8.x");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "<smtpservers><smtpserver></smtpservers>",
                    "<!DOCTYPE smtpservers [<!ENTITY x \"y\">]><smtpservers/>",
                    ""
                })
        void aFileThatIsNotWellFormed(String content) throws IOException {
            home.write(SMTP, content);
            Map<String, String> before = home.content();
            run(1, home.root().toString());

            assertThat(err).contains(SMTP + " cannot be edited, nothing was changed: line ");
            assertThat(home.content()).isEqualTo(before);
        }

        @Test
        void aFileInSixteenBits() throws IOException {
            Files.writeString(home.file(SMTP), "<smtpservers/>", StandardCharsets.UTF_16);
            run(1, home.root().toString());

            assertThat(err).contains("save it as UTF-8");
        }

        @Test
        void aJarThatIsNotOurs() throws IOException {
            jar = jar("classes.jar", "x");
            run(1, home.root().toString());

            assertThat(err).contains("is not the jar of the bundle");
        }

        @Test
        void aFileThatCannotBeWrittenLeavesAllAsItWas() throws IOException {
            Map<String, String> before = home.content();
            // Root may write anywhere, so the way is blocked by a file where a folder is needed.
            home.write("requiretls-backup", "in the way");
            run(1, home.root().toString());

            assertThat(err).contains("the configuration is as before");
            assertThat(home.content()).isEqualTo(before);
        }

        @Test
        void aFailureHalfwayIsUndone() throws Exception {
            Map<String, String> before = home.content();
            Plan plan = Planner.install(JamesHome.at(home.root()), BundleJar.of(jar));
            Files.delete(jar);
            Plan jarLast = new Plan(
                    plan.home(),
                    Stream.concat(
                                    plan.changes().stream().filter(FileChange.Rewrite.class::isInstance),
                                    plan.changes().stream().filter(FileChange.Copy.class::isInstance))
                            .toList(),
                    plan.notes());

            assertThatThrownBy(() -> new Executor(CLOCK).execute(jarLast))
                    .isInstanceOf(InstallException.class)
                    .hasMessageContaining("the configuration is as before");
            assertThat(home.content()).isEqualTo(before);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "--purge a", "a b", "--dry-run"})
        void wordsThatMakeNoSense(String words) {
            run(2, words.isEmpty() ? new String[0] : words.split(" "));

            assertThat(err).contains("Usage: install.sh JAMES_HOME");
        }

        @Test
        void helpIsNoMistake() {
            run(0, "--help");

            assertThat(out).contains("Usage: install.sh JAMES_HOME");
            assertThat(err).isEmpty();
        }
    }

    private void install() {
        run(0, home.root().toString());
    }

    private void uninstall() {
        run(0, home.root().toString(), "--uninstall");
    }

    private void run(int expected, String... words) {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        int code =
                new Install(new PrintStream(written, true), new PrintStream(complained, true), CLOCK).run(jar, words);
        out = written.toString(StandardCharsets.UTF_8);
        err = complained.toString(StandardCharsets.UTF_8);
        assertThat(code).as(out + err).isEqualTo(expected);
    }

    private Path jar(String name, String content) throws IOException {
        return Files.writeString(temp.resolve(name), content);
    }

    private Stream<Path> backups() throws IOException {
        return Files.list(home.file("requiretls-backup"));
    }
}
