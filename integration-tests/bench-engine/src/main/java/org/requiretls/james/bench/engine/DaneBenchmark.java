package org.requiretls.james.bench.engine;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.requiretls.james.dane.DaneResult;
import org.requiretls.james.dane.DaneVerifier;
import org.requiretls.james.dane.TlsaRecord;
import org.requiretls.james.dane.TlsaSet;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.pki.TlsaData;

/**
 * A chain of three certificates against four records, of which the last matches: two keys and two certificates, as in
 * the middle of a key rollover. Goal: at most 1.2 times the digests by themselves, each made once.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DaneBenchmark {

    private final DaneVerifier verifier = new DaneVerifier();
    private final Instant now = Instant.now();
    private List<X509Certificate> chain;
    private List<byte[]> leafData;
    private List<byte[]> chainData;
    private TlsaSet endEntity;
    private TlsaSet trustAnchors;

    @Setup
    public void make() throws Exception {
        Identity root = CertificateMaker.root("Bench Root").make();
        Identity middle =
                CertificateMaker.intermediate("Bench CA").signedBy(root).make();
        chain = CertificateMaker.leaf("mx.example.test").signedBy(middle).make().chain();
        if (chain.size() != 3) {
            throw new IllegalStateException("Not a chain of three: " + chain.size());
        }
        X509Certificate leaf = chain.get(0);
        leafData = List.of(leaf.getEncoded(), leaf.getPublicKey().getEncoded());
        chainData = chain.stream().map(DaneBenchmark::encoded).toList();
        endEntity = TlsaSet.of(List.of(
                record(3, 0, wrong(1)),
                record(3, 1, wrong(2)),
                record(3, 0, wrong(3)),
                record(3, 1, TlsaData.of(leaf, 1, 1))));
        trustAnchors = TlsaSet.of(List.of(
                record(2, 0, wrong(1)), record(2, 0, wrong(2)), record(2, 0, wrong(3)), record(2, 0, wrong(4))));
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TlsaRecord record(int usage, int selector, byte[] data) {
        return new TlsaRecord(usage, selector, TlsaRecord.MATCHING_SHA256, data);
    }

    private static byte[] wrong(int filler) {
        byte[] digest = new byte[32];
        digest[0] = (byte) filler;
        return digest;
    }

    /** The leaf's certificate and key. */
    @Benchmark
    public void endEntityDigestsAlone(Blackhole results) throws NoSuchAlgorithmException {
        digests(leafData, results);
    }

    @Benchmark
    public DaneResult endEntity() {
        return verifier.verify(chain, endEntity, List.of("mx.example.test", "example.test"), now);
    }

    /** All three certificates. */
    @Benchmark
    public void trustAnchorDigestsAlone(Blackhole results) throws NoSuchAlgorithmException {
        digests(chainData, results);
    }

    /** None matches, so that each certificate is compared with each record and no path is looked for. */
    @Benchmark
    public DaneResult noTrustAnchor() {
        return verifier.verify(chain, trustAnchors, List.of("mx.example.test", "example.test"), now);
    }

    private static void digests(List<byte[]> data, Blackhole results) throws NoSuchAlgorithmException {
        for (byte[] octets : data) {
            results.consume(MessageDigest.getInstance("SHA-256").digest(octets));
        }
    }
}
