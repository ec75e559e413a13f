package org.requiretls.james.lab.dns;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.xbill.DNS.Message;

/** The questions that go wrong, and how. */
final class Faults {

    private final Map<Question, Fault> faults = new ConcurrentHashMap<>();
    private final Map<Question, UnaryOperator<Message>> tamperings = new ConcurrentHashMap<>();

    void set(Question question, Fault fault) {
        faults.put(question, fault);
    }

    void setTampering(Question question, UnaryOperator<Message> rewrite) {
        tamperings.put(question, rewrite);
    }

    void clear(Question question) {
        faults.remove(question);
        tamperings.remove(question);
    }

    Optional<Fault> of(Question question) {
        return Optional.ofNullable(faults.get(question));
    }

    UnaryOperator<Message> tamperingOf(Question question) {
        return tamperings.getOrDefault(question, UnaryOperator.identity());
    }
}
