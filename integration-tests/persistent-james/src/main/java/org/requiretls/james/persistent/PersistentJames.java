package org.requiretls.james.persistent;

import org.requiretls.james.arrangement.StockProgram;

/** The main program. */
public final class PersistentJames {

    private PersistentJames() {}

    public static void main(String[] arguments) throws Exception {
        StockProgram.runWith(new ActiveMqQueue());
    }
}
