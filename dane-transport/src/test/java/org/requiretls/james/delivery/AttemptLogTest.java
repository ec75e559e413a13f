package org.requiretls.james.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.delivery.DeliveryParts.mail;

import java.util.Optional;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.base.test.FakeMailContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.hop.Attempt;
import org.requiretls.james.hop.Attempt.Outcome;
import org.requiretls.james.hop.Attempt.SessionSummary;
import org.requiretls.james.hop.StsReading;
import org.requiretls.james.hop.TlsTrace;
import org.requiretls.james.mtasts.StsFinding;
import org.requiretls.james.policy.DeliveryStatus;
import org.requiretls.james.policy.LocalRule;
import org.requiretls.james.policy.MxStatus;
import org.requiretls.james.policy.Rule;
import org.requiretls.james.policy.StsState;
import org.requiretls.james.policy.TlsaStatus;

@DisplayName("The line of an attempt")
class AttemptLogTest {

    private static String line(String mailName, String reason, SessionSummary session) {
        MailImpl mail = mail(DeliveryParts.BOB);
        mail.setName(mailName);
        return AttemptLog.line(new Attempt(
                OutgoingMail.of(mail, FakeMailContext.defaultContext()),
                MxStatus.NO_MX_SECURE,
                Optional.of("mx.one.test"),
                Optional.of("192.0.2.1"),
                Optional.of(TlsaStatus.ALL_UNUSABLE),
                Optional.of(new StsReading(StsState.TESTING_NO_MATCH, new StsFinding.NoPolicy("-"))),
                Optional.ofNullable(session),
                Rule.R6,
                Outcome.SKIPPED,
                DeliveryStatus.ENCRYPTION_NEEDED,
                reason,
                new TlsTrace(Optional.empty(), LocalRule.NONE, Optional.empty())));
    }

    @Test
    @DisplayName("Always the same keys in the same order")
    void grammar() {
        SessionSummary session = new SessionSummary(
                Optional.of("TLSv1.3"), Optional.of("TLS_AES_128_GCM_SHA256"), false, true, Optional.of(true));

        assertThat(line("mail1", "because", session))
                .isEqualTo("hop mail=mail1 tag=none domain=one.test host=mx.one.test address=192.0.2.1"
                        + " mx=no-mx-secure tlsa=all-unusable sts=testing-no-match tls=TLSv1.3 auth=pkix keyword=yes outcome=skipped"
                        + " rule=R6 status=5.7.10 reason=\"because\"");
        assertThat(line("mail1", "because", null)).contains(" tls=- auth=- keyword=- ");
    }

    @Test
    @DisplayName("A rejected certificate says that nobody was authenticated, and nothing about TLS or keyword")
    void rejectedCertificate() {
        SessionSummary rejected =
                new SessionSummary(Optional.empty(), Optional.empty(), false, false, Optional.empty());

        assertThat(line("mail1", "because", rejected)).contains(" tls=- auth=none keyword=- ");
    }

    @Test
    @DisplayName("Nothing that a stranger writes ends the line or looks like another value")
    void forgery() {
        String line = line(
                "a b\thost=x\u001b[2J\u2028c\u00a0d\"e",
                "550 no\r\nhop mail=forged \u001b[31m\" outcome=delivered \u202e",
                null);

        assertThat(line).doesNotContainPattern("[\\p{Cntrl}\\u2028\\u202e]");
        assertThat(line.split(" ")[1]).startsWith("mail=a_b?host=x");
        assertThat(line).containsPattern(" reason=\"[^\"]*\"$");
    }
}
