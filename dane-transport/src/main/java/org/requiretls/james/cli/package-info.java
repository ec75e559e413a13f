/**
 * The engine, asked from a shell: {@code requiretls check DOMAIN}.
 *
 * <p>Whether a REQUIRETLS message (RFC 8689) can reach a domain hangs on what others publish and run: a DNSSEC proof of
 * the MX hosts, TLSA records (RFC 7672), certificates, the EHLO keyword. This command makes parameters of the mailet out
 * of its options, or takes them from the configuration of a James, builds the transport of delivery from them, lets
 * {@link org.requiretls.james.hop.HopProbe} take the engine through it, and puts the answer into text or JSON. It decides nothing: every decision, status, rule and reason that
 * it prints is the engine's.
 *
 * <p>Two more are about one's own domain: {@code requiretls self-check DOMAIN} has {@link org.requiretls.james.selfcheck}
 * look at it and prints the findings, {@code requiretls records} prints what to publish. They decide nothing either.
 *
 * <p>It runs without James, on the jar of the bundle alone. That is also why it writes JSON by itself: it only ever
 * writes a few fixed fields, and a library for it would have to be shaded into a jar that James loads.
 */
package org.requiretls.james.cli;
