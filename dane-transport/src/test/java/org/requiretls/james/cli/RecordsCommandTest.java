package org.requiretls.james.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.pki.TlsaData;

@DisplayName("requiretls records: what to publish")
class RecordsCommandTest {

    private static final Identity ROOT = CertificateMaker.root("House root").make();
    private static final Identity PRESENT =
            CertificateMaker.leaf("mx.own.test").signedBy(ROOT).make();
    private static final Identity NEXT =
            CertificateMaker.leaf("mx.own.test").signedBy(ROOT).make();
    private static final String PRESENT_RECORD =
            "_25._tcp.mx.own.test. 3600 IN TLSA " + TlsaData.zoneText(PRESENT.certificate(), 3, 1, 1);
    private static final String NEXT_RECORD =
            "_25._tcp.mx.own.test. 3600 IN TLSA " + TlsaData.zoneText(NEXT.certificate(), 3, 1, 1);

    @TempDir
    Path folder;

    private Path chain;
    private String output;
    private String errors;

    @BeforeEach
    void write() throws IOException {
        chain = folder.resolve("chain.pem");
        PRESENT.writeChainPem(chain);
    }

    private int records(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = RequireTlsTool.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                Stream.concat(Stream.of("records"), Stream.of(arguments)).toArray(String[]::new));
        output = out.toString();
        errors = err.toString();
        return status;
    }

    /** What a zone would take. */
    private List<String> published() {
        return output.lines().filter(line -> !line.startsWith(";")).toList();
    }

    @Test
    @Covers({"R7672-3.1-01", "R7672-3.1.1-04", "R7671-5.1-04"})
    void r7672_3_1_01TheKeyOfTheServerFirstAndItsAuthorityInItsPlace() {
        assertThat(records("--host", "mx.own.test", "--chain", chain.toString()))
                .isZero();

        assertThat(published()).containsExactly(PRESENT_RECORD);
        assertThat(output.lines())
                .containsSubsequence(
                        PRESENT_RECORD,
                        "; _25._tcp.mx.own.test. 3600 IN TLSA " + TlsaData.zoneText(ROOT.certificate(), 2, 0, 1));
    }

    @Test
    @Covers("R7672-3.1.3-01")
    void usages0And1AreNeverPrinted() throws IOException {
        NEXT.writeChainPem(folder.resolve("next.pem"));
        records("--host", "mx.own.test", "--chain", chain.toString(), "--next", folder + "/next.pem");

        assertThat(output).doesNotContainPattern("TLSA [01] ");
    }

    @Test
    @Covers({"R7671-8.1-01", "R7672-4-01"})
    void theNextKeyStandsBesideThePresentOneForTwoTtls() throws IOException {
        NEXT.writeChainPem(folder.resolve("next.pem"));

        records("--host", "mx.own.test", "--chain", chain.toString(), "--next", folder + "/next.pem");

        assertThat(published()).containsExactly(PRESENT_RECORD, NEXT_RECORD);
        assertThat(output).contains("for two TTLs, 7200 s");
    }

    @Test
    void theNextKeyNeedsNoCertificateYet() throws IOException {
        Path key = Files.writeString(
                folder.resolve("next.pem"),
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(NEXT.keyPair().getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");

        records("--host", "mx.own.test", "--chain", chain.toString(), "--next", key.toString());

        assertThat(published()).containsExactly(PRESENT_RECORD, NEXT_RECORD);
    }

    @Test
    void keyAndCertificateMayStandInOneFile() throws IOException {
        Path key = folder.resolve("key.pem");
        PRESENT.writeKeyPem(key);
        Path both = Files.writeString(folder.resolve("both.pem"), Files.readString(key) + Files.readString(chain));

        assertThat(records("--host", "mx.own.test", "--chain", both.toString())).isZero();
        assertThat(published()).containsExactly(PRESENT_RECORD);
    }

    @Test
    void portAndTtlAreThoseAskedFor() {
        records("--host", "mx.own.test", "--chain", chain.toString(), "--port", "587", "--ttl", "172800");

        assertThat(published()).singleElement().asString().startsWith("_587._tcp.mx.own.test. 172800 IN TLSA 3 1 1 ");
        assertThat(output).contains("a TTL above a day");
    }

    @Test
    void theKeystoreOfAJamesIsReadAsItsConfigurationSays() throws IOException {
        Files.createDirectories(folder.resolve("conf"));
        PRESENT.writePkcs12(folder.resolve("conf/keystore"), "secret".toCharArray());
        Files.writeString(
                folder.resolve("conf/smtpserver.xml"),
                "<smtpservers><smtpserver><tls socketTLS='false' startTLS='false'/></smtpserver><smtpserver>"
                        + "<tls socketTLS='false' startTLS='true'><keystore>file://conf/keystore</keystore>"
                        + "<keystoreType>PKCS12</keystoreType><secret>secret</secret></tls></smtpserver></smtpservers>");

        assertThat(records("--host", "mx.own.test", "--james", folder.toString()))
                .as(errors)
                .isZero();
        assertThat(published()).containsExactly(PRESENT_RECORD);

        assertThat(records(
                        "--host", "mx.own.test", "--keystore", folder + "/conf/keystore", "--keystore-password=secret"))
                .as(errors)
                .isZero();
        assertThat(published()).containsExactly(PRESENT_RECORD);
    }

    @Test
    void pemFilesOfAJamesAreReadToo() throws IOException {
        Files.createDirectories(folder.resolve("conf"));
        Files.writeString(
                folder.resolve("conf/smtpserver.xml"),
                "<smtpservers><tls socketTLS='true'><privateKey>file://key.pem</privateKey>"
                        + "<certificates>file://chain.pem</certificates></tls></smtpservers>");

        assertThat(records("--host", "mx.own.test", "--james", folder.toString()))
                .as(errors)
                .isZero();
        assertThat(published()).containsExactly(PRESENT_RECORD);
    }

    @Test
    void reportsAreAskedForByARecordThatOthersUnderstand() {
        assertThat(records(
                        "--domain",
                        "own.test",
                        "--reports-to",
                        "mailto:tlsrpt@own.test",
                        "--reports-to",
                        "https://own.test/tlsrpt"))
                .isZero();
        assertThat(published())
                .containsExactly(
                        "_smtp._tls.own.test. IN TXT \"v=TLSRPTv1; rua=mailto:tlsrpt@own.test,https://own.test/tlsrpt\"");
    }

    @Test
    void recordsOfPoliciesComeOutOfThePolicies() throws IOException {
        Path policies = Files.createDirectories(folder.resolve("mta-sts"));
        Files.writeString(
                policies.resolve("own.test.txt"), "version: STSv1\nmode: enforce\nmx: mx.own.test\nmax_age: 86400\n");

        assertThat(records("--policies", policies.toString())).isZero();
        assertThat(published()).singleElement().asString().startsWith("_mta-sts.own.test. IN TXT \"v=STSv1; id=");
        assertThat(output).contains("weeks are advisable", "mta-sts.own.test.");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "                                                       | say of what",
                "--host mx.own.test                                     | --chain",
                "--host mx.own.test --chain FOLDER/none.pem             | none.pem: it can't be read",
                "--host mx.own.test --chain FOLDER/empty.pem            | there is no certificate in PEM in it",
                "--host mx.own.test --chain FOLDER/broken.pem           | a certificate in it can't be read",
                "--host mx.own.test --keystore FOLDER/chain.pem         | it can't be read as a keystore",
                "--host mx.own.test --james FOLDER                      | smtpserver.xml",
                "--host mx;own --chain FOLDER/chain.pem                 | is not a domain name",
                "--host mx.own.test --chain FOLDER/chain.pem --port 0   | --port 0",
                "--host mx.own.test --chain FOLDER/chain.pem --ttl 0    | --ttl 0",
                "--host mx.own.test --chain FOLDER/chain.pem --next FOLDER/key.pem | these octets are no",
                "--domain own.test --reports-to gopher:x                | mailto: and https: addresses",
                "--domain own.test --reports-to mailto:a@b.test;x       | mailto: and https: addresses",
                "--policies FOLDER                                      | <domain>.txt",
            })
    void mistakesAreTold(String arguments, String told) throws IOException {
        Files.writeString(folder.resolve("empty.pem"), "");
        Files.writeString(
                folder.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Files.writeString(folder.resolve("key.pem"), "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
        String[] words = arguments == null
                ? new String[0]
                : arguments.replace("FOLDER", folder.toString()).split(" +");

        assertThat(records(words)).as(output).isEqualTo(64);
        assertThat(errors).containsIgnoringCase(told).doesNotContain("\tat ");
        assertThat(output).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"${env:SECRET}", "wrong"})
    void aKeystoreThatJustJamesCanOpenIsTold(String secret) throws IOException {
        Files.createDirectories(folder.resolve("conf"));
        PRESENT.writePkcs12(folder.resolve("conf/keystore"), "secret".toCharArray());
        Files.writeString(
                folder.resolve("conf/smtpserver.xml"),
                "<s><tls startTLS='true'><keystore>file://conf/keystore</keystore><secret>" + secret
                        + "</secret></tls></s>");

        assertThat(records("--host", "mx.own.test", "--james", folder.toString()))
                .isEqualTo(64);
        assertThat(errors).containsAnyOf("known to James alone", "give its password");
    }
}
