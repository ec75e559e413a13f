package org.requiretls.james.cli;

import org.requiretls.james.hop.TagOutcome;

/** What the process ends with, for scripts. */
enum ExitStatus {
    /** A tagged message would be delivered. */
    DELIVERED(0),
    /** It would come back. */
    REFUSED(1),
    /** It would wait, or without a session nobody knows. */
    TEMPORARY(2),
    /** Wrong arguments, or a file among them that can't be used (EX_USAGE of sysexits.h). */
    USAGE(64),
    /** An error in this program (EX_SOFTWARE). */
    DEFECT(70);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    static ExitStatus of(TagOutcome tagged) {
        if (tagged.isDelivered()) {
            return DELIVERED;
        }
        return tagged.decision() == TagOutcome.Decision.BOUNCE ? REFUSED : TEMPORARY;
    }

    int code() {
        return code;
    }
}
