package org.requiretls.james.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.pki.CertificateMaker;

@DisplayName("R9525-6.3, R7672-3.2.3: names in certificates")
class NamesTest {

    private static final String MX = "mx1.example.com";

    private static boolean covers(String presented, String reference) {
        return ReferenceIdentifiers.of(List.of(reference))
                .firstPresentedBy(new PresentedIdentifiers(List.of(presented)))
                .isPresent();
    }

    static Stream<Arguments> pairsThatMatch() {
        return Stream.of(
                arguments("R9525-6.3-01 same", "mx1.example.com", "mx1.example.com"),
                arguments("R9525-6.3-01 case of reference", "mx1.example.com", "MX1.Example.COM"),
                arguments("R9525-6.3-01 case of certificate", "MX1.Example.COM", "mx1.example.com"),
                arguments("R9525-6.3-01 trailing dot of reference", "mx1.example.com", "mx1.example.com."),
                arguments("R9525-6.3-01 trailing dot of certificate", "mx1.example.com.", "mx1.example.com"),
                arguments("R9525-6.3-01 U-label of reference", "mx.xn--bcher-kva.example", "mx.bücher.example"),
                arguments("R9525-6.3-01 U-label in capitals", "mx.xn--bcher-kva.example", "mx.BÜCHER.example"),
                arguments("R9525-6.3-01 A-label of reference", "mx.xn--bcher-kva.example", "mx.XN--BCHER-KVA.example"),
                arguments("underscore, as some hosts have", "mx_1.example.com", "mx_1.example.com"),
                arguments("R7672-3.2.3-02 wildcard", "*.example.com", "mx1.example.com"),
                arguments("R7672-3.2.3-02 wildcard, case", "*.EXAMPLE.com", "mx1.example.COM"),
                arguments("R7672-3.2.3-02 wildcard over an A-label", "*.example.com", "bücher.example.com"),
                arguments("R7672-3.2.3-02 wildcard, trailing dot", "*.example.com.", "mx1.example.com"),
                arguments("R9525-6.3-03 wildcard below a sub-domain", "*.b.example.com", "a.b.example.com"));
    }

    @ParameterizedTest(name = "{0}: {1} covers {2}")
    @MethodSource("pairsThatMatch")
    @Covers({"R9525-6.3-01", "R9525-6.3-02", "R7672-3.2.3-02"})
    void matches(String ids, String presented, String reference) {
        assertThat(covers(presented, reference)).isTrue();
    }

    static Stream<Arguments> pairsThatDoNot() {
        return Stream.of(
                arguments("other host", "mx2.example.com", MX),
                arguments("parent", "example.com", MX),
                arguments("child", "a.mx1.example.com", MX),
                arguments("suffix without label border", "1.example.com", MX),
                arguments("R9525-6.3-03 wildcard over two labels", "*.example.com", "a.b.example.com"),
                arguments("R9525-6.3-03 wildcard over no label", "*.example.com", "example.com"),
                arguments("R7672-3.2.3-04 wildcard over several labels", "*.com", MX),
                arguments("wildcard for a top-level domain", "*.com", "example.com"),
                arguments("wildcard alone", "*", "localhost"),
                arguments("R7672-3.2.3-03 partial wildcard", "mx*.example.com", MX),
                arguments("R7672-3.2.3-03 partial wildcard", "*1.example.com", MX),
                arguments("R7672-3.2.3-03 partial wildcard", "m*1.example.com", MX),
                arguments("R9525-6.3-02 wildcard not left-most", "mx1.*.com", MX),
                arguments("R9525-6.3-02 two wildcards", "*.*.com", MX),
                arguments("R9525-6.3-02 double star", "**.example.com", MX),
                arguments("wildcard in the reference", "mx1.example.com", "*.example.com"),
                arguments("wildcard in both", "*.example.com", "*.example.com"),
                arguments("embedded NUL", "mx1.example.com\0.evil.example", MX),
                arguments("trailing NUL", "mx1.example.com\0", MX),
                arguments("NUL behind wildcard", "*.example.com\0.evil.example", MX),
                arguments("NUL in the reference", "mx1.example.com", "mx1.example.com\0"),
                arguments("line break", "mx1.example.com\n", MX),
                arguments("blank", " mx1.example.com", MX),
                arguments("two trailing dots", "mx1.example.com..", MX),
                arguments("empty label", "mx1..example.com", MX),
                arguments("leading dot", ".example.com", MX),
                arguments("empty", "", MX),
                arguments("empty reference", "", ""),
                arguments("root as reference", ".", "."),
                arguments("address as name", "192.0.2.1", "192.0.2.1"),
                arguments("address below wildcard", "*.0.2.1", "192.0.2.1"),
                arguments("address literal", "[192.0.2.1]", "[192.0.2.1]"),
                arguments("U-label in the certificate", "mx.bücher.example", "mx.bücher.example"),
                arguments("Kelvin sign is no k", "\u212Aiwi.example.com", "kiwi.example.com"),
                arguments("dotless i is no i", "m\u0131x.example.com", "mix.example.com"));
    }

    @ParameterizedTest(name = "{0}: {1} does not cover {2}")
    @MethodSource("pairsThatDoNot")
    @Covers({"R9525-6.3-02", "R9525-6.3-03", "R7672-3.2.3-03", "R7672-3.2.3-04"})
    void doesNotMatch(String ids, String presented, String reference) {
        assertThat(covers(presented, reference)).isFalse();
    }

    @Test
    @DisplayName("names of the greatest length still compare, longer ones do not, and none takes long")
    void lengths() {
        String label = "a".repeat(63);
        String longest = String.join(".", label, label, label, "a".repeat(61));
        assertThat(covers(longest, longest)).isTrue();
        assertThat(covers("a" + longest, "a" + longest)).isFalse();
        assertThat(covers("a" + label + ".example", "a" + label + ".example")).isFalse();
        String endless = "a.".repeat(100_000) + "!";
        assertThat(covers(endless, endless)).isFalse();
        assertThat(covers("-".repeat(100_000), "-".repeat(100_000))).isFalse();
    }

    @Test
    @DisplayName("R7672-3.2.3-01: DNS-IDs alone count where there are any, of all other types none")
    @Covers("R7672-3.2.3-01")
    void namesOfACertificate() throws Exception {
        X509Certificate both = CertificateMaker.leaf("a.example", "*.b.example")
                .commonName(MX)
                .make()
                .certificate();
        assertThat(PresentedIdentifiers.of(both, CommonNameUse.WITHOUT_DNS_ID).names())
                .containsExactly("a.example", "*.b.example");

        X509Certificate otherTypes = CertificateMaker.leaf()
                .commonName(MX)
                .with(extensions -> extensions.ipAddress("192.0.2.1").emailAddress("postmaster@example.com"))
                .make()
                .certificate();
        assertThat(PresentedIdentifiers.of(otherTypes, CommonNameUse.NEVER).names())
                .isEmpty();
        assertThat(PresentedIdentifiers.of(otherTypes, CommonNameUse.WITHOUT_DNS_ID)
                        .names())
                .containsExactly(MX);
    }

    @Test
    @DisplayName("OD-06: of several common names none counts; without a common name there is none")
    void commonNames() throws Exception {
        X509Certificate several =
                CertificateMaker.leaf().commonName("a.example", MX).make().certificate();
        X509Certificate none = CertificateMaker.leaf().make().certificate();
        assertThat(PresentedIdentifiers.of(several, CommonNameUse.WITHOUT_DNS_ID)
                        .names())
                .isEmpty();
        assertThat(PresentedIdentifiers.of(none, CommonNameUse.WITHOUT_DNS_ID).names())
                .isEmpty();
    }

    @ParameterizedTest(name = "common name \"{0}\" is taken literally")
    @ValueSource(strings = {"mx1.example.com\0.evil", "a,CN=mx1.example.com", "a+CN=mx1.example.com", "#0403020101"})
    void commonNameIsTakenLiterally(String name) throws Exception {
        X509Certificate certificate =
                CertificateMaker.leaf().commonName(name).make().certificate();
        PresentedIdentifiers presented = PresentedIdentifiers.of(certificate, CommonNameUse.WITHOUT_DNS_ID);
        assertThat(presented.names()).containsExactly(name);
        assertThat(presented.include(MX)).isFalse();
    }

    @Test
    @DisplayName("R7672-3.2.3-01: alternative names that cannot be read do not make way for the common name")
    @Covers("R7672-3.2.3-01")
    void unreadableAlternativeNames() {
        X509Certificate unreadable = CertificateMaker.leaf()
                .commonName(MX)
                .with(extensions -> extensions.unreadableAlternativeNames())
                .make()
                .certificate();
        assertThatThrownBy(() -> PresentedIdentifiers.of(unreadable, CommonNameUse.WITHOUT_DNS_ID))
                .isInstanceOf(CertificateParsingException.class);
    }
}
