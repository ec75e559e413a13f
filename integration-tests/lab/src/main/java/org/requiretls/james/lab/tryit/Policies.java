package org.requiretls.james.lab.tryit;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import org.requiretls.james.lab.dns.LabDns;
import org.requiretls.james.lab.dns.LabZone;
import org.requiretls.james.lab.james.JamesHome;
import org.requiretls.james.lab.james.LoopbackPorts;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.policyhost.HttpAnswer;
import org.requiretls.james.lab.policyhost.PolicyHost;

/** A domain whose zone nobody signed: what proves its MX host is a policy by HTTPS (RFC 8461). */
final class Policies {

    static final String DOMAIN = "sts.test";
    static final String MX_HOST = "mx.sts.test";

    private static final String POLICY_HOST = "mta-sts.sts.test";
    private static final String POLICY =
            "version: STSv1\r\nmode: enforce\r\nmx: " + MX_HOST + "\r\nmax_age: 1209600\r\n";

    private Policies() {}

    /** @param authority vouches for the policy host */
    static PolicyHost start(Identity authority) {
        return PolicyHost.start(LoopbackPorts.loopback(6), 0)
                .identify(
                        POLICY_HOST,
                        CertificateMaker.leaf(POLICY_HOST).signedBy(authority).make())
                .answer(POLICY_HOST, HttpAnswer.policy(POLICY));
    }

    static LabZone zone(LabDns dns, InetAddress mxHost) {
        return dns.zone(DOMAIN)
                .unsigned()
                .mx(10, MX_HOST)
                .address(MX_HOST, mxHost.getHostAddress())
                .address(POLICY_HOST, LoopbackPorts.loopback(6).getHostAddress())
                .txt("_mta-sts." + DOMAIN, "v=STSv1; id=1;");
    }

    /** The authority of the laboratory, a port that is free, an address that is not public. */
    static void configure(JamesHome home, PolicyHost policyHost, Identity authority, Path directory)
            throws IOException {
        Path roots = directory.resolve("authority.pem");
        authority.writeChainPem(roots);
        home.setMailetParameter(
                Theatre.DELIVERY, "trustStore", roots.toAbsolutePath().toString());
        home.setMailetParameter(Theatre.DELIVERY, "trustStoreType", "PEM");
        home.setMailetParameter(
                Theatre.DELIVERY,
                "mtaStsPort",
                String.valueOf(policyHost.address().getPort()));
        home.setMailetParameter(Theatre.DELIVERY, "mtaStsPrivateNetworks", "true");
    }
}
