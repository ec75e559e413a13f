package org.requiretls.james.smtpclient;

/**
 * How much a peer may say in one reply, so that it cannot fill the memory.
 *
 * @param lineOctets longest line with its CRLF
 * @param lines most lines
 * @param octets longest reply, all lines with their CRLFs
 */
record ReplyLimits(int lineOctets, int lines, int octets) {

    /**
     * RFC 5321 section 4.5.3.1.5 ends a reply line at 512 octets. Servers that put a web address and a quotation of
     * the message into a refusal exceed it, and their mail should not stall over that: four times as much. The
     * longest EHLO replies in use have some 30 lines.
     */
    static final ReplyLimits LENIENT = new ReplyLimits(2048, 128, 64 * 1024);
}
