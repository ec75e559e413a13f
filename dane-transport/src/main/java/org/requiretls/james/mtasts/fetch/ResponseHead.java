package org.requiretls.james.mtasts.fetch;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import java.util.Locale;
import java.util.Optional;
import org.requiretls.james.smtpclient.PrintableText;

/** What has to be true of an HTTP response before its body is read as a policy (RFC 8461 section 3.3). */
final class ResponseHead {

    private static final String MEDIA_TYPE = "text/plain";
    private static final int LONGEST_QUOTE = 60;

    private ResponseHead() {}

    /** Why the response brings no policy; empty if its body may. */
    static Optional<String> refusal(HttpResponse response) {
        int status = response.status().code();
        if (status != HttpResponseStatus.OK.code()) {
            return Optional.of(
                    "HTTP status " + status + (isRedirect(status) ? ", and redirects are not followed" : ""));
        }
        String mediaType = response.headers().get(HttpHeaderNames.CONTENT_TYPE, "none");
        if (!isPlainText(mediaType)) {
            return Optional.of("media type is " + quoted(mediaType) + ", not " + MEDIA_TYPE);
        }
        String encoding = response.headers().get(HttpHeaderNames.CONTENT_ENCODING, "identity");
        if (!encoding.equalsIgnoreCase("identity")) {
            return Optional.of("content encoding " + quoted(encoding) + " was not asked for");
        }
        if (!HttpUtil.isContentLengthSet(response) && !HttpUtil.isTransferEncodingChunked(response)) {
            // Its end would be the end of the connection, which anybody on the path can bring about.
            return Optional.of("the response says neither its length nor that it comes in chunks");
        }
        return Optional.empty();
    }

    private static boolean isRedirect(int status) {
        return status / 100 == 3;
    }

    /** Parameters don't matter, not even a wrong charset: a policy is UTF-8 whatever they say. */
    private static boolean isPlainText(String mediaType) {
        int semicolon = mediaType.indexOf(';');
        String type = semicolon < 0 ? mediaType : mediaType.substring(0, semicolon);
        return type.strip().toLowerCase(Locale.ROOT).equals(MEDIA_TYPE);
    }

    private static String quoted(String foreign) {
        return "'" + PrintableText.of(foreign.substring(0, Math.min(foreign.length(), LONGEST_QUOTE))) + "'";
    }
}
