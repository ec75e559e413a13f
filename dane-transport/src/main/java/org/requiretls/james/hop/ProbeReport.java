package org.requiretls.james.hop;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.requiretls.james.hop.Attempt.SessionSummary;
import org.requiretls.james.policy.MessageTag;
import org.requiretls.james.policy.MxStatus;
import org.requiretls.james.policy.SessionEvidence;
import org.requiretls.james.policy.TlsaStatus;
import org.requiretls.james.route.HostFindings;
import org.requiretls.james.route.MxHost;

/**
 * What a probe found out about a domain.
 *
 * @param domain as A-labels
 * @param mx how the hosts were found, or why there are none
 * @param hosts every host of the route, in the order of delivery; empty where there are none
 * @param outcomes where delivery would end, for each of {@link HopProbe#TAGS}
 */
public record ProbeReport(String domain, MxStatus mx, List<HostProbe> hosts, Map<MessageTag, TagOutcome> outcomes) {
    public ProbeReport {
        hosts = List.copyOf(hosts);
        outcomes = Map.copyOf(outcomes);
    }

    /**
     * What was found at one host, also where delivery would not have come as far as to it.
     *
     * @param findings what DNS says
     * @param tlsa empty where the lookup was not made
     * @param sts what the MTA-STS policy says
     * @param sessions in the order in which they were opened; empty where no tag lets the host be contacted
     * @param outcomes what each message would come to if this were the only host
     */
    public record HostProbe(
            MxHost host,
            HostFindings findings,
            Optional<TlsaStatus> tlsa,
            StsReading sts,
            List<SessionProbe> sessions,
            Map<MessageTag, TagOutcome> outcomes) {
        public HostProbe {
            sessions = List.copyOf(sessions);
            outcomes = Map.copyOf(outcomes);
        }

        /** The session that says most about the host: the first that came to TLS, else the last. */
        public Optional<SessionProbe> tellingSession() {
            return sessions.stream()
                    .filter(session -> session.summary().isPresent())
                    .findFirst()
                    .or(() -> sessions.stream().reduce((earlier, later) -> later));
        }
    }

    /**
     * One session, opened whatever the certificate.
     *
     * @param address where, with the port
     * @param seen in a few words
     */
    public record SessionProbe(
            String address, SessionEvidence evidence, Optional<SessionSummary> summary, String seen) {}
}
