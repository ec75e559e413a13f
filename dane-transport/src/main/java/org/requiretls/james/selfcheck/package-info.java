/**
 * A domain's own servers and records, looked at as a sender would.
 *
 * <p>What a domain publishes has to fit what its servers show, at every moment and for every sender. A TLSA record says
 * that the server does TLS (RFC 7672 section 2.2), so that a host without it gets no mail any more. Senders that know
 * one digest or one usage of several look at no others, so each combination of usage, selector and matching type has to
 * fit by itself (RFC 7671 section 8). The anchor of a DANE-TA record has to be in the handshake (RFC 7672 section
 * 3.1.2). The next key is published before it is used, by as long as caches may keep the old records (RFC 7671 section
 * 8.1). REQUIRETLS is listed inside TLS and nowhere else (RFC 8689 section 2), and needs a proof of MX, by DNSSEC or by
 * MTA-STS (section 4.2.1).
 *
 * <p>{@link org.requiretls.james.selfcheck.DomainLook} gathers; what it found is an
 * {@link org.requiretls.james.selfcheck.OwnDomain}. {@link org.requiretls.james.selfcheck.SelfExamination} turns that
 * into {@link org.requiretls.james.selfcheck.Finding}s, and is a pure function. Certificates are judged by the verifiers
 * that judge those of others, so that nothing is said here that a delivery would see in another way.
 */
package org.requiretls.james.selfcheck;
