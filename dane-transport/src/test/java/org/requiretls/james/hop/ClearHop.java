package org.requiretls.james.hop;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.requiretls.james.mtasts.StsFinding;
import org.requiretls.james.policy.Channel;
import org.requiretls.james.policy.MessageTag;
import org.requiretls.james.policy.MxStatus;
import org.requiretls.james.policy.Rule;
import org.requiretls.james.policy.StsState;
import org.requiretls.james.policy.Verdict.Deliver;
import org.requiretls.james.policy.Verdict.Keyword;
import org.requiretls.james.route.MxHost;
import org.requiretls.james.rules.DestinationRule;
import org.requiretls.james.smtpclient.SessionRequest;

/** A message without a tag, for a host without records: it may go in clear, and share its connection. */
final class ClearHop {

    static final InetSocketAddress ADDRESS = new InetSocketAddress("127.0.0.1", 25);
    static final SessionRequest REQUEST = SessionRequest.to(ADDRESS, "client.example");
    static final Deliver VERDICT = new Deliver(Rule.N7a, Channel.CLEAR, Keyword.NOT_SENT);

    static final HopContext HOP = HopContext.withoutRecords(
            HopLab.message(MessageTag.NONE, HopLab.BOB),
            MxStatus.INSECURE,
            new MxHost(HopLab.MX1, 10, 25),
            DestinationRule.NONE,
            Optional.empty(),
            new StsReading(StsState.NOT_APPLICABLE, new StsFinding.NoPolicy("none")));

    private ClearHop() {}
}
