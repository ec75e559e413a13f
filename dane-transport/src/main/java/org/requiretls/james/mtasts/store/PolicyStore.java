package org.requiretls.james.mtasts.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.requiretls.james.mtasts.PolicyDomain;

/** Where policies are kept. Thread-safe. */
public interface PolicyStore {

    /**
     * Everything that is kept. What is damaged is set aside.
     *
     * @throws IOException if the store as a whole can't be read; the text says where it is and what to do
     */
    Contents load() throws IOException;

    /** Keeps the policy in place of the one that the domain had. When this returns it is on the disk. */
    void save(StoredPolicy policy) throws IOException;

    /** Keeps nothing of the domain any more. */
    void delete(PolicyDomain domain) throws IOException;

    /** What a store has. */
    record Contents(List<StoredPolicy> policies, List<Damage> damages) {
        public Contents {
            policies = List.copyOf(policies);
            damages = List.copyOf(damages);
        }
    }

    /**
     * Something that can't be believed.
     *
     * @param domain whose policy it was; empty if not even that is known
     * @param file where it lies now
     * @param reason what is wrong with it
     */
    record Damage(Optional<PolicyDomain> domain, Path file, String reason) {}

    /** Keeps nothing. */
    static PolicyStore none() {
        return new PolicyStore() {
            @Override
            public Contents load() {
                return new Contents(List.of(), List.of());
            }

            @Override
            public void save(StoredPolicy policy) {
                // Nothing is kept.
            }

            @Override
            public void delete(PolicyDomain domain) {
                // Nothing was kept.
            }
        };
    }
}
