package org.requiretls.james.lab.dns;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The questions that clients asked, in order. */
final class QueryLog {

    private final List<Question> questions = new CopyOnWriteArrayList<>();

    void add(Question question) {
        questions.add(question);
    }

    long count(Question question) {
        return questions.stream().filter(question::equals).count();
    }

    List<String> texts() {
        return questions.stream().map(Question::toString).toList();
    }

    void clear() {
        questions.clear();
    }
}
