package org.requiretls.james.delivery;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.requiretls.james.delivery.DeliverySettings.TrustStore;
import org.requiretls.james.dns.DnsClient;
import org.requiretls.james.dns.DnsSettings;
import org.requiretls.james.hop.AddressVisit;
import org.requiretls.james.hop.AttemptListener;
import org.requiretls.james.hop.ClientSettings;
import org.requiretls.james.hop.HopEngine;
import org.requiretls.james.hop.HostVisit;
import org.requiretls.james.pkix.PkixVerifier;
import org.requiretls.james.route.DnsRouteResolver;
import org.requiretls.james.route.RelayRoutes;
import org.requiretls.james.route.RouteResolver;
import org.requiretls.james.smtpclient.SmtpClient;
import org.requiretls.james.smtpclient.SmtpTimeouts;

/** The engine and what it stands on, put together from the settings: resolver, verifier, SMTP client. */
final class Transport implements AutoCloseable {

    private final DnsClient dns;
    private final SmtpClient client;
    private final HopEngine engine;

    private Transport(DnsClient dns, SmtpClient client, HopEngine engine) {
        this.dns = dns;
        this.client = client;
        this.engine = engine;
    }
