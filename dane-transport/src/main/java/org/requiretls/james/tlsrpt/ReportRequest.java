package org.requiretls.james.tlsrpt;

import java.util.List;

/**
 * Whether a domain asks for reports, read from the TXT records at {@code _smtp._tls.} in front of the policy domain
 * (RFC 8460 section 3).
 */
public sealed interface ReportRequest {

    /** What stands in front of the policy domain in the name of the TXT record. */
    String LABELS = "_smtp._tls.";

    /**
     * It does.
     *
     * @param targets at least one, in the order of the record
     */
    record Wanted(List<ReportTarget> targets) implements ReportRequest {
        public Wanted {
            targets = List.copyOf(targets);
        }
    }

    /**
     * It does not, or not so that it can be understood; then it has to be taken for not doing TLSRPT at all.
     *
     * @param detail for a log line
     */
    record NotWanted(Reason reason, String detail) implements ReportRequest {}

    /** Why there is no report. */
    enum Reason {
        /** No TXT record begins with {@code v=TLSRPTv1;}. */
        NO_RECORD,
        /** More than one does. */
        SEVERAL_RECORDS,
        /** The one record breaks the grammar. */
        SYNTAX,
        /** The one record names nothing that reports could be sent to. */
        NO_TARGET
    }

    /**
     * Reads the records of a domain.
     *
     * @param texts each with its strings put together without anything between (section 3)
     */
    static ReportRequest of(List<String> texts) {
        return ReportRequestReader.read(texts);
    }
}
