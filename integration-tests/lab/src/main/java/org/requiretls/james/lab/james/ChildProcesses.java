package org.requiretls.james.lab.james;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Sees to it that processes started from here do not go on when this Java process ends. */
final class ChildProcesses {

    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly), "end-child-processes"));
    }

    private ChildProcesses() {}

    static void endWithThisOne(Process process) {
        RUNNING.add(process);
        process.onExit().thenAccept(RUNNING::remove);
    }
}
