package org.requiretls.james.smtpclient;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ways to log in, best first. Both say the password as it is, so the connection has to keep it: whether it does is
 * for the caller to know.
 */
enum SaslMechanism {
    /** RFC 4616: one message, sent along with the command (RFC 4954 section 4). */
    PLAIN {
        @Override
        List<String> answers(Login login) {
            return List.of();
        }

        @Override
        Optional<String> initialResponse(Login login) {
            return Optional.of(base64("\0" + login.user() + "\0" + login.password()));
        }
    },
    /** Never more than a draft, and the only one of many an old server. */
    LOGIN {
        @Override
        List<String> answers(Login login) {
            return List.of(base64(login.user()), base64(login.password()));
        }

        @Override
        Optional<String> initialResponse(Login login) {
            return Optional.empty();
        }
    };

    /** What goes with the AUTH command. */
    abstract Optional<String> initialResponse(Login login);

    /** What is said to each 334 in turn. */
    abstract List<String> answers(Login login);

    /** The best one that the server lists. */
    static Optional<SaslMechanism> bestOf(EhloKeywords keywords) {
        Set<String> listed = keywords.parametersOf(EhloKeywords.AUTH).stream()
                .flatMap(text -> Stream.of(text.toUpperCase(Locale.ROOT).split(" +")))
                .collect(Collectors.toSet());
        return Stream.of(values())
                .filter(mechanism -> listed.contains(mechanism.name()))
                .findFirst();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
