package org.requiretls.james.smtpclient;

/**
 * What the client logs in with (RFC 4954).
 *
 * @param user not empty
 * @param password not empty
 */
public record Login(String user, String password) {

    /** @throws IllegalArgumentException if one is empty or holds NUL, which ends a word in PLAIN (RFC 4616 section 2) */
    public Login {
        requireWord("user name", user);
        requireWord("password", password);
    }

    private static void requireWord(String what, String text) {
        if (text.isEmpty() || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a " + what + " that is empty or holds a NUL");
        }
    }

    /** Without the password: this ends up in logs. */
    @Override
    public String toString() {
        return "login of " + user;
    }
}
