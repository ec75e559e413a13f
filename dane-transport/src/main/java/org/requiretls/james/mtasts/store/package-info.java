/**
 * Policies over a restart (RFC 8461 section 3.3): a file for each domain.
 *
 * <p>Without it every restart would open the first-contact window again, in which an attacker on the path can hide a
 * policy. A file is written beside its place, forced to the disk and moved there in one step, so that there is always a
 * whole one. It bears a check sum: one that does not hold is moved aside, not believed and not deleted.
 *
 * <p>Why files: an administrator can read them, delete one, and copy them; damage is one domain's; nothing is added to
 * the jar. H2's MVStore (0.3 MB) and SQLite (13 MB with its native parts) keep 100,000 policies in less space, in one
 * file that is damaged as a whole, for a store that is read at start-up and written once a day for each domain.
 */
package org.requiretls.james.mtasts.store;
