package org.requiretls.james.pkix;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Extensions;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.pki.KeyType;
import org.requiretls.james.pkix.PkixResult.NotTrusted;
import org.requiretls.james.pkix.PkixResult.Reason;
import org.requiretls.james.pkix.PkixResult.Trusted;

class PkixVerifierTest {

    private static final String MX = "mx1.example.com";
    private static final Identity ROOT = CertificateMaker.root("Lab Root").make();
    private static final Identity ISSUING =
            CertificateMaker.intermediate("Lab Issuing CA").signedBy(ROOT).make();
    private static final Identity SERVER =
            CertificateMaker.leaf(MX).signedBy(ISSUING).make();
    private static final Identity STRANGER = CertificateMaker.root("Stranger").make();

    private static PkixResult verify(Identity shown, String... names) {
        return verifyTrusting(shown, List.of(names), STRANGER, ROOT);
    }

    private static PkixResult verifyTrusting(Identity shown, List<String> names, Identity... trusted) {
        List<X509Certificate> certificates =
                List.of(trusted).stream().map(Identity::certificate).toList();
        return new PkixVerifier(new TrustStore("the lab", certificates)).verify(shown.chain(), names, Instant.now());
    }

    private static void assertTrusted(PkixResult result, String name, String anchor) {
        assertThat(result).isInstanceOfSatisfying(Trusted.class, trusted -> {
            assertThat(trusted.name()).isEqualTo(name);
            assertThat(trusted.anchor()).contains(anchor);
        });
    }

    private static void assertRefused(PkixResult result, Reason reason) {
        assertThat(result).isInstanceOfSatisfying(NotTrusted.class, refused -> {
            assertThat(refused.reason()).as(refused.detail()).isEqualTo(reason);
            assertThat(refused.detail()).isNotBlank();
        });
    }

    @Test
    void chainsInAnyShapeUpToATrustedRoot() {
        X509Certificate issuing = ISSUING.certificate();
        X509Certificate root = ROOT.certificate();
        assertTrusted(verify(SERVER, MX), MX, "Lab Root");
        assertTrusted(verify(SERVER.withoutRoot(), MX), MX, "Lab Root");
        assertTrusted(verify(SERVER.showing(root, issuing), MX), MX, "Lab Root");
        assertTrusted(verify(SERVER.showing(STRANGER.certificate(), issuing), MX), MX, "Lab Root");
        assertTrusted(verifyTrusting(SERVER.showingLeafOnly(), List.of(MX), ISSUING), MX, "Lab Issuing CA");
    }

    @Test
    void crossSignedAuthorityIsFollowedToTheRootThatIsTrusted() {
        Identity oldRoot = CertificateMaker.root("Old Root").make();
        Identity crossed = CertificateMaker.intermediate("Lab Issuing CA")
                .key(ISSUING.keyPair())
                .signedBy(oldRoot)
                .make();
        Identity server = SERVER.showing(crossed.certificate(), oldRoot.certificate(), ISSUING.certificate());
        assertTrusted(verify(server, MX), MX, "Lab Root");
        assertTrusted(verifyTrusting(server, List.of(MX), oldRoot), MX, "Old Root");
    }

    @Test
    void moreAuthoritiesThanTheJdkAllowsByDefaultWhenItBuildsPaths() {
        Identity issuer = ROOT;
        for (int i = 0; i < 8; i++) {
            issuer =
                    CertificateMaker.intermediate("Level " + i).signedBy(issuer).make();
        }
        Identity deep = CertificateMaker.leaf(MX).signedBy(issuer).make();
        assertTrusted(verify(deep, MX), MX, "Lab Root");
    }

    @Test
    @Covers("R8689-4.2.1-04")
    void whoIsNotTrusted() {
        assertRefused(verify(SERVER.showingLeafOnly(), MX), Reason.CHAIN_NOT_TRUSTED);
        assertRefused(verifyTrusting(SERVER, List.of(MX), STRANGER), Reason.CHAIN_NOT_TRUSTED);
        assertRefused(verify(CertificateMaker.leaf(MX).selfSigned().make(), MX), Reason.CHAIN_NOT_TRUSTED);
        assertRefused(verify(CertificateMaker.leaf(MX).signedBy(ROOT).forged().make(), MX), Reason.CHAIN_NOT_TRUSTED);
        Identity namesake = CertificateMaker.root("Lab Root").make();
        assertRefused(verify(CertificateMaker.leaf(MX).signedBy(namesake).make(), MX), Reason.CHAIN_NOT_TRUSTED);
    }

    @Test
    void weakKeysAndDigestsAreNotTrusted() {
        Identity rsaRoot =
                CertificateMaker.root("RSA Root").key(KeyType.RSA_2048).make();
        Identity md5 = CertificateMaker.leaf(MX)
                .signedBy(rsaRoot)
                .signatureAlgorithm("MD5withRSA")
                .make();
        Identity weak =
                CertificateMaker.leaf(MX).key(KeyType.RSA_512).signedBy(rsaRoot).make();
        assertRefused(verifyTrusting(md5, List.of(MX), rsaRoot), Reason.CHAIN_NOT_TRUSTED);
        assertRefused(verifyTrusting(weak, List.of(MX), rsaRoot), Reason.CHAIN_NOT_TRUSTED);
    }

    @Test
    @Covers("R8689-4.2.1-04")
    void dates() {
        Identity expired = CertificateMaker.leaf(MX).signedBy(ROOT).expired().make();
        Identity early = CertificateMaker.leaf(MX).signedBy(ROOT).notYetValid().make();
        assertRefused(verify(expired, MX), Reason.EXPIRED);
        assertRefused(verify(early, MX), Reason.NOT_YET_VALID);
        Identity oldIssuing =
                CertificateMaker.intermediate("Old CA").signedBy(ROOT).expired().make();
        assertRefused(verify(CertificateMaker.leaf(MX).signedBy(oldIssuing).make(), MX), Reason.EXPIRED);
    }

    @Test
    @DisplayName("RFC 5280 section 6.1.1: an expired root is trusted for as long as the store has it")
    void expiredRootInTheStore() {
        Identity oldRoot = CertificateMaker.root("Old Root").expired().make();
        Identity server = CertificateMaker.leaf(MX).signedBy(oldRoot).make();
        assertTrusted(verifyTrusting(server, List.of(MX), oldRoot), MX, "Old Root");
    }

    @Test
    @DisplayName("a self-signed certificate that the administrator put into the store, until it expires")
    void selfSignedLeafInTheStore() {
        Identity partner = CertificateMaker.leaf(MX).commonName("partner").make();
        assertTrusted(verifyTrusting(partner, List.of(MX), partner), MX, "partner");
        assertRefused(verifyTrusting(partner, List.of("other.example"), partner), Reason.NAME_MISMATCH);
        Identity expired = CertificateMaker.leaf(MX).expired().make();
        assertRefused(verifyTrusting(expired, List.of(MX), expired), Reason.EXPIRED);
    }

    @Test
    @DisplayName("R9525-6.3-01, R9525-6.3-02, R9525-6.6-01: names")
    @Covers({"R9525-6.3-01", "R9525-6.3-03"})
    void names() {
        assertTrusted(verify(SERVER, "MX1.Example.Com."), MX, "Lab Root");
        assertTrusted(verify(SERVER, "other.example", MX), MX, "Lab Root");
        assertRefused(verify(SERVER, "other.example"), Reason.NAME_MISMATCH);
        assertRefused(verify(SERVER), Reason.NAME_MISMATCH);
        Identity wildcard =
                CertificateMaker.leaf("*.example.com").signedBy(ROOT).make();
        assertTrusted(verify(wildcard, MX), MX, "Lab Root");
        assertRefused(verify(wildcard, "a.b.example.com"), Reason.NAME_MISMATCH);
        NotTrusted refused = (NotTrusted) verify(SERVER, "other.example");
        assertThat(refused.detail()).contains(MX, "other.example");
    }

    @Test
    @DisplayName("R9525-2-01, C28, OD-06: the common name never counts")
    @Covers("R9525-2-01")
    void commonNameNeverCounts() {
        Identity cnOnly = CertificateMaker.leaf().commonName(MX).signedBy(ROOT).make();
        assertRefused(verify(cnOnly, MX), Reason.NAME_MISMATCH);
    }

    @Test
    void purposeHasToBeTlsServerAllTheWay() {
        Identity mailOnly = CertificateMaker.leaf(MX)
                .signedBy(ROOT)
                .with(Extensions::forEmailProtectionOnly)
                .make();
        assertRefused(verify(mailOnly, MX), Reason.CHAIN_NOT_TRUSTED);
        Identity mailAuthority = CertificateMaker.intermediate("Mail CA")
                .signedBy(ROOT)
                .with(Extensions::forEmailProtectionOnly)
                .make();
        assertRefused(verify(CertificateMaker.leaf(MX).signedBy(mailAuthority).make(), MX), Reason.CHAIN_NOT_TRUSTED);
    }

    @Test
    void authoritiesHaveToBeAuthorities() {
        Identity server = CertificateMaker.leaf("evil.example")
                .commonName("evil")
                .signedBy(ROOT)
                .make();
        Identity below = CertificateMaker.leaf(MX).signedBy(server).make();
        assertRefused(verify(below, MX), Reason.CHAIN_NOT_TRUSTED);
        Identity elsewhere = CertificateMaker.intermediate("Limited CA")
                .signedBy(ROOT)
                .with(extensions -> extensions.permittedDomains("example.org"))
                .make();
        assertRefused(verify(CertificateMaker.leaf(MX).signedBy(elsewhere).make(), MX), Reason.CHAIN_NOT_TRUSTED);
    }

    @Test
    void noCertificate() {
        PkixVerifier verifier = new PkixVerifier(new TrustStore("the lab", List.of(ROOT.certificate())));
        assertRefused(verifier.verify(List.of(), List.of(MX), Instant.now()), Reason.NO_CERTIFICATE);
    }
}
