package org.requiretls.james.bench;

import java.io.IOException;

/** A sender of mail that takes part. */
interface Contender extends AutoCloseable {

    String name();

    /** Whether it has a just-in-time compiler, and has to be warm before it is measured. */
    boolean needsWarmUp();

    /**
     * Puts the mail of a turn on its queue, which nothing leaves meanwhile.
     *
     * @throws IOException if it does not take all of it
     */
    void load(Turn turn) throws IOException;

    /**
     * Lets the mail go.
     *
     * @param justBefore is run when all is ready, at the last moment
     */
    void open(Runnable justBefore) throws IOException;

    /** What does the work. */
    ProcessTree processes();

    /**
     * The turn is over: whatever is left of it must not disturb the next one.
     *
     * @throws IOException if it does not get rid of it
     */
    void clear() throws IOException;

    /** What it says about mail that it could not deliver, for a look at its reasons. */
    String complaints() throws IOException;

    @Override
    void close();
}
