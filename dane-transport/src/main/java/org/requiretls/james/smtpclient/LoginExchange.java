package org.requiretls.james.smtpclient;

import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import org.requiretls.james.smtpclient.SessionFailure.ProtocolError;

/** AUTH and what follows it, on one connection (RFC 4954 section 4). Runs on the event loop. */
final class LoginExchange {

    private final Conversation conversation;
    private final EhloKeywords keywords;
    private final Login login;
    private final Duration timeout;
    private final CompletableFuture<LoginResult> result = new CompletableFuture<>();

    LoginExchange(Conversation conversation, EhloKeywords keywords, Login login, Duration timeout) {
        this.conversation = conversation;
        this.keywords = keywords;
        this.login = login;
        this.timeout = timeout;
    }

    /** The future does not fail. */
    CompletableFuture<LoginResult> run() {
        SaslMechanism.bestOf(keywords)
                .ifPresentOrElse(
                        this::begin,
                        () -> result.complete(new LoginResult.NoCommonMechanism(
                                keywords.parametersOf(EhloKeywords.AUTH).orElse(""))));
        return result;
    }

    private void begin(SaslMechanism mechanism) {
        String command = EhloKeywords.AUTH + " " + mechanism.name()
                + mechanism
                        .initialResponse(login)
                        .map(response -> " " + response)
                        .orElse("");
        say(command, mechanism.answers(login).iterator());
    }

    private void say(String line, Iterator<String> answers) {
        conversation.ask(Command.of(line, SmtpStage.AUTH, timeout)).whenComplete((reply, failed) -> {
            if (failed != null) {
                result.complete(new LoginResult.Failed(conversation.failure().orElseThrow()));
            } else {
                answered(reply, answers);
            }
        });
    }

    private void answered(Reply reply, Iterator<String> answers) {
        if (reply.isPositive()) {
            result.complete(new LoginResult.LoggedIn());
        } else if (reply.isFailure()) {
            result.complete(new LoginResult.Refused(reply));
        } else if (answers.hasNext()) {
            say(answers.next(), answers);
        } else {
            // One question more than the mechanism has: who knows what it is that the server wants to hear.
            conversation.fail(new ProtocolError(SmtpStage.AUTH, "asks on after all that there is to say: " + reply));
            result.complete(new LoginResult.Failed(conversation.failure().orElseThrow()));
        }
    }
}
