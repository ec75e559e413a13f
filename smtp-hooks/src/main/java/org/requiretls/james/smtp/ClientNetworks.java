package org.requiretls.james.smtp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.dnsservice.library.inetnetwork.InetNetworkBuilder;
import org.apache.james.dnsservice.library.inetnetwork.model.InetNetwork;

/** Networks of clients, written as James writes them in {@code authorizedAddresses}: {@code 192.0.2.0/24}. */
final class ClientNetworks {

    static final ClientNetworks NONE = new ClientNetworks(List.of());

    private final List<InetNetwork> networks;

    private ClientNetworks(List<InetNetwork> networks) {
        this.networks = networks;
    }

    /** @throws ConfigurationException naming the network that makes no sense; James itself would pass over it */
    static ClientNetworks parse(List<String> texts, DNSService dns) throws ConfigurationException {
        InetNetworkBuilder builder = new InetNetworkBuilder(dns);
        List<InetNetwork> networks = new ArrayList<>();
        for (String text : texts) {
            try {
                networks.add(builder.getFromString(text));
            } catch (UnknownHostException | RuntimeException e) {
                throw new ConfigurationException(
                        HandlerOptions.complaint("'" + text + "' in element '" + HandlerElement.TLS_ONLY_CLIENTS.key()
                                + "' is not a network; write one as 192.0.2.0/24"),
                        e);
            }
        }
        return new ClientNetworks(networks);
    }

    boolean contain(InetAddress client) {
        return networks.stream().anyMatch(network -> network.contains(client));
    }
}
