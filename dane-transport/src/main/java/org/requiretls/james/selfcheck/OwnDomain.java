package org.requiretls.james.selfcheck;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.requiretls.james.mtasts.fetch.FetchResult;
import org.requiretls.james.route.Route;

/**
 * What a look at a domain gave.
 *
 * @param route its MX hosts, as a sender finds them
 * @param hosts in the order of the route; empty where there is none
 * @param stsRecord at {@code _mta-sts.}
 * @param stsPolicy what the policy host has; empty where the record asks nobody to look
 * @param reportRecord at {@code _smtp._tls.}
 * @param dkimKeys the key records by which the domain signs reports, by name
 * @param services of its users, as far as they were to be looked at
 */
public record OwnDomain(
        Route route,
        List<OwnHost> hosts,
        TxtAnswer stsRecord,
        Optional<FetchResult> stsPolicy,
        TxtAnswer reportRecord,
        Map<String, TxtAnswer> dkimKeys,
        List<OwnService> services) {

    public OwnDomain {
        hosts = List.copyOf(hosts);
        dkimKeys = Map.copyOf(dkimKeys);
        services = List.copyOf(services);
    }

    /** The TXT records of one name. */
    public sealed interface TxtAnswer {

        /** @param texts the strings of each record put together; empty where there is none */
        record Texts(List<String> texts) implements TxtAnswer {
            public Texts {
                texts = List.copyOf(texts);
            }
        }

        record LookupFailed(String detail) implements TxtAnswer {}
    }

    /**
     * An MX host.
     *
     * @param unreachable why there are no addresses; empty where there are
     */
    public record OwnHost(
            String name, int port, TlsaAnswer tlsa, List<OwnAddress> addresses, Optional<String> unreachable) {
        public OwnHost {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * A server for users: submission or mailbox access (RFC 8314).
     *
     * @param label the protocol, host and port, as in {@code imaps://mail.example.org:993}
     * @param host its name, as users have it in their programs
     * @param look with the name as SNI
     */
    public record OwnService(String label, String host, TlsaAnswer tlsa, SessionLook look) {}
}
