package org.requiretls.james.hop;

import java.io.InputStream;

/** The content of a message that is never sent. */
final class NoContent implements OutgoingContent {

    @Override
    public ContentTraits traits() {
        return ContentTraits.EMPTY;
    }

    @Override
    public InputStream asItIs() {
        return InputStream.nullInputStream();
    }

    @Override
    public InputStream as7Bit() {
        return InputStream.nullInputStream();
    }

    @Override
    public OutgoingContent withoutQuotedContent() {
        return this;
    }
}
