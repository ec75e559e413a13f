package org.requiretls.james.dns;

import java.util.List;
import java.util.OptionalInt;

/**
 * What became of a question.
 *
 * @param <R> what the data of the records is
 */
public sealed interface DnsAnswer<R extends DnsRecord> {

    /** Secure or insecure for an answer, bogus or indeterminate for a failure. */
    SecurityStatus security();

    /** The aliases on the way from the name asked for, in order; empty if it was none, or if the lookup failed. */
    List<AliasLink> aliases();

    default boolean isSecure() {
        return security() == SecurityStatus.SECURE;
    }

    /** The same answer, to be kept for another time; a failure as it is. */
    DnsAnswer<R> withTtl(long ttlSeconds);

    /**
     * There are such records.
     *
     * @param records at least one, in the order of the answer
     * @param ttlSeconds how long this may be kept, 0 to 2147483647; the shortest on the way
     */
    record Found<R extends DnsRecord>(
            List<R> records, SecurityStatus security, List<AliasLink> aliases, long ttlSeconds)
            implements DnsAnswer<R> {
        public Found {
            records = List.copyOf(records);
            aliases = List.copyOf(aliases);
            if (records.isEmpty()) {
                throw new IllegalArgumentException("An answer without records is NoData or NoSuchName");
            }
        }

        @Override
        public DnsAnswer<R> withTtl(long chosen) {
            return new Found<>(records, security, aliases, chosen);
        }
    }

    /**
     * The name exists, but has no record of this type.
     *
     * @param ttlSeconds how long this may be kept (RFC 2308 section 5)
     */
    record NoData<R extends DnsRecord>(SecurityStatus security, List<AliasLink> aliases, long ttlSeconds)
            implements DnsAnswer<R> {
        public NoData {
            aliases = List.copyOf(aliases);
        }

        @Override
        public DnsAnswer<R> withTtl(long chosen) {
            return new NoData<>(security, aliases, chosen);
        }
    }

    /**
     * The name does not exist, or the last of its aliases leads nowhere.
     *
     * @param ttlSeconds how long this may be kept (RFC 2308 section 5)
     */
    record NoSuchName<R extends DnsRecord>(SecurityStatus security, List<AliasLink> aliases, long ttlSeconds)
            implements DnsAnswer<R> {
        public NoSuchName {
            aliases = List.copyOf(aliases);
        }

        @Override
        public DnsAnswer<R> withTtl(long chosen) {
            return new NoSuchName<>(security, aliases, chosen);
        }
    }

    /**
     * The lookup failed; whether there are such records is not known.
     *
     * @param reason the question, what happened and which resolver said so, for a log line
     * @param extendedError the extended DNS error, an INFO-CODE of RFC 8914, if the validator or the resolver gave one
     */
    record Failed<R extends DnsRecord>(Cause cause, String reason, OptionalInt extendedError) implements DnsAnswer<R> {

        @Override
        public SecurityStatus security() {
            return cause == Cause.BOGUS ? SecurityStatus.BOGUS : SecurityStatus.INDETERMINATE;
        }

        @Override
        public List<AliasLink> aliases() {
            return List.of();
        }

        @Override
        public DnsAnswer<R> withTtl(long chosen) {
            return this;
        }
    }

    /** Why a lookup failed. */
    enum Cause {
        /** The answer did not pass DNSSEC validation. */
        BOGUS,
        /** The answer came, but keys or proofs that are needed to validate it did not. */
        INDETERMINATE,
        /** The resolver answered SERVFAIL, or another error for which there is no name here. */
        SERVER_FAILURE,
        /** The resolver does not answer questions of ours. */
        REFUSED,
        /** No answer within the time. */
        TIMEOUT,
        /** No resolver could be reached. */
        UNREACHABLE,
        /** The answer cannot be read. */
        MALFORMED,
        /** Aliases go in a circle, or there are too many of them. */
        ALIAS_LOOP,
        /** What was asked for cannot be a domain name. */
        NOT_A_NAME
    }
}
