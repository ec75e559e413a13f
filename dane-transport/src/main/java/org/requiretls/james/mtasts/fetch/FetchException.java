package org.requiretls.james.mtasts.fetch;

import org.requiretls.james.mtasts.DiscoveryFailure;
import org.requiretls.james.smtpclient.PrintableText;

/** Ends a fetch. */
final class FetchException extends Exception {

    private final DiscoveryFailure failure;

    private FetchException(DiscoveryFailure failure) {
        super(failure.toString());
        this.failure = failure;
    }

    static FetchException fetch(String reason) {
        return new FetchException(new DiscoveryFailure(DiscoveryFailure.Kind.FETCH, PrintableText.of(reason)));
    }

    static FetchException webPki(String reason) {
        return new FetchException(new DiscoveryFailure(DiscoveryFailure.Kind.WEBPKI, PrintableText.of(reason)));
    }

    DiscoveryFailure failure() {
        return failure;
    }
}
