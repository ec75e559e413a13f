package org.requiretls.james.cli;

import org.requiretls.james.delivery.Transport;
import org.requiretls.james.hop.HopProbe;
import org.requiretls.james.hop.ProbeReport;
import org.requiretls.james.mtasts.cache.PolicyListener;

/** The probe of the transport that delivery uses too, put together from the same parameters. */
final class Probing implements AutoCloseable {

    private final Transport transport;
    private final HopProbe probe;

    private Probing(Transport transport, HopProbe probe) {
        this.transport = transport;
        this.probe = probe;
    }

    /**
     * @param listener is told of MTA-STS policies that are remembered and can't be read
     * @throws org.requiretls.james.dns.DnsConfigurationException if there is no resolver or the trust anchors are unfit
     * @throws org.requiretls.james.pkix.TrustStoreException if the roots can't be read
     */
    static Probing open(CheckSettings settings, PolicyListener listener) {
        Transport transport = Transport.openToLook(settings.delivery(), settings::heloName, listener);
        HopProbe probe = transport.probe().connectingTo(settings.connectTo());
        return new Probing(
                transport, settings.contact() == CheckSettings.Contact.NONE ? probe.withoutConnecting() : probe);
    }

    /** Takes as long as DNS and the slowest host do, within the time-outs of delivery. */
    ProbeReport check(String domain) {
        return probe.probe(domain).join();
    }

    /** Waits a moment for the last QUIT to be answered. */
    @Override
    public void close() {
        transport.close();
    }
}
