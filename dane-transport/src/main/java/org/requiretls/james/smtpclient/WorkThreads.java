package org.requiretls.james.smtpclient;

import io.netty.util.concurrent.FastThreadLocalThread;
import java.lang.Thread.UncaughtExceptionHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that may block. As many run as there are processors, and keep running while there is something to do: waking
 * a thread for each task costs more than most tasks do. One that stays with its task for long, waiting for a disk or a
 * database, does not count: another takes its place, so what waits never waits for what is stuck. Places that are not
 * needed any more are given up.
 */
public final class WorkThreads implements Executor, AutoCloseable {

    /** A task that takes longer is held up by something. */
    private static final Duration HELD_UP = Duration.ofMillis(20);

    /** More would be of no help to anybody. */
    private static final int MOST = 2_000;

    private static final Runnable END = () -> {};

    private final String name;
    private final int abreast;
    private final UncaughtExceptionHandler defects;
    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final Set<Worker> workers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger numbers = new AtomicInteger();
    private final ScheduledExecutorService watch;
    private volatile int wanted;
    private volatile boolean closed;

    /**
     * @param name of the threads, a number follows
     * @param defects is told of tasks that fail; the thread goes on
     */
    public WorkThreads(String name, UncaughtExceptionHandler defects) {
        this(name, Runtime.getRuntime().availableProcessors(), defects);
    }

    /** @param abreast how many run while none is held up, at least 1 */
    WorkThreads(String name, int abreast, UncaughtExceptionHandler defects) {
        this.name = name;
        this.defects = defects;
        this.abreast = abreast;
        wanted = abreast;
        watch = Executors.newSingleThreadScheduledExecutor(work -> daemon(work, name + "-watch"));
        watch.scheduleWithFixedDelay(this::adapt, HELD_UP.toMillis(), HELD_UP.toMillis(), TimeUnit.MILLISECONDS);
        for (int i = 0; i < abreast; i++) {
            hire();
        }
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** @throws RejectedExecutionException once this is closed */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (closed && tasks.remove(task)) {
            throw new RejectedExecutionException(name + " has ended");
        }
    }

    /** Threads there are. */
    int size() {
        return workers.size();
    }

    private void hire() {
        Worker worker = new Worker(name + "-" + numbers.incrementAndGet());
        workers.add(worker);
        try {
            worker.start();
        } catch (OutOfMemoryError noMoreThreads) {
            // The system has a limit of its own. Those that are there go on, and the next look tries again.
            workers.remove(worker);
            defects.uncaughtException(Thread.currentThread(), noMoreThreads);
        }
    }

    /** Sees to it that, besides those that are held up, as many run as should. Where all are, it doubles them. */
    private void adapt() {
        long now = System.nanoTime();
        int held = (int) workers.stream().filter(worker -> worker.isHeldUp(now)).count();
        wanted = Math.min(MOST, held + Math.max(abreast, isAnythingLeft() ? held : 0));
        for (int missing = wanted - workers.size(); missing > 0 && isAnythingLeft(); missing--) {
            hire();
        }
    }

    private boolean isAnythingLeft() {
        Runnable next = tasks.peek();
        return next != null && next != END;
    }

    /** Takes no more tasks; those that are there are still done. Does not wait for that. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            tasks.add(END);
        }
    }

    private final class Worker extends FastThreadLocalThread {

        private static final long AT_REST = 0;

        /** When the present task began, in the time of {@link System#nanoTime}. */
        private volatile long since = AT_REST;

        Worker(String name) {
            super(name);
            setDaemon(true);
        }

        boolean isHeldUp(long now) {
            long began = since;
            return began != AT_REST && now - began > HELD_UP.toNanos();
        }

        @Override
        public void run() {
            try {
                for (Optional<Runnable> task = next(); task.isPresent(); task = next()) {
                    since = System.nanoTime() | 1;
                    perform(task.get());
                    since = AT_REST;
                }
            } finally {
                workers.remove(this);
                if (closed && workers.isEmpty()) {
                    watch.shutdown();
                }
            }
        }

        /** Empty where there is nothing to do any more, for this one or for all. */
        private Optional<Runnable> next() {
            if (workers.size() > wanted && isDispensable()) {
                return Optional.empty();
            }
            Runnable task = take();
            if (task == END) {
                tasks.add(END);
                return Optional.empty();
            }
            return Optional.of(task);
        }

        /** One after the other, or all would think that there are too many, and go. */
        private boolean isDispensable() {
            synchronized (workers) {
                return workers.size() > wanted && workers.remove(this);
            }
        }

        /** Interrupts are for tasks; between them there is nothing that one could be meant for. */
        private Runnable take() {
            while (true) {
                try {
                    return tasks.take();
                } catch (InterruptedException notMeantForAnything) {
                    continue;
                }
            }
        }

        private void perform(Runnable task) {
            try {
                task.run();
            } catch (Throwable defect) {
                defects.uncaughtException(this, defect);
            }
        }
    }
}
