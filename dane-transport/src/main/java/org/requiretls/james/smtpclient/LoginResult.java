package org.requiretls.james.smtpclient;

/** What came of a login. After anything but {@link LoggedIn} the session is of no use but to quit it. */
public sealed interface LoginResult {

    /** 235, or logged in before. */
    record LoggedIn() implements LoginResult {}

    /** The server said no: 535 for wrong credentials, 454 for trouble of its own (RFC 4954 section 6). */
    record Refused(Reply reply) implements LoginResult {}

    /**
     * The server lists no mechanism that this client has.
     *
     * @param offered what follows AUTH in its EHLO reply; empty text where AUTH is not listed
     */
    record NoCommonMechanism(String offered) implements LoginResult {}

    /** The session broke. */
    record Failed(SessionFailure failure) implements LoginResult {}
}
