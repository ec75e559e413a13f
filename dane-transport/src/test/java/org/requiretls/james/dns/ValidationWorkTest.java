package org.requiretls.james.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.dns.DnsAnswer.Failed;
import org.requiretls.james.lab.dns.LabDns;
import org.requiretls.james.lab.dns.LabZone;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Whoever owns a domain can send this server mail that has to be answered, and so make it look that domain up. */
class ValidationWorkTest {

    @TempDir
    Path folder;

    private LabDns dns;
    private DnsClient client;

    @BeforeEach
    void start() throws IOException {
        dns = LabDns.start();
        client = new DnsClient(DnsSettings.defaults()
                .withResolvers(List.of(dns.address()))
                .withTrustAnchors(dns.trustAnchorFile(folder.resolve("anchors")))
                .withTimeout(Duration.ofSeconds(20)));
    }

    @AfterEach
    void stop() {
        client.close();
        dns.close();
    }

    private DnsAnswer<DnsRecord.Address> ask(String name) {
        return client.lookup(name, RecordType.A).join();
    }

    private int verificationsFor(Supplier<DnsAnswer<?>> lookup, Consumer<DnsAnswer<?>> check) {
        try (CountedVerifications verifications = CountedVerifications.start()) {
            check.accept(lookup.get());
            return verifications.count();
        }
    }

    private static Consumer<DnsAnswer<?>> bogus(String reason) {
        return answer -> {
            assertThat(answer.security()).isNotIn(SecurityStatus.SECURE, SecurityStatus.INSECURE);
            assertThat(((Failed<?>) answer).reason()).contains(reason).hasSizeLessThan(450);
        };
    }

    @Test
    void anHonestZoneTakesAFewVerifications() {
        dns.publish(dns.zone("trap.test").address("mx.trap.test", "127.0.0.2"));

        int count = verificationsFor(
                () -> ask("mx.trap.test"),
                answer -> assertThat(answer.isSecure()).isTrue());

        assertThat(count).isBetween(3, 8);
    }

    @DisplayName("CVE-2023-50387: the work does not grow with the keys of one tag, nor with the signatures")
    @ParameterizedTest
    @CsvSource({"1, 7", "3, 60", "25, 3", "25, 30", "2, 500", "0, 500", "300, 2"})
    void keysTimesSignatures(int keys, int signatures) {
        dns.publish(dns.zone("trap.test")
                .impostorKeys(keys)
                .worthlessSignatures(signatures)
                .address("mx.trap.test", "127.0.0.2"));

        int count = verificationsFor(() -> ask("mx.trap.test"), bogus("mx.trap.test A: "));

        assertThat(count).isLessThanOrEqualTo(45);
    }

    @Test
    void keysWithoutNumber() {
        dns.publish(dns.zone("trap.test").address("mx.trap.test", "127.0.0.2"));
        dns.tamper("trap.test", "DNSKEY", response -> {
            for (int i = 0; i < ValidationWork.MOST_KEYS; i++) {
                response.addRecord(
                        Forgery.record("trap.test", Type.DNSKEY, (256 + i) + " 3 13 " + "AAAA".repeat(22)),
                        Section.ANSWER);
            }
            return response;
        });

        assertThat(ask("mx.trap.test")).satisfies(bogus("33 keys in one response, at most 32"));
    }

    @DisplayName("Record sets without number, each with a good signature, are not worked through")
    @ParameterizedTest
    @ValueSource(ints = {20, 63, 300})
    void proofsWithoutNumber(int proofs) {
        LabZone zone = dns.zone("trap.test").address("mx.trap.test", "127.0.0.2");
        IntStream.range(0, proofs).forEach(i -> zone.address("h" + i + ".trap.test", "127.0.0.2"));
        dns.publish(zone);
        ask("mx.trap.test");
        List<Record> nsecs = records("trap.test", Type.NSEC);
        dns.tamper(
                "nosuch.trap.test",
                "A",
                response -> Forgery.withAuthority(
                        Forgery.answering(response, Rcode.NXDOMAIN), nsecs.toArray(Record[]::new)));
        boolean fits = nsecs.size() / 2 <= ValidationWork.MOST_SIGNATURES;

        int count = verificationsFor(
                () -> ask("nosuch.trap.test"),
                fits ? answer -> assertThat(answer.isSecure()).isTrue() : bogus("makes too much work"));

        assertThat(count).isLessThanOrEqualTo(fits ? proofs + 3 : 0);
    }

    /** The record sets of a type in a zone, with their signatures. */
    private List<Record> records(String zone, int type) {
        byte[] text = dns.zoneFile(zone).orElseThrow().getBytes(StandardCharsets.UTF_8);
        List<Record> records = new ArrayList<>();
        try (Master master = new Master(new ByteArrayInputStream(text), Name.root, 30)) {
            for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
                boolean wanted = record.getType() == type
                        || record instanceof RRSIGRecord signature && signature.getTypeCovered() == type;
                if (wanted) {
                    records.add(record);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return records;
    }

    @DisplayName("RFC 9276 section 3.2: proofs by hashes are checked up to a limit, and fail beyond it")
    @ParameterizedTest(name = "{0} iterations: {1}")
    @CsvSource({"0, SECURE", "1, SECURE", "101, SECURE", "500, SECURE", "501, BOGUS", "65535, BOGUS"})
    void iterations(int iterations, SecurityStatus expected) {
        dns.publish(dns.zone("hashed.test")
                .nsec3(iterations, "ab")
                .address("mx.hashed.test", "127.0.0.2")
                .address("*.wild.hashed.test", "127.0.0.3"));

        assertThat(ask("mx.hashed.test").security()).isEqualTo(SecurityStatus.SECURE);
        assertThat(ask("nosuch.hashed.test").security()).isEqualTo(expected);
        assertThat(ask("hashed.test").security()).isEqualTo(expected);
        assertThat(ask("x.wild.hashed.test").security()).isEqualTo(expected);
        if (expected == SecurityStatus.BOGUS) {
            Failed<?> failed = (Failed<?>) ask("nosuch.hashed.test");
            assertThat(failed.extendedError()).hasValue(27);
            assertThat(failed.reason()).contains(iterations + " times over");
        }
    }

    @DisplayName("CVE-2023-50868: a delegation is not looked for by endless hashing either")
    @Test
    void iterationsOfADelegation() {
        dns.publish(
                dns.zone("hashed.test").nsec3(501, ""),
                dns.zone("plain.hashed.test").unsigned().address("mx.plain.hashed.test", "127.0.0.2"));

        assertThat(ask("mx.plain.hashed.test")).satisfies(bogus("501 times over"));
    }

    @DisplayName("RFC 5155 section 8.2: old and new NSEC3 records mixed do not make a zone insecure")
    @ParameterizedTest
    @CsvSource({"0, aa, 0, bb", "0, '', 0, bb", "1, aa, 2, aa"})
    void mixedParameters(int iterations, String salt, int laterIterations, String laterSalt) {
        dns.publish(dns.zone("hashed.test").nsec3(iterations, salt).address("mx.hashed.test", "127.0.0.2"));
        List<Record> replay = records("hashed.test", Type.NSEC3);
        dns.publish(dns.zone("hashed.test")
                .nsec3(laterIterations, laterSalt)
                .address("mx.hashed.test", "127.0.0.2")
                .tlsa("mx.hashed.test", 25, "3 1 1 " + "ab".repeat(32)));
        replay.addAll(records("hashed.test", Type.NSEC3));
        String tlsa = "_25._tcp.mx.hashed.test";
        dns.tamper(
                tlsa,
                "TLSA",
                response -> Forgery.withAuthority(
                        Forgery.answering(response, Rcode.NXDOMAIN), replay.toArray(Record[]::new)));

        assertThat(client.lookup(tlsa, RecordType.TLSA).join()).satisfies(bogus("in different ways"));
    }

    @DisplayName("A proof that takes more hashes than the validator does is no proof, and no sign of an unsigned zone")
    @ParameterizedTest
    @CsvSource({"a.b.c, SECURE", "1.2.3.4.5, SECURE", "1.2.3.4.5.6, INDETERMINATE", "1.2.3.4.5.6.7, BOGUS"})
    void deepNames(String below, SecurityStatus expected) {
        dns.publish(dns.zone("hashed.test").nsec3(0, "").address("mx.hashed.test", "127.0.0.2"));

        assertThat(ask(below + ".hashed.test").security()).isEqualTo(expected);
    }
}
