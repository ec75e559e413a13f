package org.requiretls.james.mailets;

import java.util.Set;

/** What James has every mailet do, whatever it is. */
public final class EveryMailet {

    /** Parameters that James itself reads: which processor gets the mail when the mailet, or its matcher, fails. */
    public static final Set<String> PARAMETERS = Set.of("onMailetException", "onMatchException");

    private EveryMailet() {}
}
