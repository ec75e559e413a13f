package org.requiretls.james.x509;

import java.util.List;
import java.util.Optional;

/**
 * The names under which the client would accept the server (RFC 9525 section 6.1).
 *
 * @param names lower case, A-labels, no trailing dot, in order of preference
 */
public record ReferenceIdentifiers(List<String> names) {

    public ReferenceIdentifiers {
        names = List.copyOf(names);
    }

    /**
     * Of names as they come from DNS or an address, in any case, U-labels allowed. What is no DNS name, such as an
     * address literal, is left out: nothing in a certificate can match it.
     */
    public static ReferenceIdentifiers of(List<String> names) {
        return new ReferenceIdentifiers(names.stream()
                .map(DnsName::reference)
                .flatMap(Optional::stream)
                .distinct()
                .toList());
    }

    /** The first of the names that the certificate bears. */
    public Optional<String> firstPresentedBy(PresentedIdentifiers presented) {
        return names.stream().filter(presented::include).findFirst();
    }
}
