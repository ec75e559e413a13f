package org.requiretls.james.x509;

import java.util.Comparator;

/** How far a certification path holds. */
public sealed interface Judgement {

    /** Further is greater; a path that holds is greatest. */
    Comparator<Judgement> BY_PROGRESS = Comparator.comparingInt(Judgement::progress);

    private static int progress(Judgement judgement) {
        return judgement instanceof Refused refused ? refused.defect().ordinal() : Defect.values().length;
    }

    /**
     * The path holds.
     *
     * @param name the reference identifier that the leaf bears
     */
    record Holds(CertificationPath path, String name) implements Judgement {}

    /**
     * The path does not hold.
     *
     * @param detail the certificate and what is wrong with it, for a log line
     */
    record Refused(Defect defect, String detail) implements Judgement {}

    /** What is wrong with a path, from the least to the furthest progress. */
    enum Defect {
        /** A signature or a constraint does not hold. */
        NOT_TRUSTED,
        /** All signatures and constraints hold, but a certificate is only valid later. */
        NOT_YET_VALID,
        /** … but a certificate is no longer valid. */
        EXPIRED,
        /** … and the path is in date, but the leaf bears none of the reference identifiers. */
        NAME_MISMATCH
    }
}
