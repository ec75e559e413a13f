package org.requiretls.james.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.requiretls.james.lab.client.RawSmtp;
import org.requiretls.james.lab.client.SmtpReply;
import org.requiretls.james.lab.james.JamesHome;
import org.requiretls.james.lab.james.JamesLauncher;
import org.requiretls.james.lab.james.JamesProcess;

/** What an administrator gets to see who made a mistake: no start, or no promise, and a sentence on what to do. */
class MisconfigurationIT {

    private static final String DELIVERY = "org.requiretls.james.DaneRemoteDelivery";

    @Test
    void anUnknownParameterStopsTheStartAndIsNamed() throws IOException {
        JamesHome home = installed("unknown-parameter");
        home.setMailetParameter(DELIVERY, "maxRetrys", "3");

        assertThatThrownBy(() -> JamesLauncher.of(home).start())
                .hasMessageContaining("<maxRetrys>: there is no such parameter");
    }

    @Test
    void aMissingTrustAnchorFileStopsTheStartAndIsNamed() throws IOException {
        JamesHome home = installed("missing-anchors");
        home.setMailetParameter(DELIVERY, "trustAnchors", "nowhere.anchors");

        assertThatThrownBy(() -> JamesLauncher.of(home).start())
                .hasMessageContaining("<trustAnchors>: 'nowhere.anchors' is not a file that this process can read");
    }

    @Test
    void withTheStockDeliveryTheKeywordIsNotPromised() throws IOException {
        JamesHome home = installed("stock-delivery");
        home.write(
                "mailetcontainer.xml",
                home.read("mailetcontainer.xml").replace("class=\"" + DELIVERY + "\"", "class=\"RemoteDelivery\""));

        try (JamesProcess james = JamesLauncher.of(home).start();
                RawSmtp smtp = RawSmtp.connect(home.endpoints().smtp())) {
            smtp.expect(250, "EHLO client.test");
            smtp.startTls();
            SmtpReply ehlo = smtp.expect(250, "EHLO client.test");

            assertThat(ehlo.announces("REQUIRETLS")).as("R8689-1-01: %s", ehlo).isFalse();
            assertThat(smtp.command("MAIL FROM:<alice@a.test> REQUIRETLS").code())
                    .isEqualTo(555);
            assertThat(Files.readString(home.log())).contains("RemoteDelivery").contains("DaneRemoteDelivery");
            assertThat(james.alive()).isTrue();
        }
    }

    private static JamesHome installed(String name) throws IOException {
        JamesHome home = Laboratory.jamesFor("a.test").createIn(Laboratory.newDirectory(name));
        home.install(Laboratory.release());
        return home;
    }
}
