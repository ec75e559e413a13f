package org.requiretls.james.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WorkThreadsTest {

    private static final int ABREAST = 2;

    private final List<Throwable> defects = new CopyOnWriteArrayList<>();
    private final WorkThreads threads = new WorkThreads("work", ABREAST, (thread, defect) -> defects.add(defect));
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void end() {
        release.countDown();
        threads.close();
    }

    @Test
    @DisplayName("Short tasks are all done, by as many threads as run abreast")
    void fewThreads() {
        Set<String> names = ConcurrentHashMap.newKeySet();
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < 10_000; i++) {
            threads.execute(() -> {
                names.add(Thread.currentThread().getName());
                done.incrementAndGet();
            });
        }
        await().untilAsserted(() -> assertThat(done).hasValue(10_000));
        assertThat(names).hasSizeLessThanOrEqualTo(ABREAST).allMatch(name -> name.startsWith("work-"));
    }

    @Test
    @DisplayName("A hundred tasks that are stuck hold up nobody")
    void stuckTasks() {
        AtomicInteger stuck = new AtomicInteger();
        for (int i = 0; i < 100; i++) {
            threads.execute(() -> {
                stuck.incrementAndGet();
                awaitRelease();
            });
        }
        CountDownLatch done = new CountDownLatch(1);
        threads.execute(done::countDown);
        await().untilAsserted(() -> assertThat(stuck).hasValue(100));
        await().untilAsserted(() -> assertThat(done.getCount()).isZero());
    }

    @Test
    @DisplayName("Threads that are not needed any more go, and what comes later is done")
    void surplus() {
        for (int i = 0; i < 20; i++) {
            threads.execute(this::awaitRelease);
        }
        await().untilAsserted(() -> assertThat(threads.size()).isGreaterThanOrEqualTo(20));
        release.countDown();

        await().untilAsserted(() -> {
            threads.execute(() -> {});
            assertThat(threads.size()).isEqualTo(ABREAST);
        });
        CountDownLatch done = new CountDownLatch(1);
        threads.execute(done::countDown);
        await().untilAsserted(() -> assertThat(done.getCount()).isZero());
    }

    @Test
    @DisplayName("A task that fails or is interrupted costs no thread, and failures are told")
    void defects() {
        for (int i = 0; i < 10; i++) {
            threads.execute(() -> {
                throw new StackOverflowError("planted");
            });
            threads.execute(() -> Thread.currentThread().interrupt());
        }
        CountDownLatch done = new CountDownLatch(ABREAST);
        for (int i = 0; i < ABREAST; i++) {
            threads.execute(() -> {
                done.countDown();
                awaitRelease();
            });
        }
        await().untilAsserted(() -> assertThat(done.getCount()).isZero());
        assertThat(defects).hasSize(10).allMatch(StackOverflowError.class::isInstance);
    }

    @Test
    @DisplayName("After the end nothing is taken, what was taken is done, and all threads go")
    void closed() {
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < 10; i++) {
            threads.execute(() -> {
                awaitRelease();
                done.incrementAndGet();
            });
        }
        threads.close();

        assertThatThrownBy(() -> threads.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        release.countDown();
        await().untilAsserted(() -> assertThat(done).hasValue(10));
        await().untilAsserted(() -> assertThat(threads.size()).isZero());
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("work-")));
    }

    private void awaitRelease() {
        try {
            assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
