package org.requiretls.james.delivery;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.requiretls.james.dane.DigestOrder;
import org.requiretls.james.dns.CacheSettings;
import org.requiretls.james.dns.DnsSettings;
import org.requiretls.james.dns.SelfTestNames;
import org.requiretls.james.hop.ConnectionSettings;
import org.requiretls.james.hop.GatewayAccess;
import org.requiretls.james.pkix.PkixVerifier;
import org.requiretls.james.policy.DaneState.InsecureMxDane;
import org.requiretls.james.route.AddressOrder;
import org.requiretls.james.route.MxHost;
import org.requiretls.james.rules.DestinationRules;
import org.requiretls.james.smtpclient.Chunking;
import org.requiretls.james.smtpclient.Envelope.Quorum;
import org.requiretls.james.smtpclient.SmtpTimeouts;
import org.requiretls.james.smtpclient.TlsProvider;

/**
 * The parameters of the mailet, checked.
 *
 * @param outgoingQueue name of the queue
 * @param retries when to try again what failed for now
 * @param namelessRetries how often to try again where DNS says that there is nowhere to go, 0 or more
 * @param timeouts for each step of a session
 * @param deliveryDeadline for one attempt at a mail; empty for that of the queue
 * @param quorum how many recipients of a message have to be accepted for it to be sent
 * @param mostRecipients of one transaction, 1 or more
 * @param delayNotice empty where senders are not told of delays
 * @param relayedProcessor empty where senders are not told of hosts without DSN
 * @param gateways in the order of preference; empty where MX decides
 * @param gatewayAccess how they are spoken to
 * @param heloName empty for the default domain
 * @param dns whom to ask, and who validates
 * @param dnsCache how long answers are kept
 * @param dnssecTest names by which to see whether validation works
 * @param smtpPort of MX hosts
 * @param pkix with the roots that certificates may chain to
 * @param chunking whether content goes out in chunks
 * @param rules of the administrator, by destination
 * @param connections how many there may be, and how long one is kept
 * @param reports empty where no TLS reports are sent
 * @param mtaSts empty where MTA-STS is switched off
 */
public record DeliverySettings(
        String outgoingQueue,
        RetrySchedule retries,
        int namelessRetries,
        SmtpTimeouts timeouts,
        Optional<Duration> deliveryDeadline,
        Quorum quorum,
        int mostRecipients,
        Optional<String> bounceProcessor,
        Optional<String> onSuccess,
        Optional<DelayNotice> delayNotice,
        Optional<String> relayedProcessor,
        List<MxHost> gateways,
        GatewayAccess gatewayAccess,
        AddressOrder addressOrder,
        Optional<String> heloName,
        Optional<InetAddress> bind,
        QueuePriority queuePriority,
        DnsSettings dns,
        CacheSettings dnsCache,
        SelfTestNames dnssecTest,
        int smtpPort,
        PkixVerifier pkix,
        DestinationRules rules,
        InsecureMxDane insecureMxDane,
        DigestOrder tlsaDigests,
        TlsProvider tlsProvider,
        Chunking chunking,
        int concurrentDeliveries,
        ConnectionSettings connections,
        Optional<MtaStsSettings> mtaSts,
        Optional<ReportSettings> reports) {

    /** Whether first attempts pass retries on the queue. */
    public enum QueuePriority {
        FIRST_ATTEMPTS_FIRST,
        EQUAL
    }
}
