package org.requiretls.james.selfcheck;

import java.util.List;
import java.util.Optional;

/**
 * What DNS and the servers do not tell.
 *
 * @param next the key that they are going to have
 * @param remembered records that earlier looks found
 */
public record Outlook(Optional<NextKey> next, List<RememberedRecords> remembered) {

    public static final Outlook NONE = new Outlook(Optional.empty(), List.of());

    public Outlook {
        remembered = List.copyOf(remembered);
    }

    List<RememberedRecords> remembered(String name) {
        return remembered.stream().filter(each -> each.name().equals(name)).toList();
    }
}
