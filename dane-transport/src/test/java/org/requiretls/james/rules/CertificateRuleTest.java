package org.requiretls.james.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.pki.TlsaData;
import org.requiretls.james.pkix.PkixVerifier;
import org.requiretls.james.pkix.TrustStore;

class CertificateRuleTest {

    private static final Identity ROOT = CertificateMaker.root("Partner CA").make();
    private static final Identity SERVER =
            CertificateMaker.leaf("mx.partner.example").signedBy(ROOT).make();
    private static final Identity OTHER =
            CertificateMaker.leaf("mx.partner.example").selfSigned().make();
    private static final PkixVerifier ROOTS = new PkixVerifier(new TrustStore("test", List.of(ROOT.certificate())));
    private static final PkixVerifier OTHER_ROOTS =
            new PkixVerifier(new TrustStore("test", List.of(OTHER.certificate())));

    private static boolean accepts(CertificateRule rule, Identity server) {
        return rule.accepts(server.chain(), "mx.partner.example", "partner.example", Instant.now());
    }

    private static String digest(Identity identity, int selector) {
        return HexFormat.of().formatHex(TlsaData.of(identity.certificate(), selector, 1));
    }

    @Test
    @DisplayName("S-LVL-04: a pinned certificate or key is accepted, another is not")
    @Covers("S-LVL-04")
    void digests() {
        for (int selector : List.of(0, 1)) {
            CertificateRule rule = new CertificateRule.Digests(Set.of(digest(SERVER, selector)));

            assertThat(accepts(rule, SERVER)).isTrue();
            assertThat(accepts(rule, OTHER)).isFalse();
        }
    }

    @Test
    void noCertificateIsNotAccepted() {
        CertificateRule pinned = new CertificateRule.Digests(Set.of(digest(SERVER, 0)));
        CertificateRule named = new CertificateRule.Names(List.of("domain"), Optional.empty(), ROOTS);

        assertThat(pinned.accepts(List.of(), "h", "d", Instant.now())).isFalse();
        assertThat(named.accepts(List.of(), "h", "d", Instant.now())).isFalse();
    }

    @Test
    @DisplayName("S-LVL-04: names and roots of the partner")
    @Covers("S-LVL-04")
    void namesAndRoots() {
        assertThat(accepts(names(List.of("mx.partner.example"), Optional.empty(), ROOTS), SERVER))
                .isTrue();
        assertThat(accepts(names(List.of("hostname"), Optional.empty(), ROOTS), SERVER))
                .isTrue();
        assertThat(accepts(names(List.of("domain"), Optional.empty(), ROOTS), SERVER))
                .isFalse();
        assertThat(accepts(names(List.of("hostname"), Optional.of(OTHER_ROOTS), ROOTS), SERVER))
                .isFalse();
        assertThat(accepts(names(List.of("hostname"), Optional.of(ROOTS), OTHER_ROOTS), SERVER))
                .isTrue();
    }

    private static CertificateRule names(List<String> names, Optional<PkixVerifier> roots, PkixVerifier otherwise) {
        return new CertificateRule.Names(names, roots, otherwise);
    }
}
