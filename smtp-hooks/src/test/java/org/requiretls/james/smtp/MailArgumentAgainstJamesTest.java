package org.requiretls.james.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import org.apache.james.metrics.tests.RecordingMetricFactory;
import org.apache.james.protocols.api.BaseRequest;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.core.MailCmdHandler;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.MailParametersHook;
import org.junit.jupiter.api.BeforeEach;
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

    /** A parameter by a reading as generous as any: whatever stands between white space, behind the reverse-path. */
    private static final Pattern ANY_READING =
            Pattern.compile("(?:.*[ \\t])?REQUIRETLS(?:=\\S*)?(?:[ \\t].*)?", Pattern.CASE_INSENSITIVE);

    private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    /** How many of the pieces, from the first on, may be an address. */
    private static final int ADDRESSES = 4;

    private static final int RANDOM_LINES = 100_000;
    private static final int LONGEST_RANDOM_LINE = 12;
    private static final long SEED = 8689;

    private final List<String> seenByJames = new ArrayList<>();
    private int acceptedWithRequireTls;
    private int acceptedWithout;
    private MailCmdHandler james;

    @BeforeEach
    void setUp() {
        james = new MailCmdHandler(new RecordingMetricFactory());
        james.wireExtensions(MailParametersHook.class, List.of(new MailParametersHook() {
            @Override
            public HookResult doMailParameter(SMTPSession session, String name, String value) {
                seenByJames.add(name + "/" + value);
                return null;
            }

            @Override
            public String[] getMailParamNames() {
                return new String[] {"REQUIRETLS", "requiretls", "RequireTLS"};
            }
        }));
    }

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
            longer.forEach(this::assertAgreement);
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
            assertAgreement(line.toString());
        }
        assertBothKindsWereAccepted();
    }

    /** Lines that James refuses prove nothing. */
    private void assertBothKindsWereAccepted() {
        assertThat(acceptedWithRequireTls).isGreaterThan(10);
        assertThat(acceptedWithout).isGreaterThan(10);
    }

    private void assertAgreement(String argument) {
        seenByJames.clear();
        SMTPSession session = FakeSession.insideTls();
        session.setAttachment(SMTPSession.CURRENT_HELO_MODE, "EHLO", State.Connection);
        Response response = james.onCommand(session, new BaseRequest("MAIL", argument));
        boolean accepted = response.getRetCode().equals("250");
        switch (MailArgument.parse(argument)) {
            case WITH_REQUIRETLS -> {
                if (accepted) {
                    assertThat(seenByJames)
                            .as(argument)
                            .singleElement()
                            .satisfies(seen ->
                                    assertThat(seen.toUpperCase(Locale.ROOT)).isEqualTo("REQUIRETLS/"));
                    acceptedWithRequireTls++;
                }
            }
            case WITHOUT_REQUIRETLS -> {
                if (accepted) {
                    assertThat(seenByJames).as(argument).isEmpty();
                    assertThat(behindThePath(argument)).as(argument).doesNotMatch(ANY_READING);
                    acceptedWithout++;
                }
            }
            case MALFORMED -> assertThat(argument.toUpperCase(Locale.ROOT)).contains("REQUIRETLS");
        }
    }

    private static String behindThePath(String argument) {
        String withoutQuotes = QUOTED.matcher(argument).replaceAll("q");
        return withoutQuotes.substring(withoutQuotes.indexOf('>') + 1);
    }
}
