/**
 * A James that finds mail hosts at ports of one's choice: the stock program, where the names of hosts are read from a
 * file in place of the DNS. Its own resolver knows port 53 only, and its remote delivery port 25 only, which tests
 * cannot have. Everything else stays as it is delivered.
 */
package org.requiretls.james.named;
