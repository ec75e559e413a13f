/**
 * Tests on real James servers, each in a process and a directory of its own under {@code target/james}, where its
 * configuration and its log can be read after a failure.
 *
 * <p>{@code IndependentDnssecIT} needs no James: there, name servers and a signer from Debian say what is right.
 */
package org.requiretls.james.integration;
