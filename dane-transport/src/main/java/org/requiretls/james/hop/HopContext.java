package org.requiretls.james.hop;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.requiretls.james.dane.TlsaSet;
import org.requiretls.james.hop.Attempt.Outcome;
import org.requiretls.james.hop.PeerIdentity.HostIdentity;
import org.requiretls.james.policy.DeliveryStatus;
import org.requiretls.james.policy.MessageTag;
import org.requiretls.james.policy.MxStatus;
import org.requiretls.james.policy.Rule;
import org.requiretls.james.policy.TlsaStatus;
import org.requiretls.james.policy.Verdict.Skip;
import org.requiretls.james.route.MxHost;
import org.requiretls.james.rules.DestinationRule;
import org.requiretls.james.rules.TlsLimits;
import org.requiretls.james.rules.TlsLimits.TlsVersion;
import org.requiretls.james.smtpclient.SessionRequest;
import org.requiretls.james.smtpclient.TlsOffer;

/**
 * One message at one host, with what DNS said: the frame of every attempt there.
 *
 * @param domainNames names of the recipient domain that DNSSEC proves to have chosen the host
 * @param rule the administrator's, for this destination
 * @param tlsa empty where the lookup was not made
 * @param tlsaBase the TLSA base domain, where DANE applies
 * @param records secure TLSA records, usable or not, where DANE applies
 * @param sts what the domain's MTA-STS policy says about the host
 */
record HopContext(
        OutgoingMessage message,
        MxStatus mx,
        MxHost host,
        List<String> domainNames,
        DestinationRule rule,
        Optional<TlsaStatus> tlsa,
        Optional<String> tlsaBase,
        Optional<TlsaSet> records,
        StsReading sts) {

    /** With nothing known about TLSA records, or only that they can't be known now. */
    static HopContext withoutRecords(
            OutgoingMessage message,
            MxStatus mx,
            MxHost host,
            DestinationRule rule,
            Optional<TlsaStatus> tlsa,
            StsReading sts) {
        return new HopContext(message, mx, host, List.of(), rule, tlsa, Optional.empty(), Optional.empty(), sts);
    }

    /**
     * The name to send as SNI: the TLSA base domain where DANE applies (RFC 7672 section 8.1), else the host. None for
     * an address (RFC 6066 section 3), nor for what DNS takes for a name and TLS does not.
     */
    Optional<String> serverName() {
        return Optional.of(tlsaBase.orElse(host.name()))
                .filter(SessionRequest::canBeServerName)
                .filter(name -> !endsInNumber(name));
    }

    /** No host name ends in a number, every IPv4 address does (RFC 3696 section 2). */
    private static boolean endsInNumber(String name) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        return !last.isEmpty() && last.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /**
     * Who the host should be. Under DANE-TA the TLSA base domain counts, the name in the MX record, and the recipient
     * domain where that chose the host securely (RFC 7672 section 3.2.2). For a public authority only the name of the
     * host counts (RFC 8689 section 4.2.1 step 4, RFC 8461 section 4.2).
     */
    HostIdentity identity() {
        List<String> daneNames = Stream.of(tlsaBase.stream(), Stream.of(host.name()), domainNames.stream())
                .flatMap(names -> names)
                .distinct()
                .toList();
        return new HostIdentity(records, daneNames, host.name(), message.domain(), sts.state(), rule, sharing());
    }

    /**
     * Whose connections and TLS sessions this message may share (rule A11): untagged mail those of untagged mail, tagged
     * mail and notifications those of the same recipient domain. Where the recipient's policies are set aside, nobody's.
     * What was opened for a relay may be logged in, and is for relayed mail only.
     */
    Optional<String> sharing() {
        String way = mx == MxStatus.RELAY ? "relay " : "mx ";
        return switch (message.tag()) {
            case NONE -> Optional.of(way + "untagged");
            case REQUIRETLS, DSN -> Optional.of(way + "requiretls " + message.domain());
            case NO, REPORT -> Optional.empty();
        };
    }

    /** The same for a message as it leaves. */
    HopContext leavingAs(OutgoingMessage other) {
        return new HopContext(other, mx, host, domainNames, rule, tlsa, tlsaBase, records, sts);
    }

    /** Which TLS may be spoken here, for this message. */
    TlsOffer tlsOffer() {
        TlsLimits limits = rule.limits();
        TlsVersion minimum = message.tag() == MessageTag.REQUIRETLS ? limits.minimumForRequireTls() : limits.minimum();
        return new TlsOffer(
                TlsOffer.DEFAULT.versions().stream()
                        .filter(version -> version.compareTo(minimum.protocol()) >= 0)
                        .toList(),
                limits.cipherSuites());
    }

    /** The words for a verdict of ours. */
    Failure failure(Skip verdict, String seen) {
        return Failures.ofVerdict(verdict, Optional.of(host.name()), message.domain(), seen);
    }

    /** @param reading what the session showed; empty where the host was not contacted */
    Attempt skipped(Skip verdict, String reason, Optional<String> address, Optional<SessionReading> reading) {
        return attempt(verdict.rule(), Outcome.SKIPPED, verdict.status(), reason, address, reading);
    }

    Attempt attempt(
            Rule rule,
            Outcome outcome,
            DeliveryStatus status,
            String reason,
            Optional<String> address,
            Optional<SessionReading> reading) {
        return new Attempt(
                message,
                mx,
                Optional.of(host.name()),
                address,
                tlsa,
                Optional.of(sts),
                reading.flatMap(SessionReading::summary),
                rule,
                outcome,
                status,
                reason,
                trace(reading.flatMap(SessionReading::trace)));
    }

    private TlsTrace trace(Optional<TlsTrace.Session> session) {
        return new TlsTrace(
                tlsaBase.flatMap(base -> records.map(set -> new TlsTrace.TlsaRecords(base, set))),
                rule.decision(),
                session);
    }
}
