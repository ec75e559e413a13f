/**
 * Certificates to order: the good, the expired, the misnamed and the broken ones that the tests and the demonstration
 * play with.
 *
 * <p>A server proves itself in the TLS handshake with a chain of X.509 certificates (RFC 5280): its own, the
 * <em>leaf</em>, first, and each next one the issuer of the one before, up to a self-signed <em>root</em>. An
 * {@link org.requiretls.james.lab.pki.Identity} is such a chain together with the private key of its leaf; it can be
 * shown to a peer whole, cut, shuffled or padded, and written as a keystore or as PEM files.
 *
 * <p>{@link org.requiretls.james.lab.pki.CertificateMaker} makes one certificate after the other, each fit for use
 * unless told otherwise:
 *
 * <pre>{@code
 * Identity root = CertificateMaker.root("Lab Root").make();
 * Identity issuing = CertificateMaker.intermediate("Lab Issuing CA").signedBy(root).make();
 * Identity mx = CertificateMaker.leaf("mx1.example.com", "*.example.org").signedBy(issuing).make();
 * Identity old = CertificateMaker.leaf("mx2.example.com").expired().selfSigned().make();
 * }</pre>
 *
 * <p>{@link org.requiretls.james.lab.pki.TlsaData} computes what a TLSA record for a certificate holds (RFC 6698
 * section 2.1) on a way of its own, through Bouncy Castle, so that it can stand witness against the code that is
 * tested with it.
 */
package org.requiretls.james.lab.pki;
