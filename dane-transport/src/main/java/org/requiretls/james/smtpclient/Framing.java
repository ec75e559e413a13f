package org.requiretls.james.smtpclient;

import io.netty.buffer.ByteBuf;

/** How the content goes over the wire, block by block. Except for the encoder, all of it is for the event loop. */
interface Framing {

    /** Encodes the blocks, on whichever thread reads them. */
    ContentEncoder encoder();

    /** Whether the peer has not refused what came so far. */
    boolean wantsMore();

    /**
     * Makes a block ready to be written, which has to follow at once; awaits the replies that it will have.
     *
     * @param last whether nothing comes after it
     */
    ByteBuf framed(ByteBuf octets, boolean last);

    /** Runs the action when another block may be sent, or when {@link #wantsMore} has turned false. */
    void whenReady(Runnable next);
}
