package org.requiretls.james.lab.tryit;

import java.io.IOException;

/** One scene: what to do, and what has to come of it. */
public sealed interface Scene {

    String name();

    Ending ending();

    /**
     * What has to come of it.
     *
     * @param outcome as in {@link SceneResult#outcome}
     * @param status as in {@link SceneResult#status}
     */
    record Ending(String outcome, String status) {
        @Override
        public String toString() {
            return outcome + " " + status;
        }
    }

    /**
     * A message from the sending James to bob at a domain.
     *
     * @param tag what it asks for
     */
    record Message(String name, Tag tag, String domain, Ending ending) implements Scene {}

    /** A dialogue with the sending James, as a server. */
    record Dialogue(String name, Tag tag, Act act, Ending ending) implements Scene {}

    /** What a message asks for, and how. */
    enum Tag {
        NONE("none"),
        REQUIRETLS("REQUIRETLS"),
        LOWER_CASE("requiretls"),
        NO("TLS-Required: No");

        private final String text;

        Tag(String text) {
            this.text = text;
        }

        /** What stands after the address on MAIL, with the blank before it. */
        String mailParameter() {
            return this == REQUIRETLS || this == LOWER_CASE ? " " + text : "";
        }

        /** What stands in the header, with its line end. */
        String headerField() {
            return this == NO ? text + "\r\n" : "";
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** A dialogue; answers what came of it. */
    @FunctionalInterface
    interface Act {
        Answer play(Theatre theatre) throws IOException;
    }

    /** What a dialogue came to. */
    record Answer(String outcome, String status, String received) {}
}
