package org.requiretls.james.integration;

import java.util.List;
import java.util.function.UnaryOperator;
import org.requiretls.james.lab.peers.Algorithm;
import org.requiretls.james.lab.peers.Delegation;
import org.requiretls.james.lab.peers.Denial;
import org.requiretls.james.lab.peers.Validity;
import org.requiretls.james.lab.peers.ZonePlan;

/** The zones that the table {@code independent-dnssec.csv} asks about. */
final class IndependentZones {

    private static final String DIGEST = "ab".repeat(32);

    /** What a mail domain may have: hosts with and without TLSA records, aliases to everywhere, wildcards. */
    private static final String MAIL_DOMAIN = """
            @ MX 10 mx
            @ MX 20 backup
            @ TXT "v=spf1 mx -all"
            mx A 192.0.2.1
            backup A 192.0.2.2
            _25._tcp.mx TLSA 3 1 1 %1$s
            _25._tcp.mx TLSA 2 1 1 %1$s
            _25._tcp.backup CNAME tlsa.backup
            tlsa.backup TLSA 3 1 1 %1$s
            silent MX 0 .
            alias CNAME mx
            long CNAME alias
            dangling CNAME nowhere
            abroad CNAME mx.nsec.test.
            fallback CNAME without-tlsa
            _25._tcp.fallback TLSA 3 1 1 %1$s
            without-tlsa A 192.0.2.10
            to-plain CNAME mx.plain.test.
            _25._tcp.to-plain TLSA 3 1 1 %1$s
            to-plain-nothing CNAME nowhere.plain.test.
            to-altered CNAME altered.altered.test.
            to-expired CNAME expired.test.
            to-plain-to-altered CNAME to-altered.plain.test.
            *.wild MX 10 mx
            *.wild-host A 192.0.2.3
            _25._tcp.host.wild-host TLSA 3 1 1 %1$s
            any-port A 192.0.2.8
            *._tcp.any-port TLSA 3 1 1 %1$s
            *.wild-alias CNAME mx
            tree DNAME nsec.test.
            """.formatted(DIGEST);

    private IndependentZones() {}

    static List<ZonePlan> plans() {
        return List.of(
                ZonePlan.signed(".", Algorithm.RSASHA256, Denial.NSEC),
                ZonePlan.signed("test.", Algorithm.ECDSAP256SHA256, Denial.NSEC),
                mailDomain("nsec.test.", Algorithm.ECDSAP256SHA256, Denial.NSEC),
                mailDomain("nsec3.test.", Algorithm.RSASHA256, Denial.NSEC3),
                mailDomain("salted.test.", Algorithm.ECDSAP384SHA384, Denial.NSEC3_SALTED)
                        .delegation(Delegation.SECURE_SHA384),
                mailDomain("optout.test.", Algorithm.ED25519, Denial.NSEC3_OPT_OUT),
                mailDomain("signed.optout.test.", Algorithm.ECDSAP256SHA256, Denial.NSEC3),
                ZonePlan.unsigned("unsigned.optout.test.").records(MAIL_DOMAIN),
                ZonePlan.unsigned("plain.test.").records(MAIL_DOMAIN),
                // A DS record in an unsigned zone proves nothing.
                mailDomain("signed.plain.test.", Algorithm.ECDSAP256SHA256, Denial.NSEC),
                mailDomain("island.test.", Algorithm.ECDSAP256SHA256, Denial.NSEC)
                        .delegation(Delegation.INSECURE),
                address("expired.test.").validity(Validity.past()),
                address("future.test.").validity(Validity.future()),
                address("stranger.test.").delegation(Delegation.STRANGE_KEY),
                altered("altered.test.", Denial.NSEC),
                altered("altered3.test.", Denial.NSEC3));
    }

    private static ZonePlan mailDomain(String origin, Algorithm algorithm, Denial denial) {
        return ZonePlan.signed(origin, algorithm, denial).records(MAIL_DOMAIN);
    }

    private static ZonePlan address(String origin) {
        return ZonePlan.signed(origin, Algorithm.ECDSAP256SHA256, Denial.NSEC).records("@ A 192.0.2.4\n");
    }

    /** One record set is not what was signed, two have lost their signatures, and the proofs of absence are gone. */
    private static ZonePlan altered(String origin, Denial denial) {
        UnaryOperator<String> alteration = text -> text.lines()
                .filter(line -> !line.matches("(unsigned|_25\\._tcp\\.lost)\\..*\\sRRSIG\\s.*"))
                .filter(line -> !line.matches(".*\\sNSEC3?\\s.*"))
                .map(line -> line.replace("192.0.2.5", "192.0.2.66"))
                .reduce("", (all, line) -> all + line + "\n");
        return ZonePlan.signed(origin, Algorithm.ECDSAP256SHA256, denial)
                .records("""
                        sound A 192.0.2.4
                        altered A 192.0.2.5
                        unsigned A 192.0.2.6
                        _25._tcp.sound TLSA 3 1 1 %1$s
                        lost A 192.0.2.7
                        _25._tcp.lost TLSA 3 1 1 %1$s
                        *.wild A 192.0.2.9
                        """.formatted(DIGEST))
                .afterSigning(alteration);
    }
}
