package org.requiretls.james.mtasts.store;

import java.time.Instant;
import org.requiretls.james.mtasts.CachedPolicy;

/**
 * A policy as it is kept.
 *
 * @param used when mail to the domain last needed it; no later than a day before, it is not written for each mail
 */
public record StoredPolicy(CachedPolicy policy, Instant used) {}
