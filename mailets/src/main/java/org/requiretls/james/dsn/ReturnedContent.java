package org.requiretls.james.dsn;

import java.util.Optional;
import org.apache.mailet.DsnParameters.Ret;
import org.requiretls.james.tag.TlsRequirement;

/** How much of a mail comes back with the notification about it. */
public enum ReturnedContent {
    /** Nothing of it. */
    NONE,

    /** Its header, without the fields that tell what it is about and who else got it. */
    REDACTED_HEADER,

    /** Its header. */
    HEADER,

    /** All of it. */
    MESSAGE;

    /**
     * What comes back.
     *
     * @param action what the notification says; a mail that is not lost does not come back, whatever the client said
     *     (RFC 3461 section 4.3)
     * @param requirement the tag of the mail; {@link TlsRequirement#REQUIRED} never gives more than
     *     {@code whenRequired}, whatever the client said (RFC 8689 section 5)
     * @param ret what the client asked for (RFC 3461 section 4.3); it may lower {@code usual}, and raise
     *     {@link #HEADER} to {@link #MESSAGE}, but not bring back what the administrator leaves out altogether
     * @param usual what the administrator wants returned where the client said nothing
     * @param whenRequired what the administrator wants returned of protected mail, {@link #HEADER} at most
     */
    public static ReturnedContent of(
            Action action,
            TlsRequirement requirement,
            Optional<Ret> ret,
            ReturnedContent usual,
            ReturnedContent whenRequired) {
        ReturnedContent asked = ret.map(wanted -> wanted == Ret.FULL ? MESSAGE : HEADER)
                .filter(wanted -> usual != NONE)
                .orElse(usual);
        if (requirement == TlsRequirement.REQUIRED) {
            return lesser(lesser(asked, whenRequired), HEADER);
        }
        return action == Action.FAILED ? asked : lesser(asked, HEADER);
    }

    private static ReturnedContent lesser(ReturnedContent one, ReturnedContent other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
