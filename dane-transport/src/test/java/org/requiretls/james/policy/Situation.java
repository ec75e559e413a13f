package org.requiretls.james.policy;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.requiretls.james.policy.DaneState.InsecureMxDane;

/** One point of the input space: a message, one host of its destination, and what became of the session with it. */
record Situation(
        MessageTag tag,
        MxStatus mx,
        TlsaStatus tlsa,
        InsecureMxDane insecureMxDane,
        StsState sts,
        SessionEvidence session) {

    /** Every value that a session can have, read off the sealed type so that a new variant can't be forgotten. */
    static final List<SessionEvidence> SESSIONS = Arrays.stream(SessionEvidence.class.getPermittedSubclasses())
            .flatMap(Situation::valuesOf)
            .map(SessionEvidence.class::cast)
            .toList();

    /** The whole input space. */
    static Stream<Situation> all() {
        return Arrays.stream(MessageTag.values()).flatMap(Situation::all);
    }

    /** All situations of a message with this tag. */
    static Stream<Situation> all(MessageTag tag) {
        return Arrays.stream(MxStatus.values())
                .flatMap(mx -> Arrays.stream(TlsaStatus.values())
                        .flatMap(tlsa -> Arrays.stream(InsecureMxDane.values())
                                .flatMap(option -> Arrays.stream(StsState.values())
                                        .flatMap(sts -> SESSIONS.stream()
                                                .map(session -> new Situation(tag, mx, tlsa, option, sts, session))))));
    }

    /** All hosts, whatever became of the session with them, that a message with this tag can come to. */
    static Stream<Situation> allWithHosts(MessageTag tag) {
        return all(tag).filter(situation -> situation.mx.hasHosts());
    }

    /** What the production code answers, by the way that a delivery takes through it. */
    Answer answer() {
        return DestinationPolicy.refusal(tag, mx)
                .map(refusal -> new Answer(false, refusal))
                .orElseGet(() -> answer(hopDecision(), session));
    }

    Verdict verdict() {
        return answer().verdict();
    }

    boolean delivers() {
        return !(verdict() instanceof Verdict.Skip);
    }

    /** Only where the destination has hosts. */
    HopDecision hopDecision() {
        return HopPolicy.decide(tag, new HopEvidence(mx, DaneState.of(mx, tlsa, insecureMxDane), sts));
    }

    static Answer answer(HopDecision decision, SessionEvidence session) {
        if (decision instanceof HopDecision.Contact contact) {
            return new Answer(true, contact.requirement().judge(session));
        }
        return new Answer(false, ((HopDecision.Refuse) decision).verdict());
    }

    Situation with(MessageTag otherTag) {
        return new Situation(otherTag, mx, tlsa, insecureMxDane, sts, session);
    }

    Situation with(MxStatus otherMx) {
        return new Situation(tag, otherMx, tlsa, insecureMxDane, sts, session);
    }

    Situation with(TlsaStatus otherTlsa) {
        return new Situation(tag, mx, otherTlsa, insecureMxDane, sts, session);
    }

    Situation with(StsState otherSts) {
        return new Situation(tag, mx, tlsa, insecureMxDane, otherSts, session);
    }

    Situation with(SessionEvidence otherSession) {
        return new Situation(tag, mx, tlsa, insecureMxDane, sts, otherSession);
    }

    private static Stream<Record> valuesOf(Class<?> recordType) {
        Stream<List<Object>> arguments = Stream.of(List.of());
        for (RecordComponent component : recordType.getRecordComponents()) {
            List<Object> values = valuesOfComponent(component.getType());
            arguments = arguments.flatMap(front -> values.stream()
                    .map(value ->
                            Stream.concat(front.stream(), Stream.of(value)).toList()));
        }
        return arguments.map(list -> create(recordType, list));
    }

    private static List<Object> valuesOfComponent(Class<?> type) {
        if (type == boolean.class) {
            return List.of(true, false);
        }
        if (type.isEnum()) {
            return List.of(type.getEnumConstants());
        }
        throw new IllegalStateException("The sweep does not know all values of " + type);
    }

    private static Record create(Class<?> recordType, List<Object> arguments) {
        Class<?>[] types = Arrays.stream(recordType.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return (Record) recordType.getDeclaredConstructor(types).newInstance(arguments.toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("No " + recordType + " of " + arguments, e);
        }
    }

    /**
     * A verdict, and whether the host was contacted to get at it.
     *
     * <p>Written like a cell of the tables: {@code N1 refuse 450 4.4.3} for a host that is left alone, {@code N2c
     * skip 450 4.7.4} for one that failed, {@code R8 deliver PKIX +KW}, {@code N7d reconnect in clear}.
     */
    record Answer(boolean contacted, Verdict verdict) {
        @Override
        public String toString() {
            return verdict.rule() + " " + outcome();
        }

        private String outcome() {
            if (verdict instanceof Verdict.Skip skip) {
                return (contacted ? "skip " : "refuse ") + skip.status();
            }
            if (verdict instanceof Verdict.Deliver deliver) {
                return "deliver " + Words.of(deliver.channel())
                        + (deliver.keyword() == Verdict.Keyword.SENT ? " +KW" : "");
            }
            return "reconnect in clear";
        }
    }
}
