package org.requiretls.james.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.dns.LabDns;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;

/** Unless told otherwise, nobody's word is taken for DNSSEC: we validate ourselves (RFC 4035 section 4.9.3). */
class AuthenticatedDataBitTest {

    @TempDir
    private Path folder;

    @Test
    @DisplayName("By default the AD bit of a resolver, even on loopback, makes nothing secure")
    @Covers("R7672-2.1.1-07")
    void isNotBelieved() throws Exception {
        try (LabDns dns = LabDns.start()) {
            dns.publish(
                    dns.zone("plain.test").unsigned().address("plain.test", "127.0.0.2"),
                    dns.zone("bogus.test").bogus().address("bogus.test", "127.0.0.2"));
            dns.tamper("plain.test", "A", AuthenticatedDataBitTest::claimingAuthenticity);
            dns.tamper("bogus.test", "A", AuthenticatedDataBitTest::claimingAuthenticity);
            DnsSettings settings = DnsSettings.defaults()
                    .withResolvers(List.of(dns.address()))
                    .withTrustAnchors(dns.trustAnchorFile(folder.resolve("anchors")));
            try (DnsClient client = new DnsClient(settings)) {
                assertThat(client.lookup("plain.test", RecordType.A).join().security())
                        .isEqualTo(SecurityStatus.INSECURE);
                assertThat(client.lookup("bogus.test", RecordType.A).join().security())
                        .isEqualTo(SecurityStatus.BOGUS);
            }
        }
    }

    private static Message claimingAuthenticity(Message response) {
        response.getHeader().setFlag(Flags.AD);
        return response;
    }
}
