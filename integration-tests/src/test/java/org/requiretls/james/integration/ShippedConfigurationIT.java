package org.requiretls.james.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.requiretls.james.lab.client.RawSmtp;
import org.requiretls.james.lab.client.SmtpReply;
import org.requiretls.james.lab.james.JamesEndpoints;
import org.requiretls.james.lab.james.JamesHome;
import org.requiretls.james.lab.james.JamesLauncher;
import org.requiretls.james.lab.james.JamesProcess;

/** The configuration that the release comes with: a James starts with it, listens, and does what its comments say. */
class ShippedConfigurationIT {

    private static final String ALICE = "alice@a.test";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void aJamesStartsWithItAndTellsOfADelivery() throws IOException {
        JamesHome home = Laboratory.jamesFor("a.test")
                .user(ALICE, Laboratory.PASSWORD)
                .createIn(Laboratory.newDirectory("shipped"));
        home.install(Laboratory.release());
        JamesEndpoints endpoints = home.endpoints();
        home.write("mailetcontainer.xml", ReceivingHouse.shipped("mailetcontainer.xml"));
        home.write(
                "smtpserver.xml",
                ReceivingHouse.shipped("smtpserver.xml")
                        .replace("0.0.0.0:25<", ReceivingHouse.hostAndPort(endpoints.smtp()) + "<")
                        .replace("0.0.0.0:465<", ReceivingHouse.hostAndPort(endpoints.smtps()) + "<")
                        .replace("0.0.0.0:587<", ReceivingHouse.hostAndPort(endpoints.submission()) + "<"));

        try (JamesProcess james = JamesLauncher.of(home).start();
                RawSmtp smtp = RawSmtp.connect(endpoints.smtp())) {
            smtp.expect(250, "EHLO client.test");
            smtp.startTls();
            SmtpReply greeting = smtp.command("EHLO client.test");
            assertThat(List.of("REQUIRETLS", "DSN")).allMatch(greeting::announces);
            smtp.expect(250, "MAIL FROM:<" + ALICE + "> REQUIRETLS RET=FULL");
            smtp.expect(250, "RCPT TO:<" + ALICE + "> NOTIFY=SUCCESS");
            assertThat(smtp.data("From: alice@a.test\nSubject: to myself\n\nhello\n")
                            .code())
                    .isEqualTo(250);

            assertThat(home.mailbox(ALICE).await(2, PATIENCE))
                    .anySatisfy(mail -> assertThat(mail.text()).contains("Subject: to myself", "hello"))
                    .anySatisfy(mail -> assertThat(mail.text())
                            .contains("Action: delivered")
                            .doesNotContain("hello"));
            assertThat(james.alive()).isTrue();
        }
    }
}
