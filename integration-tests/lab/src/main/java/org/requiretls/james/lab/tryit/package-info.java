/**
 * The demonstration: a REQUIRETLS message crosses two real James servers, and a downgraded hop is refused.
 *
 * <p>{@link org.requiretls.james.lab.tryit.Theatre} sets the stage: a name server with freshly signed zones under a
 * root of its own, two stock James servers with the bundle installed as an administrator would, and a few servers that
 * misbehave. All listen on loopback. The sending James submits, looks up, connects and bounces; the receiving one is
 * the next hop, and shows by a header field whether the tag arrived.
 *
 * <p>{@link org.requiretls.james.lab.tryit.Scenarios} are the scenes. Each says what to send, what has to come of it,
 * and with which status. What is reported is what was found in the log line of the sending James, in the mailboxes,
 * and at the far side; nothing is taken from the expectation.
 *
 * <p>{@link org.requiretls.james.lab.tryit.TryIt} is the program; the integration tests play the same scenes.
 */
package org.requiretls.james.lab.tryit;
