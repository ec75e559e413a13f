package org.requiretls.james.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;

class PolicyDomainTest {

    @Test
    @Covers({"R8461-3.1-01", "R8461-3.2-01"})
    void knowsWhereRecordAndPolicyAre() {
        PolicyDomain domain = new PolicyDomain("mail.example.com");

        assertThat(domain.recordName()).isEqualTo("_mta-sts.mail.example.com");
        assertThat(domain.policyHost()).isEqualTo("mta-sts.mail.example.com");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[192.0.2.1]",
                "192.0.2.1",
                "[IPv6:2001:db8::1]",
                "2001:db8::1",
                "",
                ".",
                "a..b",
                "a/b",
                "../etc/passwd",
                "a\\b",
                "a b",
                "b\u00fccher.example",
                "-a.example",
                "example.com."
            })
    @Covers("R8461-3.4-03")
    void hasNoneForAddressesAndWhatIsNoHostName(String name) {
        assertThat(PolicyDomain.of(name)).isEmpty();
    }

    @Test
    void hasNoneWherePolicyHostsNameWouldBeTooLong() {
        String longest = ("a".repeat(60) + ".").repeat(4) + "a";

        assertThat(PolicyDomain.of(longest)).isPresent();
        assertThat(PolicyDomain.of("a" + longest)).isEmpty();
    }
}
