package org.requiretls.james.hop;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.requiretls.james.hop.VisitResult.Skipped;
import org.requiretls.james.policy.Conclusion;

/** What did not do so far: hosts of a domain, or addresses of a host. Used by one thread at a time. */
final class Skips {

    private final List<Skipped> inOrder = new ArrayList<>();

    void add(Skipped skipped) {
        inOrder.add(skipped);
    }

    /** The one that speaks for all; there has to be one. */
    Skipped speaker() {
        return Conclusion.of(inOrder, Skipped::verdict);
    }

    /** The one that speaks for all where none is given another chance; empty if waiting could have mended each. */
    Optional<Skipped> lastingSpeaker() {
        return Conclusion.definitive(inOrder, Skipped::verdict);
    }

    /** The failure of this one, with the others behind it: whoever is told of it sees how each of them failed. */
    Failure inWords(Skipped speaker) {
        return Failures.withOthers(
                speaker.failure(),
                inOrder.stream()
                        .filter(other -> other != speaker)
                        .map(Skipped::failure)
                        .toList());
    }
}
