package org.requiretls.james.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.dns.LabDns;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;

class DnsSettingsTest {

    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("anchors"), text);
    }

    @Test
    void theShippedAnchorsAreTheTwoKeysOfThePublicRoot() {
        assertThat(TrustAnchors.ofPublicRoot())
                .extracting(DSRecord::getFootprint)
                .containsExactly(20326, 38696);
        assertThat(TrustAnchors.ofPublicRoot()).allSatisfy(anchor -> {
            assertThat(anchor.getName()).isEqualTo(Name.root);
            assertThat(anchor.getDigest()).hasSize(32);
        });
    }

    @Test
    void aFileWithARootAnchorReplacesTheShippedOnes() throws IOException {
        try (LabDns dns = LabDns.start()) {
            assertThat(TrustAnchors.fromFile(dns.trustAnchorFile(folder.resolve("anchors"))))
                    .hasSize(1);
        }
    }

    @DisplayName("S-DNS-08: anchors for islands of trust come on top of the root's")
    @Test
    void aFileWithAnIslandAddsToTheShippedOnes() throws IOException {
        try (LabDns dns = LabDns.start()) {
            assertThat(TrustAnchors.fromFile(file(dns.trustAnchor("island.test"))))
                    .extracting(DSRecord::getName)
                    .containsExactly(Name.fromConstantString("island.test."), Name.root, Name.root);
        }
    }

    @Test
    void aKeyServesAsAnAnchor() throws IOException {
        Path file = file(". IN DNSKEY 257 3 8 "
                + "AwEAAaz/tAm8yTn4Mfeh5eyI96WSVexTBAvkMgJzkKTOiW1vkIbzxeF3+/4RgWOq7HrxRixHlFlExOLAJr5emLvN"
                + "7SWXgnLh4+B5xQlNVz8Og8kvArMtNROxVQuCaSnIDdD5LKyWbRd2n9WGe2R8PzgCmr3EgVLrjyBxWezF0jLHwVN8"
                + "efS3rCj/EWgvIWgb9tarpVUDK/b58Da+sqqls3eNbuv7pr+eoZG+SrDK6nWeL3c6H5Apxz7LjVc1uTIdsIXxuOLY"
                + "A4/ilBmSVIzuDWfdRUfhHdY6+cn8HFRm+2hM8AnXGXws9555KrUB5qihylGa8subX2Nn6UwNR1AkUTV74bU=");

        // The DNSKEY of KSK-2017 has to come out as its DS record that IANA publishes: a check of the shipped digest.
        assertThat(TrustAnchors.fromFile(file))
                .containsExactly(TrustAnchors.ofPublicRoot().get(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "; nothing but a comment",
                "this is no zone file",
                ". IN DS 20326 8 2",
                ". IN DS 20326 8 2 XYZ",
                ". 1 IN A 127.0.0.1",
                "$INCLUDE /etc/passwd"
            })
    void anUnusableTrustAnchorFileStopsTheStart(String content) throws IOException {
        Path file = file(content);

        assertThatThrownBy(() -> new DnsClient(DnsSettings.defaults().withTrustAnchors(file)))
                .isInstanceOf(DnsConfigurationException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("DS or DNSKEY records");
    }

    @Test
    void aMissingTrustAnchorFileStopsTheStart() {
        Path file = folder.resolve("nowhere");

        assertThatThrownBy(() -> new DnsClient(DnsSettings.defaults().withTrustAnchors(file)))
                .isInstanceOf(DnsConfigurationException.class)
                .hasMessageContaining("nowhere")
                .hasMessageContaining("take the setting out");
    }

    @Test
    void aTimeoutOfNothingIsRefused() {
        assertThatThrownBy(() -> DnsSettings.defaults().withTimeout(Duration.ZERO))
                .isInstanceOf(DnsConfigurationException.class);
    }

    @Test
    void resolverAddressesAreReadWithOrWithoutPort() {
        assertThat(ResolverAddresses.parse("127.0.0.1, 192.0.2.1:5353 ::1,[2001:db8::1]:54"))
                .containsExactly(
                        new InetSocketAddress("127.0.0.1", 53),
                        new InetSocketAddress("192.0.2.1", 5353),
                        new InetSocketAddress("::1", 53),
                        new InetSocketAddress("2001:db8::1", 54));
        assertThat(ResolverAddresses.parse(" ")).isEqualTo(List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1:", "127.0.0.1:66000", "127.0.0.256", "[::1", "dns.example:53"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> ResolverAddresses.parse(text))
                .isInstanceOf(DnsConfigurationException.class)
                .hasMessageContaining(text)
                .hasMessageContaining("[::1]:53");
    }
}
