package org.requiretls.james.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.requiretls.james.dns.DnsAnswer.Failed;
import org.requiretls.james.dns.DnsAnswer.Found;
import org.requiretls.james.dns.DnsAnswer.NoData;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.dns.Fault;
import org.requiretls.james.lab.dns.LabDns;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * An attacker between the resolver and us, who can write what he likes but has no keys. Whatever he does to answers
 * of a signed zone may make the lookup fail; it may not make it insecure, for that would switch DANE off.
 */
@DisplayName("R7672-2.1.1-02: a forger cannot turn secure into insecure")
class HostileAnswersTest {

    private static final String TLSA_NAME = "_25._tcp.mx.good.test";
    private static final Record FORGED_TLSA = Forgery.record(TLSA_NAME, Type.TLSA, "3 1 1 " + "ee".repeat(32));

    @TempDir
    Path folder;

    private LabDns dns;
    private DnsClient client;

    @BeforeEach
    void start() throws IOException {
        dns = LabDns.start();
        dns.publish(
                dns.zone("good.test")
                        .address("mx.good.test", "127.0.0.2")
                        .tlsa("mx.good.test", 25, "3 1 1 " + "ab".repeat(32)),
                dns.zone("plain.test").unsigned().address("plain.test", "127.0.0.9"));
        client = client(Duration.ofSeconds(8));
    }

    private DnsClient client(Duration timeout) throws IOException {
        return new DnsClient(DnsSettings.defaults()
                .withResolvers(List.of(dns.address()))
                .withTrustAnchors(dns.trustAnchorFile(folder.resolve("anchors")))
                .withTimeout(timeout));
    }

    @AfterEach
    void stop() {
        client.close();
        dns.close();
    }

    private DnsAnswer<DnsRecord.Tlsa> askTlsa() {
        return client.lookup(TLSA_NAME, RecordType.TLSA).join();
    }

    private void assertThatTheLookupFails() {
        assertThat(askTlsa()).isInstanceOf(Failed.class);
    }

    @Test
    void withoutForgeryTheRecordIsSecure() {
        assertThat(askTlsa().isSecure()).isTrue();
    }

    @Test
    @Covers("R7672-2.1.1-06")
    void strippedSignatures() {
        dns.tamper(TLSA_NAME, "TLSA", Forgery::unsigned);

        assertThatTheLookupFails();
    }

    @Test
    void aRecordSignedInTheNameOfAnUnsignedZone() {
        dns.tamper(
                TLSA_NAME,
                "TLSA",
                response -> Forgery.answering(
                        response, Rcode.NOERROR, FORGED_TLSA, Forgery.signatureBy("plain.test", FORGED_TLSA)));

        assertThatTheLookupFails();
    }

    @Test
    void aDenialFromAnUnsignedZone() {
        dns.tamper(
                TLSA_NAME,
                "TLSA",
                response -> Forgery.withAuthority(
                        Forgery.answering(response, Rcode.NOERROR), Forgery.unsignedSoa("plain.test")));
        assertThatTheLookupFails();

        dns.tamper(
                TLSA_NAME,
                "TLSA",
                response -> Forgery.withAuthority(
                        Forgery.answering(response, Rcode.NXDOMAIN), Forgery.unsignedSoa("plain.test")));
        assertThatTheLookupFails();
    }

    @Test
    void aDenialWithAProofSignedInTheNameOfAnUnsignedZone() {
        Record nsec = Forgery.record("plain.test", Type.NSEC, "z.plain.test. A RRSIG NSEC");
        dns.tamper(
                TLSA_NAME,
                "TLSA",
                response -> Forgery.withAuthority(
                        Forgery.answering(response, Rcode.NOERROR), nsec, Forgery.signatureBy("plain.test", nsec)));

        assertThatTheLookupFails();
    }

    @Test
    void aDenialWithoutAnything() {
        dns.tamper(TLSA_NAME, "TLSA", response -> Forgery.answering(response, Rcode.NOERROR));
        assertThatTheLookupFails();

        dns.tamper(TLSA_NAME, "TLSA", response -> Forgery.answering(response, Rcode.NXDOMAIN));
        assertThatTheLookupFails();
    }

    @Test
    void aDenialWithoutAnythingIsFineInAnUnsignedZone() {
        dns.tamper("plain.test", "MX", response -> Forgery.answering(response, Rcode.NOERROR));

        assertThat(client.lookup("plain.test", RecordType.MX).join())
                .isEqualTo(new NoData<>(SecurityStatus.INSECURE, List.of(), 0));
    }

    @Test
    void anUnsignedRecordSetOfAnotherZoneBesideTheAnswer() {
        dns.tamper(
                TLSA_NAME,
                "TLSA",
                response -> Forgery.withAuthority(
                        response,
                        Forgery.unsignedSoa("plain.test"),
                        Forgery.record("plain.test", Type.NS, "ns.plain.test.")));

        assertThat(askTlsa()).isInstanceOf(Found.class);
        assertThat(askTlsa().isSecure()).isTrue();
    }

    @Test
    void anAliasIntoAnUnsignedZone() {
        Record alias = Forgery.record(TLSA_NAME, Type.CNAME, "plain.test.");
        dns.tamper(TLSA_NAME, "TLSA", response -> Forgery.answering(response, Rcode.NOERROR, alias));
        assertThatTheLookupFails();

        dns.tamper(
                TLSA_NAME,
                "TLSA",
                response ->
                        Forgery.answering(response, Rcode.NOERROR, alias, Forgery.signatureBy("plain.test", alias)));
        assertThatTheLookupFails();
    }

    @Test
    void aDenialWhileTheKeysAreHeldBack() throws IOException {
        dns.tamper(
                TLSA_NAME,
                "TLSA",
                response -> Forgery.withAuthority(
                        Forgery.answering(response, Rcode.NOERROR), Forgery.unsignedSoa("good.test")));
        for (Fault fault : List.of(Fault.DROP, Fault.SERVFAIL, Fault.GARBLE)) {
            for (String zone : List.of("good.test", ".")) {
                dns.fault(zone, "DNSKEY", fault);
                try (DnsClient cold = client(Duration.ofMillis(400))) {
                    DnsAnswer<DnsRecord.Tlsa> answer =
                            cold.lookup(TLSA_NAME, RecordType.TLSA).join();

                    assertThat(answer).as(zone + " " + fault).isInstanceOf(Failed.class);
                    assertThat(answer.security()).isIn(SecurityStatus.INDETERMINATE, SecurityStatus.BOGUS);
                }
                dns.mend(zone, "DNSKEY");
            }
        }
    }

    @Test
    void keysThatAreHeldBackAreNotCalledBogus() throws IOException {
        dns.fault("good.test", "DNSKEY", Fault.SERVFAIL);

        DnsAnswer<DnsRecord.Tlsa> answer = askTlsa();

        assertThat(answer.security()).isEqualTo(SecurityStatus.INDETERMINATE);
        assertThat(((Failed<?>) answer).reason()).contains("good.test. DNSKEY").contains("SERVFAIL");
    }

    @Test
    void aForgedDelegationToAnUnsignedChild() {
        dns.tamper(
                "good.test",
                "DS",
                response ->
                        Forgery.withAuthority(Forgery.answering(response, Rcode.NOERROR), Forgery.unsignedSoa(".")));
        dns.tamper(TLSA_NAME, "TLSA", response -> Forgery.answering(response, Rcode.NOERROR, FORGED_TLSA));

        assertThatTheLookupFails();
    }

    @Test
    void theParentsProofAtTheCutUsedForANameBelowIt() throws IOException {
        Message[] forged = new Message[1];
        List<Record> replay = new ArrayList<>(proofsOfTheRoot("good.test."));
        replay.addAll(proofsOfTheRoot("."));
        for (int rcode : List.of(Rcode.NXDOMAIN, Rcode.NOERROR)) {
            dns.tamper(TLSA_NAME, "TLSA", response -> {
                forged[0] = Forgery.withAuthority(Forgery.answering(response, rcode), replay.toArray(Record[]::new));
                return forged[0];
            });

            assertThatTheLookupFails();
            assertThat(forged[0]).isNotNull();
        }
    }

    /** Genuine NSEC and SOA records of the root zone at one name, with their signatures. */
    private List<Record> proofsOfTheRoot(String owner) throws IOException {
        byte[] zoneFile = dns.zoneFile(".").orElseThrow().getBytes(StandardCharsets.UTF_8);
        List<Record> records = new ArrayList<>();
        try (Master master = new Master(new ByteArrayInputStream(zoneFile), Name.root, 30)) {
            for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
                records.add(record);
            }
        }
        List<Record> proofs = Stream.of(Type.SOA, Type.NSEC)
                .flatMap(type -> records.stream()
                        .filter(record -> record.getName().equals(Forgery.name(owner)))
                        .filter(record -> record.getType() == type
                                || record instanceof RRSIGRecord signature && signature.getTypeCovered() == type))
                .toList();
        assertThat(proofs).hasSizeGreaterThanOrEqualTo(2);
        return proofs;
    }
}
