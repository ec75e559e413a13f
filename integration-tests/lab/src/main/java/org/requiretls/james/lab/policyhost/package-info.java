/**
 * A server for MTA-STS policies (RFC 8461 section 3.3) that can do everything wrong.
 *
 * <p>One address and port stand for many policy hosts; the name in SNI says which one is meant. Each has an identity
 * and an {@link org.requiretls.james.lab.policyhost.HttpAnswer}, both to be changed while it runs. What clients asked
 * for is kept, to be looked at.
 */
package org.requiretls.james.lab.policyhost;
