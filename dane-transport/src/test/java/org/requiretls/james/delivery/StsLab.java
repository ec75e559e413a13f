package org.requiretls.james.delivery;

import static org.requiretls.james.delivery.SenderLab.capable;
import static org.requiretls.james.delivery.SenderLab.trusted;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import org.requiretls.james.lab.dns.Fault;
import org.requiretls.james.lab.dns.LabZone;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.policyhost.HttpAnswer;
import org.requiretls.james.lab.policyhost.PolicyHost;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.lab.smtp.SmtpPeerBuilder;
import org.requiretls.james.policy.MessageTag;

/** A sender, a domain without DNSSEC, its MX host, and its policy host. */
final class StsLab implements AutoCloseable {

    static final String DOMAIN = "sts.test";
    static final String MX = "mx.sts.test";
    static final String POLICY_HOST = "mta-sts.sts.test";

    private static final int AT_MX = 10;
    private static final int AT_POLICY_HOST = 240;

    final SenderLab sender;
    final PolicyHost policyHost;
    private int nextId = 1;

    StsLab(Path folder) throws IOException {
        sender = new SenderLab(folder);
        policyHost = PolicyHost.start(InetAddress.getByName(SenderLab.address(AT_POLICY_HOST)), 0);
        policyHost.identify(POLICY_HOST, trusted(POLICY_HOST));
        sender.with("mtaStsPort", String.valueOf(policyHost.address().getPort()));
    }

    static String policy(String mode, String mx) {
        return policy(mode, mx, 86_400);
    }

    static String policy(String mode, String mx, long maxAge) {
        return "version: STSv1\r\nmode: " + mode + "\r\n" + (mx.isEmpty() ? "" : "mx: " + mx + "\r\n") + "max_age: "
                + maxAge + "\r\n";
    }

    /** The domain with its MX record, unsigned, and with a policy that was not there before. */
    void publish(String policy) {
        publish(HttpAnswer.policy(policy));
    }

    void publish(HttpAnswer answer) {
        policyHost.answer(POLICY_HOST, answer);
        publishRecord("v=STSv1; id=" + nextId++ + ";");
    }

    void publishRecord(String... texts) {
        LabZone zone = zone().unsigned();
        for (String text : texts) {
            zone.txt("_mta-sts." + DOMAIN, text);
        }
        sender.dns.publish(zone);
    }

    /** The domain without a record for a policy. */
    LabZone zone() {
        return sender.dns
                .zone(DOMAIN)
                .ttl(0)
                .mx(10, MX)
                .address(MX, SenderLab.address(AT_MX))
                .address(POLICY_HOST, SenderLab.address(AT_POLICY_HOST));
    }

    /** DNS gives no answer about the record, and the policy host none about the policy. */
    void block() {
        sender.dns.fault("_mta-sts." + DOMAIN, "TXT", Fault.SERVFAIL);
        policyHost.answer(POLICY_HOST, HttpAnswer.hangingAfter(""));
    }

    SmtpPeer start(Identity identity) throws IOException {
        return start(capable(identity));
    }

    SmtpPeer start(SmtpPeerBuilder peer) throws IOException {
        return sender.start(AT_MX, peer.announcing(MX));
    }

    String send(MessageTag tag) throws Exception {
        return sender.send(tag, DOMAIN);
    }

    @Override
    public void close() throws IOException {
        sender.close();
        policyHost.close();
    }
}
