package org.requiretls.james.hop;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of a message at the hosts of one domain.
 *
 * @param outcomes for each recipient asked for, by its address as it was given
 */
public record DeliveryReport(Map<String, RecipientOutcome> outcomes) {
    public DeliveryReport {
        outcomes = Map.copyOf(outcomes);
    }

    public List<String> delivered() {
        return addressesOf(RecipientOutcome.Taken.class);
    }

    public List<String> deferred() {
        return addressesOf(RecipientOutcome.Deferred.class);
    }

    public List<String> failed() {
        return addressesOf(RecipientOutcome.Failed.class);
    }

    private List<String> addressesOf(Class<? extends RecipientOutcome> kind) {
        return outcomes.entrySet().stream()
                .filter(entry -> kind.isInstance(entry.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** What became of one recipient. */
    public sealed interface RecipientOutcome {

        /** The host accepted the message for this recipient. */
        sealed interface Taken extends RecipientOutcome {
            String host();
        }

        /** It was told all that the sender said. */
        record Delivered(String host) implements Taken {}

        /** It does not know DSN, and was not told what the sender wants to hear (RFC 3461 section 5.2.2). */
        record Relayed(String host) implements Taken {}

        /**
         * To be tried again.
         *
         * @param onceGivenUp what the sender is to be told if this was the last try; empty where it is the same
         */
        record Deferred(Failure failure, Optional<Failure> onceGivenUp) implements RecipientOutcome {

            public Deferred(Failure failure) {
                this(failure, Optional.empty());
            }
        }

        /** Not to be tried again; the sender has to be told. */
        record Failed(Failure failure) implements RecipientOutcome {}
    }
}
