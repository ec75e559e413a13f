package org.requiretls.james.carry;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.mailet.Mail;
import org.requiretls.james.tag.TlsRequirement;

/**
 * The mails that one mailet serves at this moment, each in a thread of the spooler.
 *
 * <p>A mailet sends from the thread that it serves in. One that sends from another thread leaves open which mail it
 * sends for; then the strictest tag of all in service counts, for the price that a mail may be protected more than was
 * asked.
 */
public final class InService {

    private final ThreadLocal<Original> ofThisThread = new ThreadLocal<>();
    private final Set<Entry> all = ConcurrentHashMap.newKeySet();

    /** The mailet begins to serve the mail, in this thread. */
    public Entry begin(Mail mail) {
        return new Entry(Original.of(mail), ofThisThread.get());
    }

    /** The mail from which what is sent now inherits; empty when the mailet serves none. */
    Optional<Original> original() {
        return Optional.ofNullable(ofThisThread.get()).or(this::strictest);
    }

    private Optional<Original> strictest() {
        return all.stream()
                .map(entry -> entry.original)
                .max(Comparator.comparing(original -> rank(original.requirement())));
    }

    private static int rank(TlsRequirement requirement) {
        return switch (requirement) {
            case OPTIONAL -> 0;
            case NONE -> 1;
            case REQUIRED -> 2;
        };
    }

    /** One mail in service, from {@link #begin} to {@link #end}. */
    public final class Entry {

        private final Original original;
        private final Original outer;

        private Entry(Original original, Original outer) {
            this.original = original;
            this.outer = outer;
            ofThisThread.set(original);
            all.add(this);
        }

        /**
         * The mailet is done with the mail, which has at least the tag from before again.
         *
         * @param step the mailet, for the log
         */
        public void end(String step) {
            all.remove(this);
            if (outer == null) {
                ofThisThread.remove();
            } else {
                ofThisThread.set(outer);
            }
            original.restore(step);
        }
    }
}
