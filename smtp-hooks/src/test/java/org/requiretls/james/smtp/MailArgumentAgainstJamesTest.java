package org.requiretls.james.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Our reading of a MAIL line against the one that James 3.8.1 goes by. */
class MailArgumentAgainstJamesTest {

    private static final List<String> PIECES = List.of(
            "<a@b>",
            "<>",
            "<\"a> REQUIRETLS\"@b>",
            "<\"a \\\" b\"@c>",
            " ",
            "\t",
            "REQUIRETLS",
            "requiretls",
            " RequireTLS",
            "=",
            "\"",
            "<",
            ">",
            "a@b",
            "SIZE=1",
            "AUTH=<x>",
            ":");

    /** How many of the pieces, from the first on, may be an address. */
    private static final int ADDRESSES = 4;

    private static final int RANDOM_LINES = 100_000;
    private static final int LONGEST_RANDOM_LINE = 12;
    private static final long SEED = 8689;

    private final AgreementWithJames agreement = new AgreementWithJames();

    @Test
    void v1_v6EveryLineOfUpToFourPieces() {
        List<String> lines = List.of("FROM:");
        int checked = 0;
        for (int length = 1; length <= 4; length++) {
            List<String> longer = new ArrayList<>();
            for (String line : lines) {
                for (String piece : PIECES) {
                    longer.add(line + piece);
                }
            }
            longer.forEach(agreement::check);
            checked += longer.size();
            lines = longer;
        }
        assertThat(checked).isEqualTo(17 + 17 * 17 + 17 * 17 * 17 + 17 * 17 * 17 * 17);
        assertBothKindsWereAccepted();
    }

    @Test
    void v1_v6RandomLines() {
        Random random = new Random(SEED);
        for (int i = 0; i < RANDOM_LINES; i++) {
            StringBuilder line = new StringBuilder("FROM:").append(PIECES.get(random.nextInt(ADDRESSES)));
            int length = random.nextInt(LONGEST_RANDOM_LINE);
            for (int piece = 0; piece < length; piece++) {
                line.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            agreement.check(line.toString());
        }
        assertBothKindsWereAccepted();
    }

    /** Lines that James refuses prove nothing. */
    private void assertBothKindsWereAccepted() {
        assertThat(agreement.acceptedWithRequireTls()).isGreaterThan(10);
        assertThat(agreement.acceptedWithout()).isGreaterThan(10);
    }
}
