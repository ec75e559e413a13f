package org.requiretls.james.bench.engine;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.requiretls.james.policy.DaneState;
import org.requiretls.james.policy.DaneState.InsecureMxDane;
import org.requiretls.james.policy.HopDecision;
import org.requiretls.james.policy.HopEvidence;
import org.requiretls.james.policy.HopPolicy;
import org.requiretls.james.policy.MessageTag;
import org.requiretls.james.policy.MxStatus;
import org.requiretls.james.policy.SessionEvidence;
import org.requiretls.james.policy.StsState;
import org.requiretls.james.policy.TlsaStatus;
import org.requiretls.james.policy.Verdict;

/** The whole decision about one host: what it has to do, and what follows from what it did. Goal: under 2 µs. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecisionBenchmark {

    @Param
    public MessageTag tag;

    @Param({"SECURE", "INSECURE"})
    public MxStatus mx;

    private final SessionEvidence authenticated = new SessionEvidence.Encrypted(true, true, true);

    @Benchmark
    public Verdict host() {
        DaneState dane = DaneState.of(mx, TlsaStatus.USABLE, InsecureMxDane.ON);
        HopDecision decision = HopPolicy.decide(tag, new HopEvidence(mx, dane, StsState.NOT_APPLICABLE));
        return decision instanceof HopDecision.Contact contact
                ? contact.requirement().judge(authenticated)
                : ((HopDecision.Refuse) decision).verdict();
    }
}
