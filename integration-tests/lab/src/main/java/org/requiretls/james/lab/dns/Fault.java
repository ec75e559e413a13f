package org.requiretls.james.lab.dns;

/** What goes wrong with one question, whatever the zones say. */
public enum Fault {
    /** The answer is SERVFAIL. */
    SERVFAIL,
    /** The answer is REFUSED. */
    REFUSED,
    /** No answer at all: the client runs into its time-out. */
    DROP,
    /** Over UDP the answer is empty with the TC bit, so that the client has to come back over TCP. */
    TRUNCATE,
    /** The answer breaks off in the middle of a record. */
    GARBLE,
    /** An alias is answered by its CNAME alone; asking for the target is left to the client. */
    ALIAS_ONLY
}
