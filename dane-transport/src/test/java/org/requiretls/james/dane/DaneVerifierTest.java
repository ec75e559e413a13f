package org.requiretls.james.dane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.dane.Lab.ISSUING;
import static org.requiretls.james.dane.Lab.MX;
import static org.requiretls.james.dane.Lab.NAMES;
import static org.requiretls.james.dane.Lab.NOW;
import static org.requiretls.james.dane.Lab.ROOT;
import static org.requiretls.james.dane.Lab.SERVER;
import static org.requiretls.james.dane.Lab.STRANGER;
import static org.requiretls.james.dane.Lab.record;
import static org.requiretls.james.dane.Lab.verify;

import java.security.MessageDigest;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.dane.DaneResult.Matched;
import org.requiretls.james.dane.DaneResult.NotMatched;
import org.requiretls.james.dane.DaneResult.Reason;
import org.requiretls.james.dane.DigestOrder.Digest;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Extensions;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.pki.KeyType;
import org.requiretls.james.lab.pki.TlsaData;

class DaneVerifierTest {

    private static CertificateMaker leaf() {
        return CertificateMaker.leaf(MX);
    }

    private static void assertMatches(DaneResult result, int depth) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        Matched.class, matched -> assertThat(matched.depth()).isEqualTo(depth));
    }

    private static void assertFails(DaneResult result, Reason reason) {
        assertThat(result).isInstanceOfSatisfying(NotMatched.class, failed -> {
            assertThat(failed.reason()).as(failed.detail()).isEqualTo(reason);
            assertThat(failed.detail()).isNotBlank();
        });
    }

    @Nested
    @DisplayName("R7672-3.1.1, R6698-2.1.1-02, R7671-5.1-01: DANE-EE")
    class EndEntity {

        @Test
        @DisplayName("R7672-3.1.1-01, R7672-3.2.1-01: matches whatever the names")
        @Covers("R7672-3.1.1-01")
        void namesDoNotMatter() {
            Identity other = CertificateMaker.leaf("other.example").make();
            assertMatches(verify(other, NAMES, record(3, 1, 1, other)), 0);
            assertMatches(verify(other, List.of(), record(3, 1, 1, other)), 0);
        }

        @Test
        @DisplayName("R7672-3.1.1-02, S-DNS-05: matches whatever the dates")
        @Covers("R7672-3.1.1-02")
        void datesDoNotMatter() {
            Identity expired = leaf().expired().make();
            Identity early = leaf().notYetValid().make();
            assertMatches(verify(expired, record(3, 1, 1, expired)), 0);
            assertMatches(verify(early, record(3, 0, 2, early)), 0);
        }

        @Test
        @DisplayName("R7672-3.1.1-03, R7671-4.2-01: matches whatever the issuer, key usage and extensions")
        @Covers({"R7672-3.1.1-03", "R7671-4.2-01"})
        void nothingElseMatters() {
            Identity odd = leaf().signedBy(STRANGER)
                    .forged()
                    .with(extensions -> extensions
                            .keyUsage(KeyUsage.cRLSign)
                            .forEmailProtectionOnly()
                            .unknownCritical())
                    .make()
                    .showingLeafOnly();
            assertMatches(verify(odd, record(3, 1, 1, odd)), 0);
        }

        @ParameterizedTest(name = "R6698-2.1.2-01: {0}")
        @EnumSource
        @Covers("R6698-2.1.2-01")
        void everyKeyType(KeyType type) {
            Identity server = leaf().key(type).make();
            assertMatches(verify(server, record(3, 1, 1, server)), 0);
            assertMatches(verify(server, record(3, 1, 0, server)), 0);
            assertFails(verify(SERVER, record(3, 1, 1, server)), Reason.NO_RECORD_MATCHES);
        }

        @Test
        @DisplayName("R6698-2.1.1-02: a record of an issuer does not match")
        void onlyTheLeafCounts() {
            assertFails(verify(SERVER, record(3, 1, 1, ISSUING)), Reason.NO_RECORD_MATCHES);
        }
    }

    @Nested
    @DisplayName("R6698-2.1.1-01, R7671-5.2: DANE-TA, the path")
    class Path {

        @Test
        @DisplayName("R6698-2.1.1-01: a chain with one broken signature does not match")
        @Covers("R6698-2.1.1-01")
        void brokenSignatures() {
            Identity forgedLeaf = leaf().signedBy(ISSUING).forged().make();
            assertFails(verify(forgedLeaf, record(2, 0, 1, ROOT)), Reason.CHAIN_NOT_TRUSTED);
            assertFails(verify(forgedLeaf, record(2, 1, 1, ISSUING)), Reason.CHAIN_NOT_TRUSTED);

            Identity forgedIssuing = CertificateMaker.intermediate("Forged CA")
                    .signedBy(ROOT)
                    .forged()
                    .make();
            Identity below = leaf().signedBy(forgedIssuing).make();
            assertFails(verify(below, record(2, 0, 1, ROOT)), Reason.CHAIN_NOT_TRUSTED);
        }

        @Test
        @DisplayName("R6698-2.1.1-01: an anchor merely shown does not vouch for somebody else's leaf")
        @Covers("R6698-2.1.1-01")
        void anchorShownBesideAForeignLeaf() {
            Identity impostor = leaf().selfSigned().make().showing(ISSUING.certificate(), ROOT.certificate());
            assertFails(verify(impostor, record(2, 0, 1, ROOT)), Reason.CHAIN_NOT_TRUSTED);

            Identity namesake = CertificateMaker.root("Lab Root").make();
            Identity belowNamesake = leaf().signedBy(namesake).make().showing(ROOT.certificate());
            assertFails(verify(belowNamesake, record(2, 1, 1, ROOT)), Reason.CHAIN_NOT_TRUSTED);
            assertFails(verify(belowNamesake, record(2, 0, 0, ROOT)), Reason.CHAIN_NOT_TRUSTED);
        }

        @Test
        @DisplayName("R7671-5.2.2-01: 2 0 0 matches with the anchor only in DNS, 2 0 1 does not (R7671-5.2.2-02)")
        @Covers({"R7671-5.2.2-01", "R7671-5.2.2-02"})
        void anchorMissing() {
            Identity withoutRoot = SERVER.withoutRoot();
            assertMatches(verify(withoutRoot, record(2, 0, 0, ROOT)), 2);
            assertFails(verify(withoutRoot, record(2, 0, 1, ROOT)), Reason.NO_RECORD_MATCHES);
            assertFails(verify(withoutRoot, record(2, 1, 2, ROOT)), Reason.NO_RECORD_MATCHES);
        }

        @Test
        @DisplayName("R7671-5.2.3-01: 2 1 0 matches with only the key of the anchor in DNS")
        @Covers("R7671-5.2.3-01")
        void bareKey() {
            Identity withoutRoot = SERVER.withoutRoot();
            assertMatches(verify(withoutRoot, record(2, 1, 0, ROOT)), 2);
            assertMatches(verify(SERVER.showingLeafOnly(), record(2, 1, 0, ISSUING)), 1);
            assertFails(verify(withoutRoot, record(2, 1, 0, STRANGER)), Reason.NO_RECORD_MATCHES);
            assertFails(verify(withoutRoot, List.of("other.example"), record(2, 1, 0, ROOT)), Reason.NAME_MISMATCH);
        }

        @Test
        @DisplayName("R7671-5.2.3-01: 2 1 0 with the anchor absent, but the certificate below it expired")
        @Covers("R7671-5.2.3-01")
        void bareKeyAboveExpired() {
            Identity expiredIssuing = CertificateMaker.intermediate("Old CA")
                    .signedBy(ROOT)
                    .expired()
                    .make();
            Identity server = leaf().signedBy(expiredIssuing).make().withoutRoot();
            assertFails(verify(server, record(2, 1, 0, ROOT)), Reason.CHAIN_NOT_IN_DATE);
        }

        @Test
        @DisplayName("R7671-5.2.3-01: 2 1 0 with an RSA key in DNS")
        @Covers("R7671-5.2.3-01")
        void bareRsaKey() {
            Identity rsaRoot =
                    CertificateMaker.root("RSA Root").key(KeyType.RSA_2048).make();
            Identity server = leaf().signedBy(rsaRoot).make().showingLeafOnly();
            assertMatches(verify(server, record(2, 1, 0, rsaRoot)), 1);
        }

        @Test
        @DisplayName("R7671-5.2.3-02: an intermediate as anchor, the root above it expired")
        @Covers("R7671-5.2.3-02")
        void intermediateBelowExpiredRoot() {
            Identity oldRoot = CertificateMaker.root("Old Root").expired().make();
            Identity issuing =
                    CertificateMaker.intermediate("CA").signedBy(oldRoot).make();
            Identity server = leaf().signedBy(issuing).make();
            assertMatches(verify(server, record(2, 0, 1, issuing)), 1);
            assertMatches(verify(server.withoutRoot(), record(2, 1, 1, issuing)), 1);
        }

        @Test
        @DisplayName("R7671-5.2.3-02: the leaf as its own anchor, names and dates still checked")
        @Covers("R7671-5.2.3-02")
        void leafAsAnchor() {
            Identity alone = leaf().selfSigned().make();
            assertMatches(verify(alone, record(2, 0, 1, alone)), 0);
            assertMatches(verify(SERVER.showingLeafOnly(), record(2, 1, 1, SERVER)), 0);
            assertFails(verify(alone, List.of("other.example"), record(2, 0, 1, alone)), Reason.NAME_MISMATCH);
            Identity expired = leaf().expired().make();
            assertFails(verify(expired, record(2, 0, 0, expired)), Reason.CHAIN_NOT_IN_DATE);
        }

        @Test
        @DisplayName("an authority renewed under the same key: the expired certificate shown too does no harm")
        void renewedAuthority() {
            Identity renewed = CertificateMaker.intermediate("Lab Issuing CA")
                    .key(ISSUING.keyPair())
                    .signedBy(ROOT)
                    .expired()
                    .make();
            Identity server = SERVER.showing(renewed.certificate(), ISSUING.certificate(), ROOT.certificate());
            assertMatches(verify(server, record(2, 0, 1, ROOT)), 2);
            assertMatches(verify(server, record(2, 1, 1, ISSUING)), 1);
            assertFails(verify(server, record(2, 0, 1, renewed)), Reason.CHAIN_NOT_IN_DATE);
        }

        @Test
        @Timeout(30)
        @DisplayName("certificates that all name each other as issuer do not keep the verifier busy")
        void chainMadeToKeepBusy() {
            Identity same = CertificateMaker.root("Same").make();
            Identity server = leaf().signedBy(same).forged().make().showing(STRANGER.certificate());
            for (int i = 0; i < 40; i++) {
                server = server.showingToo(CertificateMaker.root("Same").make().certificate());
            }
            assertFails(verify(server, record(2, 0, 0, same)), Reason.CHAIN_NOT_TRUSTED);
            assertFails(verify(server, record(2, 0, 1, STRANGER)), Reason.CHAIN_NOT_TRUSTED);
            assertFails(verify(server, record(2, 1, 0, ROOT)), Reason.NO_RECORD_MATCHES);
        }

        @Test
        @DisplayName("a key too weak for this JVM in the path does not match")
        void weakKey() {
            Identity weakRoot =
                    CertificateMaker.root("Weak").key(KeyType.RSA_512).make();
            Identity server = leaf().signedBy(weakRoot).make();
            assertFails(verify(server, record(2, 0, 1, weakRoot)), Reason.CHAIN_NOT_TRUSTED);
        }
    }

    @Nested
    @DisplayName("R7672-3.1.2-04, R7671-5.2.1-01: DANE-TA, the limits that certificates set")
    class Limits {

        private static Identity authority(Consumer<Extensions> change) {
            return CertificateMaker.root("Limited Root").with(change).make();
        }

        private static Identity two(Identity anchor) {
            return leaf().signedBy(CertificateMaker.intermediate("Authority in between")
                            .signedBy(anchor)
                            .make())
                    .make();
        }

        @ParameterizedTest(name = "selector {0}")
        @ValueSource(ints = {0, 1})
        @Covers("R7672-3.1.2-04")
        void pathLengthOfTheAnchor(int selector) {
            Identity none = authority(extensions -> extensions.pathLength(0));
            Identity one = authority(extensions -> extensions.pathLength(1));
            assertFails(verify(two(none), record(2, selector, 1, none)), Reason.CHAIN_NOT_TRUSTED);
            assertMatches(verify(two(one), record(2, selector, 1, one)), 2);
            Identity direct = leaf().signedBy(none).make();
            assertMatches(verify(direct, record(2, selector, 1, none)), 1);
            assertFails(verify(two(none).withoutRoot(), record(2, 0, 0, none)), Reason.CHAIN_NOT_TRUSTED);
        }

        @Test
        void pathLengthBelowTheAnchor() {
            Identity limited = CertificateMaker.intermediate("Limited")
                    .signedBy(ROOT)
                    .with(extensions -> extensions.pathLength(0))
                    .make();
            assertFails(verify(two(limited), record(2, 0, 1, ROOT)), Reason.CHAIN_NOT_TRUSTED);
        }

        @Test
        @Covers("R7672-3.1.2-04")
        void namesPermittedByTheAnchor() {
            Identity elsewhere = authority(extensions -> extensions.permittedDomains("example.org"));
            Identity here = authority(extensions -> extensions.permittedDomains("example.com"));
            Identity notHere = authority(extensions -> extensions.excludedDomains("example.com"));
            assertFails(verify(two(elsewhere), record(2, 0, 1, elsewhere)), Reason.CHAIN_NOT_TRUSTED);
            assertFails(verify(two(notHere), record(2, 0, 1, notHere)), Reason.CHAIN_NOT_TRUSTED);
            assertMatches(verify(two(here), record(2, 0, 1, here)), 2);
        }

        @Test
        void namesPermittedBelowTheAnchor() {
            Identity elsewhere = CertificateMaker.intermediate("Limited")
                    .signedBy(ROOT)
                    .with(extensions -> extensions.permittedDomains("example.org"))
                    .make();
            Identity server = leaf().signedBy(elsewhere).make();
            assertFails(verify(server, record(2, 0, 1, ROOT)), Reason.CHAIN_NOT_TRUSTED);
            assertFails(verify(server, record(2, 1, 0, ROOT)), Reason.CHAIN_NOT_TRUSTED);
        }

        @Test
        void anAnchorOrIssuerHasToBeAnAuthority() {
            Identity notAuthority = authority(Extensions::notAnAuthority);
            Identity silent = authority(Extensions::withoutBasicConstraints);
            Identity mayNotSign = authority(extensions -> extensions.keyUsage(KeyUsage.digitalSignature));
            for (Identity anchor : List.of(notAuthority, silent, mayNotSign)) {
                Identity server = leaf().signedBy(anchor).make();
                assertFails(verify(server, record(2, 0, 1, anchor)), Reason.CHAIN_NOT_TRUSTED);
            }
            Identity otherServer = CertificateMaker.leaf("evil.example")
                    .commonName("evil")
                    .signedBy(ISSUING)
                    .make();
            Identity belowServer = leaf().signedBy(otherServer).make();
            assertFails(verify(belowServer, record(2, 0, 1, ROOT)), Reason.CHAIN_NOT_TRUSTED);
        }

        @Test
        void purposeHasToBeTlsServer() {
            Identity mailOnly = leaf().signedBy(ROOT)
                    .with(Extensions::forEmailProtectionOnly)
                    .make();
            Identity any = leaf().signedBy(ROOT).with(Extensions::forAnyPurpose).make();
            Identity unsaid = leaf().signedBy(ROOT)
                    .with(Extensions::withoutExtendedKeyUsage)
                    .make();
            assertFails(verify(mailOnly, record(2, 0, 1, ROOT)), Reason.CHAIN_NOT_TRUSTED);
            assertMatches(verify(any, record(2, 0, 1, ROOT)), 1);
            assertMatches(verify(unsaid, record(2, 0, 1, ROOT)), 1);
        }

        @Test
        void unknownCriticalExtensionsAreRefused() {
            Identity odd =
                    leaf().signedBy(ROOT).with(Extensions::unknownCritical).make();
            assertFails(verify(odd, record(2, 0, 1, ROOT)), Reason.CHAIN_NOT_TRUSTED);
            Identity oddAnchor = authority(Extensions::unknownCritical);
            assertFails(verify(two(oddAnchor), record(2, 0, 1, oddAnchor)), Reason.CHAIN_NOT_TRUSTED);
        }
    }

    @Nested
    @DisplayName("DANE-TA, the dates")
    class Dates {

        @Test
        void leafIssuerAndAnchorHaveToBeInDate() {
            Identity expiredLeaf = leaf().signedBy(ROOT).expired().make();
            Identity earlyLeaf = leaf().signedBy(ROOT).notYetValid().make();
            assertFails(verify(expiredLeaf, record(2, 0, 1, ROOT)), Reason.CHAIN_NOT_IN_DATE);
            assertFails(verify(earlyLeaf, record(2, 0, 1, ROOT)), Reason.CHAIN_NOT_IN_DATE);

            Identity oldRoot = CertificateMaker.root("Old Root").expired().make();
            Identity belowOldRoot = leaf().signedBy(oldRoot).make();
            assertFails(verify(belowOldRoot, record(2, 0, 1, oldRoot)), Reason.CHAIN_NOT_IN_DATE);
            assertFails(verify(belowOldRoot.withoutRoot(), record(2, 0, 0, oldRoot)), Reason.CHAIN_NOT_IN_DATE);
        }

        @Test
        @DisplayName("a chain that is neither in date nor sound fails for what is worse")
        void brokenAndExpired() {
            Identity both = leaf().signedBy(ROOT).expired().forged().make();
            assertFails(verify(both, record(2, 0, 1, ROOT)), Reason.CHAIN_NOT_TRUSTED);
        }

        @Test
        @DisplayName("the edges of the validity period belong to it (RFC 5280 section 4.1.2.5)")
        void edges() {
            var certificate = SERVER.certificate();
            var notBefore = certificate.getNotBefore().toInstant();
            var notAfter = certificate.getNotAfter().toInstant();
            TlsaSet records = TlsaSet.of(List.of(record(2, 1, 0, ISSUING)));
            Identity alone = SERVER.showingLeafOnly();
            DaneVerifier verifier = new DaneVerifier();
            assertMatches(verifier.verify(alone.chain(), records, NAMES, notBefore), 1);
            assertMatches(verifier.verify(alone.chain(), records, NAMES, notAfter), 1);
            assertFails(
                    verifier.verify(alone.chain(), records, NAMES, notBefore.minusMillis(1)), Reason.CHAIN_NOT_IN_DATE);
            assertFails(
                    verifier.verify(alone.chain(), records, NAMES, notAfter.plusMillis(1)), Reason.CHAIN_NOT_IN_DATE);
        }
    }

    @Nested
    @DisplayName("R7672-3.2.2, R7672-3.2.3: DANE-TA, the names")
    class NamesOfServer {

        private static DaneResult verifyNames(CertificateMaker maker, String... references) {
            return verify(maker.signedBy(ROOT).make(), List.of(references), record(2, 0, 1, ROOT));
        }

        @Test
        @DisplayName("R7672-3.2.2-01, R7672-3.2.2-04: none of the reference identifiers in the certificate")
        @Covers({"R7672-1.1-01", "R7672-3.2.2-01"})
        void wrongName() {
            assertFails(verifyNames(CertificateMaker.leaf("example.com"), MX), Reason.NAME_MISMATCH);
            assertFails(verifyNames(CertificateMaker.leaf(MX)), Reason.NAME_MISMATCH);
        }

        @ParameterizedTest(name = "R7672-3.2.2-02, -03, -05, -06: {0}")
        @ValueSource(strings = {"mx1.example.com", "example.com", "exchange.example.org"})
        void anyReferenceIdentifierSuffices(String presented) {
            assertMatches(verifyNames(CertificateMaker.leaf(presented), MX, "exchange.example.org", "example.com"), 1);
        }

        @Test
        @DisplayName("R7672-3.2.3-01: CN-ID counts only without any DNS-ID")
        @Covers({"R7672-1.1-01", "R7672-3.2.3-01"})
        void commonName() {
            assertMatches(verifyNames(CertificateMaker.leaf().commonName(MX), MX), 1);
            assertMatches(
                    verifyNames(CertificateMaker.leaf().commonName(MX).with(e -> e.emailAddress("a@example.com")), MX),
                    1);
            assertFails(verifyNames(CertificateMaker.leaf("other.example").commonName(MX), MX), Reason.NAME_MISMATCH);
            assertFails(verifyNames(CertificateMaker.leaf().commonName("a.example", MX), MX), Reason.NAME_MISMATCH);
        }

        @Test
        @DisplayName("R7672-3.2.3-02, -03, -04: wildcards")
        @Covers({"R7672-3.2.3-02", "R7672-3.2.3-03", "R7672-3.2.3-04"})
        void wildcards() {
            assertMatches(verifyNames(CertificateMaker.leaf("*.example.com"), MX), 1);
            assertFails(verifyNames(CertificateMaker.leaf("*.example.com"), "a.b.example.com"), Reason.NAME_MISMATCH);
            assertFails(verifyNames(CertificateMaker.leaf("mx*.example.com"), MX), Reason.NAME_MISMATCH);
            assertFails(verifyNames(CertificateMaker.leaf("*.com"), MX), Reason.NAME_MISMATCH);
        }
    }

    @Nested
    @DisplayName("R7671-8-03, R7671-9: several records")
    class Several {

        @Test
        @DisplayName("R7671-8-03, R7672-4-02: any record suffices, in any order")
        @Covers("R7672-4-02")
        void anyRecordSuffices() {
            TlsaRecord stale = record(3, 1, 1, STRANGER);
            TlsaRecord good = record(3, 1, 1, SERVER);
            assertThat(verify(SERVER, stale, good)).isEqualTo(new Matched(good, 0));
            assertThat(verify(SERVER, good, stale)).isEqualTo(new Matched(good, 0));
            TlsaRecord anchor = record(2, 0, 1, ROOT);
            assertThat(verify(SERVER, stale, anchor)).isEqualTo(new Matched(anchor, 2));
        }

        @Test
        @DisplayName("R6698-2.1.1-03: what only a 1 1 1 record matches is not authenticated")
        @Covers({"R6698-2.1.1-03", "R7672-3.1.3-02"})
        void pkixRecordDoesNotHelp() {
            assertFails(verify(SERVER, record(1, 1, 1, SERVER), record(3, 1, 1, STRANGER)), Reason.NO_RECORD_MATCHES);
            assertFails(verify(SERVER, record(1, 1, 1, SERVER)), Reason.NO_RECORD_MATCHES);
        }

        @Test
        @DisplayName("R7671-9-05: a wrong SHA-512 outweighs a right SHA-256, but not an exact match")
        @Covers("R7671-9-05")
        void strongestDigestDecides() {
            TlsaRecord wrong512 = record(3, 1, 2, STRANGER);
            TlsaRecord right256 = record(3, 1, 1, SERVER);
            assertFails(verify(SERVER, wrong512, right256), Reason.NO_RECORD_MATCHES);
            assertMatches(verify(SERVER, wrong512, right256, record(3, 1, 0, SERVER)), 0);
        }

        @Test
        @DisplayName("R7671-9-06: a wrong SHA-512 of the certificate says nothing about the key")
        @Covers("R7671-9-06")
        void combinationsAreIndependent() {
            assertMatches(verify(SERVER, record(3, 0, 2, STRANGER), record(3, 1, 1, SERVER)), 0);
            assertMatches(verify(SERVER, record(2, 1, 2, STRANGER), record(3, 1, 1, SERVER)), 0);
        }

        @Test
        @DisplayName("R7671-9-04: a malformed SHA-512 does not get in the way")
        @Covers("R7671-9-04")
        void malformedRecordDoesNotDecide() {
            assertMatches(verify(SERVER, new TlsaRecord(3, 1, 2, new byte[1]), record(3, 1, 1, SERVER)), 0);
        }

        @Test
        @DisplayName("R7671-9-03, R7671-9-07: a digest of the future, configured")
        @Covers({"R7671-9-03", "R7671-9-07"})
        void configuredDigest() throws Exception {
            DigestOrder order = new DigestOrder(List.of(new Digest(3, "SHA3-256"), new Digest(1, "SHA-256")));
            byte[] key = TlsaData.of(SERVER.certificate(), 1, 0);
            TlsaRecord right = new TlsaRecord(
                    3, 1, 3, MessageDigest.getInstance("SHA3-256").digest(key));
            TlsaRecord wrong = new TlsaRecord(3, 1, 3, new byte[32]);
            DaneVerifier verifier = new DaneVerifier();
            assertMatches(verifier.verify(SERVER.chain(), TlsaSet.of(List.of(right), order), NAMES, NOW), 0);
            assertFails(
                    verifier.verify(
                            SERVER.chain(), TlsaSet.of(List.of(wrong, record(3, 1, 1, SERVER)), order), NAMES, NOW),
                    Reason.NO_RECORD_MATCHES);
        }

        @Test
        @DisplayName("of several failures the one that came furthest is told")
        void furthestFailureIsTold() {
            Identity expired = leaf().signedBy(ISSUING).expired().make();
            DaneResult result =
                    verify(expired, record(3, 1, 1, STRANGER), record(2, 0, 1, ROOT), record(2, 1, 1, STRANGER));
            assertFails(result, Reason.CHAIN_NOT_IN_DATE);
        }
    }

    @Nested
    @DisplayName("what is not as it should be is no match, and no exception")
    class Unhappy {

        @Test
        void noCertificateOrNoRecord() {
            TlsaSet records = TlsaSet.of(List.of(record(3, 1, 1, SERVER)));
            assertFails(new DaneVerifier().verify(List.of(), records, NAMES, NOW), Reason.NO_CERTIFICATE);
            assertFails(verify(SERVER), Reason.NO_RECORD_MATCHES);
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 3})
        void certificateThatThrows(int usage) {
            var broken = new BrokenCertificate();
            TlsaSet records = TlsaSet.of(List.of(record(usage, 1, 1, ROOT), record(usage, 0, 0, ROOT)));
            DaneResult result = new DaneVerifier().verify(List.of(broken, ROOT.certificate()), records, NAMES, NOW);
            assertThat(result).isInstanceOf(NotMatched.class);
        }

        @Test
        void detailNamesRecordAndCertificateWithoutControlCharacters() {
            Identity nasty = CertificateMaker.leaf("mx.example\r\nfake log line")
                    .commonName("x\r\ny")
                    .signedBy(ROOT)
                    .make();
            NotMatched result = (NotMatched) verify(nasty, record(2, 0, 1, ROOT));
            assertThat(result.detail()).contains("2 0 1 ", "mx.example??fake log line", MX, "serial");
            assertThat(result.detail()).doesNotContain("\r", "\n");
        }
    }
}
