/**
 * The benchmark: several senders of mail, one sink, one run.
 *
 * <p>Only ratios from one run count, so the senders take turns on the same machine, against the same sink, with the
 * same messages for the same destinations. Each turn goes like this: the queue of the sender is loaded while nothing
 * can leave; the gate is opened; the clock runs until the sink has acknowledged every message. A message carries the
 * number of its turn and its own in the recipient's address, so that the sink can tell a second copy from a first.
 *
 * <p>What a sender costs is read from {@code /proc}, over its process and all that it started.
 */
package org.requiretls.james.bench;
