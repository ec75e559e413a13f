package org.requiretls.james.rabbit;

import org.requiretls.james.arrangement.StockProgram;

/** The main program. */
public final class RabbitMqJames {

    private RabbitMqJames() {}

    public static void main(String[] arguments) throws Exception {
        StockProgram.runWith(new RabbitMqQueue());
    }
}
