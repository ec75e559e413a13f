package org.requiretls.james.dns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.RRset;
import org.xbill.DNS.dnssec.ValidatingResolver;

/** This process follows the chain of trust itself; the resolvers only fetch. */
final class InProcessValidation implements Validation {

    private final ValidatingResolver validator;

    InProcessValidation(Upstream upstream, List<DSRecord> anchors, Clock clock) {
        validator = new ValidatingResolver(upstream, clock);
        useOwnSettings();
        trustOnly(anchors);
    }

    private void useOwnSettings() {
        try {
            validator.init(ValidationWork.validatorSettings());
        } catch (IOException e) {
            throw new UncheckedIOException("The validator reads a file that it was not told to read", e);
        }
    }

    private void trustOnly(List<DSRecord> anchors) {
        // The validator may have taken up anchors from a system property that was meant for another user of dnsjava.
        validator.getTrustAnchors().clear();
        anchors.forEach(anchor -> validator.getTrustAnchors().store(new RRset(anchor)));
    }

    @Override
    public CompletionStage<Message> ask(Message query, LookupScope scope) {
        return validator.sendAsync(query, scope);
    }
}
