package org.requiretls.james.smtpclient;

import io.netty.buffer.ByteBuf;

/** Content after DATA: one stream of lines up to the final dot, which alone is answered. */
final class DottedContent implements Framing {

    private final ContentEncoder encoder = ContentEncoder.dotted();
    private final Runnable beforeFinalDot;

    /** @param beforeFinalDot runs immediately before the block with the final dot is written */
    DottedContent(Runnable beforeFinalDot) {
        this.beforeFinalDot = beforeFinalDot;
    }

    @Override
    public ContentEncoder encoder() {
        return encoder;
    }

    @Override
    public boolean wantsMore() {
        return true;
    }

    @Override
    public ByteBuf framed(ByteBuf octets, boolean last) {
        if (last) {
            beforeFinalDot.run();
        }
        return octets;
    }

    @Override
    public void whenReady(Runnable next) {
        next.run();
    }
}
