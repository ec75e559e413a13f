package org.requiretls.james.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.delivery.SenderLab.address;
import static org.requiretls.james.delivery.SenderLab.capable;
import static org.requiretls.james.delivery.SenderLab.selfSigned;
import static org.requiretls.james.delivery.SenderLab.trusted;
import static org.requiretls.james.delivery.StsLab.DOMAIN;
import static org.requiretls.james.delivery.StsLab.MX;
import static org.requiretls.james.delivery.StsLab.POLICY_HOST;
import static org.requiretls.james.delivery.StsLab.policy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.policyhost.HttpAnswer;
import org.requiretls.james.policy.MessageTag;

/** Which domain's policy it is that counts, where its record is, and which policy host is asked. */
class StsDomainsOnTheWireTest {

    private static final String DELIVERED = "delivered by " + MX;

    @TempDir
    private Path folder;

    private StsLab lab;

    @BeforeEach
    void open() throws IOException {
        lab = new StsLab(folder);
    }

    @AfterEach
    void close() throws IOException {
        lab.close();
    }

    @Test
    @Covers("R8461-3.1-09")
    void joinsTheStringsOfARecord() throws Exception {
        lab.publish(policy("enforce", MX));
        lab.sender.dns.publish(lab.zone().unsigned().record("_mta-sts." + DOMAIN, "TXT", "\"v=STSv1; i\" \"d=abc\""));
        lab.start(trusted(MX));

        assertThat(lab.send(MessageTag.REQUIRETLS)).isEqualTo(DELIVERED);
        assertThat(folder.resolve("mta-sts").resolve(DOMAIN + ".sts")).content().contains("\nid: abc\n");
    }

    @Test
    @Covers({"R8461-3.1-01", "R8461-3.1-10", "R8461-7.1-01"})
    void followsAliasesToTheRecordButNotToAnotherPolicyHost() throws Exception {
        lab.publish(policy("enforce", MX));
        lab.sender.dns.publish(lab.zone()
                .unsigned()
                .cname("_mta-sts." + DOMAIN, "one.sts.test")
                .cname("one.sts.test", "two.sts.test")
                .txt("two.sts.test", "v=STSv1; id=alias;"));
        lab.start(trusted(MX));

        assertThat(lab.send(MessageTag.REQUIRETLS)).isEqualTo(DELIVERED);
        assertThat(lab.policyHost.requests())
                .extracting(request -> request.serverName())
                .containsExactly(POLICY_HOST);
    }

    @Test
    @Covers("R8461-3.4-04")
    void thePolicyDomainIsTheNameBeforeAliases() throws Exception {
        lab.publish(policy("enforce", MX));
        lab.sender.dns.publish(lab.sender.dns.zone("alias.test").unsigned().cname("alias.test", DOMAIN));
        lab.start(trusted(MX));

        assertThat(lab.sender.send(MessageTag.REQUIRETLS, "alias.test")).isEqualTo("failed 5.7.10");
        assertThat(lab.sender.dns.queries("_mta-sts.alias.test", "TXT")).isPositive();
        assertThat(lab.sender.dns.queries("_mta-sts." + DOMAIN, "TXT")).isZero();
    }

    @Test
    @Covers("R8461-3.4-01")
    void aRelayIsThePolicyDomainOfAllMail() throws Exception {
        lab.publish(policy("enforce", "mx.other.test"));
        lab.sender.dns.publish(lab.sender
                .dns
                .zone("relay.test")
                .unsigned()
                .address("relay.test", address(14))
                .address("mta-sts.relay.test", address(240))
                .txt("_mta-sts.relay.test", "v=STSv1; id=1;"));
        lab.policyHost.identify("mta-sts.relay.test", trusted("mta-sts.relay.test"));
        lab.policyHost.answer("mta-sts.relay.test", HttpAnswer.policy(policy("enforce", "relay.test")));
        lab.sender.with("gateway", "relay.test:" + lab.sender.port());
        lab.sender.start(14, capable(trusted("relay.test")));

        assertThat(lab.send(MessageTag.NONE)).isEqualTo("delivered by relay.test");
        assertThat(lab.policyHost.requests())
                .extracting(request -> request.serverName())
                .containsExactly("mta-sts.relay.test");
        assertThat(lab.sender.dns.queries("_mta-sts." + DOMAIN, "TXT")).isZero();
    }

    /** Two domains share an MX host; the broken policy of one is its own affair. */
    @Test
    void oneDomainsPolicyIsNotAnothers() throws Exception {
        lab.publish(policy("enforce", "mx.other.test"));
        lab.sender.dns.publish(lab.sender
                .dns
                .zone("neighbour.test")
                .unsigned()
                .mx(10, MX)
                .address("mta-sts.neighbour.test", address(240))
                .txt("_mta-sts.neighbour.test", "v=STSv1; id=1;"));
        lab.policyHost.identify("mta-sts.neighbour.test", trusted("mta-sts.neighbour.test"));
        lab.policyHost.answer("mta-sts.neighbour.test", HttpAnswer.policy(policy("enforce", MX)));
        lab.start(trusted(MX));

        assertThat(lab.send(MessageTag.NONE)).isEqualTo("deferred 4.7.5");
        assertThat(lab.sender.send(MessageTag.REQUIRETLS, "neighbour.test")).isEqualTo(DELIVERED);
    }

    @Test
    void aRuleCanAskForMtaSts() throws Exception {
        lab.sender.with("tlsRules", DOMAIN + " secure mx=sts\nplain.test secure mx=sts");
        lab.publish(policy("testing", MX));
        lab.sender.dns.publish(lab.sender.dns.zone("plain.test").unsigned().mx(10, MX));
        lab.start(trusted(MX));

        assertThat(lab.send(MessageTag.NONE)).isEqualTo(DELIVERED);
        assertThat(lab.sender.send(MessageTag.NONE, "plain.test")).isEqualTo("deferred 4.7.5");
    }

    /** Rules are written in A-labels; an address need not be. */
    @Test
    void aRuleHoldsHoweverAnAddressSpellsTheDomain() throws Exception {
        String name = "xn--bcher-kva.test";
        lab.sender.with("tlsRules", name + " secure mx=sts");
        lab.sender.dns.publish(
                lab.sender.dns.zone(name).unsigned().mx(10, MX), lab.zone().unsigned());
        lab.start(trusted(MX));

        assertThat(lab.sender.send(MessageTag.NONE, name)).isEqualTo("deferred 4.7.5");
        assertThat(lab.sender.send(MessageTag.NONE, "b\u00fccher.test")).isEqualTo("deferred 4.7.5");
        assertThat(lab.sender.send(MessageTag.NONE, "B\u00dcCHER.Test")).isEqualTo("deferred 4.7.5");
    }

    @Test
    void switchedOffItAsksForNothing() throws Exception {
        lab.sender.with("mtaSts", "false");
        lab.publish(policy("enforce", "mx.other.test"));
        lab.start(selfSigned(MX));

        assertThat(lab.send(MessageTag.NONE)).isEqualTo(DELIVERED);
        assertThat(lab.sender.dns.queries("_mta-sts." + DOMAIN, "TXT")).isZero();
        assertThat(lab.policyHost.requests()).isEmpty();
    }
}
