package org.requiretls.james.smtpclient;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.requiretls.james.smtpclient.SessionFailure.ConnectionLost;
import org.requiretls.james.smtpclient.SessionFailure.Loss;
import org.requiretls.james.smtpclient.SessionFailure.ProtocolError;
import org.requiretls.james.smtpclient.SessionOpening.ConnectFailed;
import org.requiretls.james.smtpclient.SessionOpening.ConnectFailure;

/**
 * Tells what an exception of the network means. The JDK says much of it in message texts only, which are those of the
 * C library.
 */
final class NetworkErrors {

    private NetworkErrors() {}

    static ConnectFailed connectFailed(Throwable cause) {
        return new ConnectFailed(connectFailure(cause), describe(cause));
    }

    private static ConnectFailure connectFailure(Throwable cause) {
        // Netty wraps what bind throws into a SocketException.
        if (cause.getCause() instanceof BindException) {
            return ConnectFailure.LOCAL_ADDRESS;
        }
        if (cause instanceof ConnectTimeoutException || says(cause, "timed out")) {
            return ConnectFailure.TIMEOUT;
        }
        if (cause instanceof NoRouteToHostException || says(cause, "unreachable") || says(cause, "no route")) {
            return ConnectFailure.UNREACHABLE;
        }
        if (isReset(cause)) {
            return ConnectFailure.RESET;
        }
        return cause instanceof ConnectException ? ConnectFailure.REFUSED : ConnectFailure.OTHER;
    }

    /** What went wrong while reading. */
    static SessionFailure failure(SmtpStage stage, Throwable cause) {
        Throwable actual = unwrapped(cause);
        return actual instanceof ReplySyntaxException
                ? new ProtocolError(stage, describe(actual))
                : lost(stage, actual);
    }

    static ConnectionLost lost(SmtpStage stage, Throwable cause) {
        return new ConnectionLost(stage, loss(cause), describe(cause));
    }

    private static Loss loss(Throwable cause) {
        if (cause instanceof SSLException) {
            return Loss.TLS;
        }
        if (cause instanceof ClosedChannelException) {
            return Loss.CLOSED;
        }
        return isReset(cause) ? Loss.RESET : Loss.OTHER;
    }

    static boolean isReset(Throwable cause) {
        return says(cause, "connection reset") || says(cause, "broken pipe");
    }

    static boolean says(Throwable cause, String words) {
        return cause.getMessage() != null
                && cause.getMessage().toLowerCase(Locale.ROOT).contains(words);
    }

    static Throwable unwrapped(Throwable cause) {
        return cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
    }

    static String describe(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : PrintableText.of(cause.getMessage());
    }
}
