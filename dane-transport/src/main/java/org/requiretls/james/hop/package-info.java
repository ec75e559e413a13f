/**
 * The hop: one message on its way to the hosts of one recipient domain.
 *
 * <p>This is where the parts meet. The {@code route} package names the hosts and what DNS proves about them, {@code
 * policy} says before contact what a host has to show, {@code smtpclient} gets a session, {@code dane} and {@code
 * pkix} look at the certificate while the handshake is going on, and {@code policy} judges what came of it. Hosts are
 * tried in the order of the route, each with all its addresses, until one takes the message (RFC 5321 section 5.1);
 * preference is never bent for security (RFC 7672 section 2.2.1, RFC 8461 section 8.4).
 *
 * <p>The {@link org.requiretls.james.hop.HopEngine} decides nothing itself. Each step that it takes is told to an
 * {@link org.requiretls.james.hop.AttemptListener} as an {@link org.requiretls.james.hop.Attempt}: evidence, verdict,
 * rule; logs, reports and the diagnosis command read these and so can't say anything that delivery didn't do.
 *
 * <p>{@link org.requiretls.james.hop.HopProbe} asks the engine what it would do: the same engine delivers a message of
 * each tag over sessions that were recorded, up to where MAIL would be said.
 *
 * <p>A connection outlives its message and carries the next one in the {@link
 * org.requiretls.james.hop.SessionPool}. That must not make anything weaker than a connection of one's own would have
 * been: the host has proven on this connection to hold the key of its certificate, so the certificate chain is judged
 * again for each message, by the TLSA RRset, the policy, the rules and the time of that moment, and dropped for a fresh
 * connection where it does not pass. Mail with REQUIRETLS shares connections only with such mail for the same
 * recipient domain, where the host listed the keyword (RFC 8689 section 4.2.1); mail for which policies were set aside
 * shares with nobody. When a kept connection turns out to be dead before the host has taken anything, the message gets
 * a fresh one at the same address, which costs it no attempt; once its final dot is sent, it is never sent again before
 * the next attempt.
 *
 * <p>When all connections with a host are busy and it answers quickly, a message may take a {@link
 * org.requiretls.james.hop.Seat} on a connection that still carries another one: then its envelope goes out with the
 * content of that one, which saves the host and us a round trip. The conditions are the same as for a kept connection.
 * Up to its own content it can leave at any time, and does so when the message before it takes long or takes the
 * connection with it.
 *
 * <p>Nothing here knows James. What goes in is an {@link org.requiretls.james.hop.OutgoingMessage}, what comes out a
 * {@link org.requiretls.james.hop.DeliveryReport} that says for each recipient: delivered, deferred, failed.
 */
package org.requiretls.james.hop;
