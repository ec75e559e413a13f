package org.requiretls.james.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.requiretls.james.lab.peers.Algorithm;
import org.requiretls.james.lab.peers.Denial;
import org.requiretls.james.lab.peers.Nsd;
import org.requiretls.james.lab.peers.Referee;
import org.requiretls.james.lab.peers.SignedZones;
import org.requiretls.james.lab.peers.Unbound;
import org.requiretls.james.lab.peers.ZonePlan;
import org.requiretls.james.lab.process.DebianTool;

/** What the lab promises about the servers of others: an end on demand, a reason where there is no start. */
class PeersIT {

    private static final List<ZonePlan> ROOT_ALONE =
            List.of(ZonePlan.signed(".", Algorithm.ECDSAP256SHA256, Denial.NSEC));

    @TempDir
    Path folder;

    private SignedZones root() throws IOException {
        return SignedZones.make(Files.createDirectories(folder.resolve("zones")), ROOT_ALONE);
    }

    @Test
    void nothingIsLeftOfServersThatWereClosed() throws IOException {
        SignedZones zones = root();
        Nsd nsd = Nsd.start(folder.resolve("nsd"), zones);
        Unbound unbound = Unbound.validating(
                folder.resolve("unbound"), zones.files().keySet(), nsd.address(), zones.trustAnchor());
        List<ProcessHandle> helpers = nsd.handle().descendants().toList();
        assertThat(helpers).as("nsd works with several processes").isNotEmpty();

        unbound.close();
        nsd.close();

        assertThat(helpers).noneMatch(ProcessHandle::isAlive);
        assertThat(nsd.handle().isAlive()).isFalse();
        assertThat(unbound.handle().isAlive()).isFalse();
        assertThatThrownBy(() -> new Referee(unbound.address()).judge(".", "SOA"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aServerThatDoesNotStartSaysWhy() throws IOException {
        SignedZones zones = root();
        Path missing = folder.resolve("no-such-anchor");

        try (Nsd nsd = Nsd.start(folder.resolve("nsd"), zones)) {
            assertThatThrownBy(() -> Unbound.validating(
                            folder.resolve("unbound"), zones.files().keySet(), nsd.address(), missing))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("before it was ready")
                    .hasMessageContaining("no-such-anchor");
        }
    }

    @Test
    void aSignerThatFailsSaysWhy() {
        List<ZonePlan> unreadable = List.of(ROOT_ALONE.get(0).records("mx A 192.0.2.256\n"));

        assertThatThrownBy(() -> SignedZones.make(folder, unreadable))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ldns-signzone")
                .hasMessageContaining("ended with exit status 1");
    }

    @Test
    void aMissingProgramIsNamedWithItsPackage() {
        assertThatThrownBy(() -> DebianTool.LDNS_SIGNZONE.executableIn(List.of(folder)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ldns-signzone is not in any of")
                .hasMessageContaining("apt-get install ldnsutils")
                .hasMessageContaining("integration-tests/verify.sh");
    }
}
