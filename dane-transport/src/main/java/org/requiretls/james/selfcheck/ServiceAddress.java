package org.requiretls.james.selfcheck;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.requiretls.james.smtpclient.TlsMode;

/**
 * A server for users, as {@code imaps://mail.example.org}.
 *
 * @param host A-labels, lower case
 */
public record ServiceAddress(Protocol protocol, String host, int port) {

    private static final Pattern FORM =
            Pattern.compile("(?<protocol>[a-z0-9]+)://(?<host>[A-Za-z0-9._-]+)(?::(?<port>\\d{1,5}))?");
    private static final int HIGHEST_PORT = 65535;

    /** RFC 8314 section 7. */
    public enum Protocol {
        SUBMISSION(587, TlsMode.IF_OFFERED),
        SUBMISSIONS(465, TlsMode.AT_ONCE),
        IMAPS(993, TlsMode.AT_ONCE),
        POP3S(995, TlsMode.AT_ONCE);

        private final int port;
        private final TlsMode mode;

        Protocol(int port, TlsMode mode) {
            this.port = port;
            this.mode = mode;
        }

        TlsMode mode() {
            return mode;
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @return empty if the text is of no such form */
    public static Optional<ServiceAddress> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String host = matcher.group("host").toLowerCase(Locale.ROOT);
        return Arrays.stream(Protocol.values())
                .filter(each -> each.text().equals(matcher.group("protocol")))
                .findFirst()
                .map(each -> new ServiceAddress(
                        each,
                        host,
                        Optional.ofNullable(matcher.group("port"))
                                .map(Integer::valueOf)
                                .orElse(each.port)))
                .filter(each -> each.port() > 0 && each.port() <= HIGHEST_PORT);
    }

    @Override
    public String toString() {
        return protocol.text() + "://" + host + ":" + port;
    }
}
