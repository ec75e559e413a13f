package org.requiretls.james.dns;

import java.util.concurrent.CompletionStage;
import org.xbill.DNS.Message;

/** Who finds out what an answer is worth. */
interface Validation {

    /**
     * Asks, and has the answer validated.
     *
     * @return the answer with the AD bit set exactly if it is proven; where it is a denial from an unsigned zone, with
     *     the reason in a TXT record of the validator's own class; SERVFAIL with the reason if it is bogus
     */
    CompletionStage<Message> ask(Message query, LookupScope scope);
}
