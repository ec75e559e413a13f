package org.requiretls.james.dns;

import java.io.IOException;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.WireParseException;

/** The resolvers gave no answer that could be looked at. */
final class UpstreamException extends IOException {

    private final DnsAnswer.Cause why;
    private final OptionalInt extendedError;

    UpstreamException(DnsAnswer.Cause why, String message, Throwable cause) {
        super(message, cause);
        this.why = why;
        this.extendedError = OptionalInt.empty();
    }

    /**
     * @param extendedError an INFO-CODE of RFC 8914
     */
    UpstreamException(DnsAnswer.Cause why, String message, int extendedError) {
        this(why, message, OptionalInt.of(extendedError));
    }

    private UpstreamException(DnsAnswer.Cause why, String message, OptionalInt extendedError) {
        super(message);
        this.why = why;
        this.extendedError = extendedError;
    }

    DnsAnswer.Cause why() {
        return why;
    }

    OptionalInt extendedError() {
        return extendedError;
    }

    /** A response whose RCODE says that there is none. */
    static UpstreamException of(Object resolver, Message response) {
        String text = resolver + " answered " + Rcode.string(response.getRcode());
        ExtendedErrorCodeOption error = extendedError(response);
        if (error == null) {
            return new UpstreamException(why(response.getRcode()), text, OptionalInt.empty());
        }
        DnsAnswer.Cause why =
                response.getRcode() == Rcode.SERVFAIL ? ofServfail(error.getErrorCode()) : why(response.getRcode());
        return new UpstreamException(why, text + " (" + describe(error) + ")", OptionalInt.of(error.getErrorCode()));
    }

    private static DnsAnswer.Cause why(int rcode) {
        return rcode == Rcode.REFUSED ? DnsAnswer.Cause.REFUSED : DnsAnswer.Cause.SERVER_FAILURE;
    }

    /** A resolver that validates says so in this way only (RFC 8914 section 4). */
    private static DnsAnswer.Cause ofServfail(int extendedError) {
        return switch (extendedError) {
            case ExtendedErrorCodeOption.DNSSEC_BOGUS,
                    ExtendedErrorCodeOption.SIGNATURE_EXPIRED,
                    ExtendedErrorCodeOption.SIGNATURE_NOT_YET_VALID,
                    ExtendedErrorCodeOption.DNSKEY_MISSING,
                    ExtendedErrorCodeOption.RRSIGS_MISSING,
                    ExtendedErrorCodeOption.NO_ZONE_KEY_BIT_SET,
                    ExtendedErrorCodeOption.NSEC_MISSING,
                    ExtendedErrorCodeOption.UNSUPPORTED_NSEC3_ITERATIONS_VALUE -> DnsAnswer.Cause.BOGUS;
            case ExtendedErrorCodeOption.DNSSEC_INDETERMINATE -> DnsAnswer.Cause.INDETERMINATE;
            default -> DnsAnswer.Cause.SERVER_FAILURE;
        };
    }

    private static String describe(ExtendedErrorCodeOption error) {
        String meaning = ExtendedErrorCodeOption.text(error.getErrorCode());
        return error.getText() == null || error.getText().isBlank() ? meaning : meaning + ": " + error.getText();
    }

    /** RFC 8914, or null. */
    static ExtendedErrorCodeOption extendedError(Message response) {
        OPTRecord opt = response.getOPT();
        return opt == null
                ? null
                : opt.getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR).stream()
                        .filter(ExtendedErrorCodeOption.class::isInstance)
                        .map(ExtendedErrorCodeOption.class::cast)
                        .findFirst()
                        .orElse(null);
    }

    /** No response, or an unreadable one. */
    static UpstreamException of(Object resolver, Throwable thrown) {
        Throwable cause = unwrap(thrown);
        if (cause instanceof UpstreamException known) {
            return known;
        }
        if (cause instanceof TimeoutException) {
            return new UpstreamException(DnsAnswer.Cause.TIMEOUT, resolver + " did not answer in time", cause);
        }
        if (cause instanceof WireParseException) {
            return new UpstreamException(
                    DnsAnswer.Cause.MALFORMED, resolver + " sent an unreadable answer: " + cause.getMessage(), cause);
        }
        return new UpstreamException(DnsAnswer.Cause.UNREACHABLE, resolver + " cannot be reached: " + cause, cause);
    }

    static Throwable unwrap(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
