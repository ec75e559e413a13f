package org.requiretls.james.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.lab.james.JamesHome;
import org.requiretls.james.lab.james.JamesLauncher;
import org.requiretls.james.lab.james.JamesProcess;

/** The packaged, relocated native library loads in a real James beside its older Netty. */
class TlsProviderIT {

    private static final String DELIVERY = "org.requiretls.james.DaneRemoteDelivery";

    @Test
    @DisplayName("where there is a native library it does TLS, and start-up says so")
    void nativeByDefault() throws IOException {
        Assumptions.assumeTrue(
                System.getProperty("os.name").equals("Linux"), "the bundle has native libraries for Linux only");

        assertThat(startUpLog(installed("tls-auto"))).contains("TLS is done by BoringSSL (native) (tlsProvider)");
    }

    @Test
    void thatOfJavaWhereItIsAskedFor() throws IOException {
        JamesHome home = installed("tls-jdk");
        home.setMailetParameter(DELIVERY, "tlsProvider", "jdk");

        assertThat(startUpLog(home)).contains("TLS is done by JSSE of Java").contains("as configured (tlsProvider)");
    }

    private static String startUpLog(JamesHome home) throws IOException {
        try (JamesProcess james = JamesLauncher.of(home).start()) {
            assertThat(james.alive()).isTrue();
            return Files.readString(home.log());
        }
    }

    private static JamesHome installed(String name) throws IOException {
        JamesHome home = Laboratory.jamesFor("a.test").createIn(Laboratory.newDirectory(name));
        home.install(Laboratory.release());
        return home;
    }
}
