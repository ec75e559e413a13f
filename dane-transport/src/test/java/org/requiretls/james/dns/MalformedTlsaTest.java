package org.requiretls.james.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.dns.DnsAnswer.Cause;
import org.requiretls.james.dns.DnsAnswer.Failed;
import org.requiretls.james.lab.dns.LabDns;
import org.requiretls.james.lab.dns.LabZone;

/** R6698-2.1.4-01: TLSA records that are too short, with good signatures. */
class MalformedTlsaTest {

    private static final String NAME = "_25._tcp.mx.good.test";

    @TempDir
    Path folder;

    private DnsAnswer<DnsRecord.Tlsa> askFor(String... data) throws IOException {
        try (LabDns dns = LabDns.start()) {
            LabZone zone = dns.zone("good.test");
            List.of(data).forEach(hex -> zone.rawRecord(NAME, "TLSA", hex));
            dns.publish(zone);
            DnsSettings settings = DnsSettings.defaults()
                    .withResolvers(List.of(dns.address()))
                    .withTrustAnchors(dns.trustAnchorFile(folder.resolve("anchors")));
            try (DnsClient client = new DnsClient(settings)) {
                return client.lookup(NAME, RecordType.TLSA).join();
            }
        }
    }

    /**
     * The parser reads neither such a record nor what comes with it. The lookup fails, so no mail takes this host: safer
     * than the "unusable" of RFC 6698 section 4.1, though good records beside it go to waste.
     */
    @DisplayName("R6698-2.1.4-01: with three octets or less, the whole answer fails")
    @ParameterizedTest
    @ValueSource(strings = {"", "03", "0301", "030101"})
    void tooShort(String data) throws IOException {
        for (DnsAnswer<DnsRecord.Tlsa> answer : List.of(askFor(data), askFor(data, "030101" + "ab".repeat(32)))) {
            assertThat(answer).isInstanceOf(Failed.class);
            assertThat(((Failed<?>) answer).cause()).isEqualTo(Cause.MALFORMED);
            assertThat(((Failed<?>) answer).reason()).contains(NAME + " TLSA", "unreadable");
        }
    }
}
