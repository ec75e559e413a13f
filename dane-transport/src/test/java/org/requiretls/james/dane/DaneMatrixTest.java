package org.requiretls.james.dane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.dane.Lab.ISSUING;
import static org.requiretls.james.dane.Lab.MX;
import static org.requiretls.james.dane.Lab.ROOT;
import static org.requiretls.james.dane.Lab.SERVER;
import static org.requiretls.james.dane.Lab.STRANGER;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.requiretls.james.dane.DaneResult.Matched;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;

/**
 * Every usage, selector and matching type, for every certificate that could be published, against every shape in which
 * servers show chains. What is expected follows from three sentences in {@link Case#shouldMatch}.
 */
class DaneMatrixTest {

    private static final Identity OTHER_ROOT =
            CertificateMaker.root("Other Root").make();
    private static final Identity CROSS_SIGNED = CertificateMaker.intermediate("Lab Issuing CA")
            .key(ISSUING.keyPair())
            .signedBy(OTHER_ROOT)
            .make();
    private static final Identity ALONE = CertificateMaker.leaf(MX).selfSigned().make();
    private static final Identity DIRECT =
            CertificateMaker.leaf(MX).signedBy(ROOT).make();

    /**
     * A chain as shown, and the chain of issuers as it is.
     *
     * @param wayUp from the leaf up, each really issued by the next
     */
    record Shape(String name, Identity shown, List<X509Certificate> wayUp) {
        @Override
        public String toString() {
            return name;
        }
    }

    record Case(Shape shape, int usage, int selector, int matchingType, int target) {

        boolean isAboutStranger() {
            return target == shape.wayUp().size();
        }

        X509Certificate targetCertificate() {
            return isAboutStranger() ? STRANGER.certificate() : shape.wayUp().get(target);
        }

        boolean shouldMatch() {
            if (isAboutStranger() || usage < 2) {
                return false;
            }
            if (usage == 3) {
                return target == 0;
            }
            boolean everythingBelowIsShown =
                    shape.shown().chain().containsAll(shape.wayUp().subList(0, target));
            boolean targetIsKnown = matchingType == 0 || shape.shown().chain().contains(targetCertificate());
            return everythingBelowIsShown && targetIsKnown;
        }

        @Override
        public String toString() {
            String about = isAboutStranger() ? "a stranger" : "certificate " + target;
            return usage + " " + selector + " " + matchingType + " of " + about + ", " + shape;
        }
    }

    private static List<Shape> shapes() {
        X509Certificate issuing = ISSUING.certificate();
        X509Certificate root = ROOT.certificate();
        X509Certificate crossed = CROSS_SIGNED.certificate();
        X509Certificate otherRoot = OTHER_ROOT.certificate();
        List<X509Certificate> wayUp = SERVER.chain();
        List<X509Certificate> otherWayUp = List.of(SERVER.certificate(), crossed, otherRoot);
        return List.of(
                new Shape("self-signed leaf", ALONE, ALONE.chain()),
                new Shape("leaf and root", DIRECT, DIRECT.chain()),
                new Shape("whole chain", SERVER, wayUp),
                new Shape("without root", SERVER.withoutRoot(), wayUp),
                new Shape("leaf alone", SERVER.showingLeafOnly(), wayUp),
                new Shape("intermediate missing", SERVER.showing(root), wayUp),
                new Shape("upside down", SERVER.showing(root, issuing), wayUp),
                new Shape("with a stranger in between", SERVER.showing(OTHER_ROOT.certificate(), issuing, root), wayUp),
                new Shape("leaf twice", SERVER.showing(SERVER.certificate(), issuing, root), wayUp),
                new Shape("cross-signed, own way", SERVER.showing(issuing, crossed, root, otherRoot), wayUp),
                new Shape("cross-signed, other way", SERVER.showing(issuing, crossed, root, otherRoot), otherWayUp),
                new Shape("cross-signed, other way alone", SERVER.showing(crossed, otherRoot), otherWayUp));
    }

    @TestFactory
    @Covers({"R6698-2.1.1-01", "R6698-2.1.3-01", "R6698-6-01", "R6698-6-02", "R7671-5.2.3-02"})
    Stream<DynamicTest> everyCombination() {
        return shapes().stream()
                .flatMap(shape -> numbers(0, 3)
                        .flatMap(usage -> numbers(0, 1)
                                .flatMap(selector -> numbers(0, 2)
                                        .flatMap(matching -> numbers(
                                                        0, shape.wayUp().size())
                                                .map(target -> new Case(shape, usage, selector, matching, target))))))
                .map(each -> DynamicTest.dynamicTest(each.toString(), () -> check(each)));
    }

    private static Stream<Integer> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed();
    }

    private static void check(Case each) {
        TlsaRecord record = Lab.record(each.usage(), each.selector(), each.matchingType(), each.targetCertificate());
        DaneResult result = Lab.verify(each.shape().shown(), record);
        if (each.shouldMatch()) {
            assertThat(result).isEqualTo(new Matched(record, each.target()));
        } else {
            assertThat(result).isNotInstanceOf(Matched.class);
        }
    }
}
