package org.requiretls.james.lab.james;

/**
 * A mailbox of a James, and who may log in to it.
 *
 * @param address the mail address, which is the login name too; its domain is one of the home's
 * @param password of at least one character
 */
public record JamesUser(String address, String password) {}
