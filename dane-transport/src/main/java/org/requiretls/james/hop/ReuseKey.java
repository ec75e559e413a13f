package org.requiretls.james.hop;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.requiretls.james.policy.MessageTag;
import org.requiretls.james.policy.Verdict.Deliver;
import org.requiretls.james.policy.Verdict.Keyword;
import org.requiretls.james.smtpclient.PeerVerifier;
import org.requiretls.james.smtpclient.SessionRequest;

/**
 * What a session and a message have to have in common for the one to carry the other. It narrows the choice and never
 * widens it: the certificates are judged again for each message.
 *
 * @param request all that was asked for when it was opened (address, local address, EHLO name, SNI, versions and
 *     suites, whether clear text would do), its verifier apart
 * @param sharing tagged mail of one recipient domain, or untagged mail
 */
record ReuseKey(SessionRequest request, String sharing) {

    private static final PeerVerifier JUDGED_EACH_TIME = PeerVerifier.anyCertificate();

    /** What this message could share a session with; empty if nothing (rule A11 for NO and REPORT). */
    static Optional<ReuseKey> of(HopContext hop, SessionRequest request) {
        return hop.sharing().map(sharing -> new ReuseKey(request.with(JUDGED_EACH_TIME), sharing));
    }

    InetSocketAddress address() {
        return request.address();
    }

    /**
     * Whether a message that went out by this verdict leaves a session behind that others with its key may have: for
     * tagged mail only one on which the host promised the same for the next hop (RFC 8689 section 4.2.1 step 5). A
     * notification may have gone without it (section 5).
     */
    static boolean leavesOneBehind(MessageTag tag, Deliver verdict) {
        boolean tagged = tag == MessageTag.REQUIRETLS || tag == MessageTag.DSN;
        return tagged == (verdict.keyword() == Keyword.SENT);
    }
}
