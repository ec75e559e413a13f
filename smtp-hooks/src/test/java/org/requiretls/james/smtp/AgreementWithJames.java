package org.requiretls.james.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.james.metrics.tests.RecordingMetricFactory;
import org.apache.james.protocols.api.BaseRequest;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.core.MailCmdHandler;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.MailParametersHook;

/** Whether James and we read the same in a MAIL line: where both accept it, nothing is overlooked by either. */
final class AgreementWithJames {

    /** A parameter by a reading as generous as any: whatever stands between white space, behind the reverse-path. */
    private static final Pattern ANY_READING =
            Pattern.compile("(?:.*[ \\t])?REQUIRETLS(?:=\\S*)?(?:[ \\t].*)?", Pattern.CASE_INSENSITIVE);

    private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");

    private final List<String> seenByJames = new ArrayList<>();
    private final MailCmdHandler james = new MailCmdHandler(new RecordingMetricFactory());
    private int acceptedWithRequireTls;
    private int acceptedWithout;

    AgreementWithJames() {
        james.wireExtensions(MailParametersHook.class, List.of(new MailParametersHook() {
            @Override
            public HookResult doMailParameter(SMTPSession session, String name, String value) {
                seenByJames.add(name + "/" + value);
                return null;
            }

            @Override
            public String[] getMailParamNames() {
                return new String[] {"REQUIRETLS"};
            }
        }));
    }

    int acceptedWithRequireTls() {
        return acceptedWithRequireTls;
    }

    int acceptedWithout() {
        return acceptedWithout;
    }

    /** @throws AssertionError where one of the two overlooks what the other sees */
    void check(String argument) {
        seenByJames.clear();
        SMTPSession session = FakeSession.insideTls();
        session.setAttachment(SMTPSession.CURRENT_HELO_MODE, "EHLO", State.Connection);
        Response response = james.onCommand(session, new BaseRequest("MAIL", inOneLetterCase(argument)));
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

    /** James asks a hook for the exact spelling that it names; what is compared is where the word stands. */
    private static String inOneLetterCase(String argument) {
        return argument.replaceAll("(?i)requiretls", "REQUIRETLS");
    }

    private static String behindThePath(String argument) {
        String withoutQuotes = QUOTED.matcher(argument).replaceAll("q");
        return withoutQuotes.substring(withoutQuotes.indexOf('>') + 1);
    }
}
