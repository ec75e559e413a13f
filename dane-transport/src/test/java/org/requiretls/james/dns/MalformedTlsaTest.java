package org.requiretls.james.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.dns.DnsAnswer.Cause;
import org.requiretls.james.dns.DnsAnswer.Failed;
import org.requiretls.james.dns.DnsAnswer.Found;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.dns.LabDns;
import org.requiretls.james.lab.dns.LabZone;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** R6698-2.1.4-01: TLSA records that are too short, with good signatures. */
class MalformedTlsaTest {

    private static final String NAME = "_25._tcp.mx.good.test";

    @TempDir
    Path folder;

    private DnsAnswer<DnsRecord.Tlsa> askFor(String... data) throws IOException {
        return askFor(untouched -> {}, data);
    }

    private DnsAnswer<DnsRecord.Tlsa> askFor(Consumer<LabDns> tampering, String... data) throws IOException {
        try (LabDns dns = LabDns.start()) {
            LabZone zone = dns.zone("good.test");
            List.of(data).forEach(hex -> zone.rawRecord(NAME, "TLSA", hex));
            dns.publish(zone);
            tampering.accept(dns);
            DnsSettings settings = DnsSettings.defaults()
                    .withResolvers(List.of(dns.address()))
                    .withTrustAnchors(dns.trustAnchorFile(folder.resolve("anchors")));
            try (DnsClient client = new DnsClient(settings)) {
                return client.lookup(NAME, RecordType.TLSA).join();
            }
        }
    }

    @DisplayName("With three octets or less the record is there, and without data")
    @ParameterizedTest
    @CsvSource({"'',255,255,255", "03,3,255,255", "0301,3,1,255", "030101,3,1,1"})
    @Covers({"R6698-2.1.4-01", "R6698-4.1-07"})
    void tooShort(String data, int usage, int selector, int matchingType) throws IOException {
        DnsRecord.Tlsa read = new DnsRecord.Tlsa(usage, selector, matchingType, new byte[0]);

        assertThat(records(askFor(data))).containsExactly(read);
    }

    @DisplayName("Good records beside it count")
    @ParameterizedTest
    @ValueSource(strings = {"", "03", "0301", "030101"})
    @Covers({"R6698-2.1.4-01", "R6698-4.1-07"})
    void besideAGoodOne(String data) throws IOException {
        DnsRecord.Tlsa good = new DnsRecord.Tlsa(3, 1, 1, HexFormat.of().parseHex("ab".repeat(32)));

        assertThat(records(askFor(data, "030101" + "ab".repeat(32)))).hasSize(2).contains(good);
    }

    @DisplayName("A record that was cut on the way does not pass for one that was published so")
    @Test
    void cutOnTheWay() throws IOException {
        DnsAnswer<DnsRecord.Tlsa> answer = askFor(
                dns -> dns.tamper(NAME, "TLSA", response -> {
                    Record genuine = response.getSection(Section.ANSWER).get(0);
                    response.removeRecord(genuine, Section.ANSWER);
                    response.addRecord(
                            Record.newRecord(genuine.getName(), Type.TLSA, DClass.IN, genuine.getTTL(), new byte[] {3}),
                            Section.ANSWER);
                    return response;
                }),
                "030101" + "ab".repeat(32));

        assertThat(answer).isInstanceOf(Failed.class);
        assertThat(((Failed<?>) answer).cause()).isEqualTo(Cause.BOGUS);
    }

    private static List<DnsRecord.Tlsa> records(DnsAnswer<DnsRecord.Tlsa> answer) {
        assertThat(answer).isInstanceOf(Found.class);
        assertThat(answer.isSecure()).isTrue();
        return ((Found<DnsRecord.Tlsa>) answer).records();
    }
}
