package org.requiretls.james.lab.peers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.requiretls.james.lab.process.DebianTool;
import org.requiretls.james.lab.process.ServerProcess;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * One run of a name server.
 *
 * @param process that runs
 * @param address where it listens
 */
record NameServer(ServerProcess process, InetSocketAddress address) implements AutoCloseable {

    private static final Duration PROBE_LIMIT = Duration.ofMillis(500);

    /**
     * Starts a name server and waits until it answers.
     *
     * @param directory where it works and logs
     * @param address where it is going to listen
     * @throws IllegalStateException if it is not installed, ends, or does not answer in time; nothing is left running
     */
    static NameServer start(DebianTool program, Path directory, InetSocketAddress address, List<String> arguments)
            throws IOException {
        return new NameServer(
                ServerProcess.start(program, directory, arguments, Map.of(), () -> answers(address)), address);
    }

    ProcessHandle handle() {
        return process.handle();
    }

    @Override
    public void close() {
        process.close();
    }

    /** Any answer will do, even an error: a resolver that trusts the wrong anchor is up, and right to refuse. */
    private static boolean answers(InetSocketAddress address) {
        SimpleResolver resolver = new SimpleResolver(address);
        resolver.setTimeout(PROBE_LIMIT);
        try {
            resolver.send(Message.newQuery(Record.newRecord(Name.root, Type.SOA, DClass.IN)));
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }
}
