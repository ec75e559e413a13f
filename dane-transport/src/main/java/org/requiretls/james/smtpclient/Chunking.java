package org.requiretls.james.smtpclient;

/** Whether content goes out by BDAT (RFC 3030) in place of DATA. */
public enum Chunking {
    WHERE_OFFERED,
    NEVER
}
