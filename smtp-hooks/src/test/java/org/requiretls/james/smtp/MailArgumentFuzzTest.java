package org.requiretls.james.smtp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/**
 * Looks for MAIL lines that James and we read differently. In the build it runs over the lines kept beside it; with
 * {@code -Dfuzz=1 -Dtest=MailArgumentFuzzTest} it invents lines of its own.
 */
class MailArgumentFuzzTest {

    private final AgreementWithJames agreement = new AgreementWithJames();

    @FuzzTest(maxDuration = "10m")
    void readsLikeJames(byte[] line) {
        // As James reads the line: its charset, and without the white space around (CommandDispatcher.parseRequest).
        agreement.check(new String(line, StandardCharsets.US_ASCII).trim());
    }
}
