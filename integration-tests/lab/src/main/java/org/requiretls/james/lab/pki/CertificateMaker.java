package org.requiretls.james.lab.pki;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes one certificate. What is not said otherwise is as a well-run authority would have it: in date from yesterday
 * on, a P-256 key, the extensions that RFC 5280 asks for.
 *
 * <p>Not for reuse: one maker, one {@link #make}.
 */
public final class CertificateMaker {

    private static final Duration DAY = Duration.ofDays(1);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Extensions extensions;
    private X500Name subject;
    private Instant notBefore;
    private Instant notAfter;
    private Optional<KeyPair> keyPair = Optional.empty();
    private KeyType keyType = KeyType.EC_P256;
    private Optional<Identity> issuer = Optional.empty();
    private Optional<String> signatureAlgorithm = Optional.empty();
    private SignatureDefect defect = SignatureDefect.NONE;

    private enum SignatureDefect {
        NONE,
        BY_ANOTHER_KEY
    }

    private CertificateMaker(X500Name subject, Extensions extensions, Duration lifetime) {
        this.subject = subject;
        this.extensions = extensions;
        this.notBefore = Instant.now().minus(DAY);
        this.notAfter = Instant.now().plus(lifetime);
    }

    /** A self-signed authority, good for ten years. */
    public static CertificateMaker root(String commonName) {
        return new CertificateMaker(Names.commonName(commonName), Extensions.ofAuthority(), DAY.multipliedBy(3650));
    }

    /** An authority below another one, good for five years; say which with {@link #signedBy}. */
    public static CertificateMaker intermediate(String commonName) {
        return new CertificateMaker(Names.commonName(commonName), Extensions.ofAuthority(), DAY.multipliedBy(1825));
    }

    /**
     * A server's certificate, good for 90 days.
     *
     * @param dnsNames the subject alternative names, wildcards and nonsense allowed; none leaves the extension out, and
     *     the subject names no host unless {@link #commonName} does
     */
    public static CertificateMaker leaf(String... dnsNames) {
        CertificateMaker maker =
                new CertificateMaker(Names.organization("Lab"), Extensions.ofServer(), DAY.multipliedBy(90));
        maker.extensions.dnsNames(List.of(dnsNames));
        return maker;
    }

    /** A subject with these common names, in this order: the last one is the most specific. */
    public CertificateMaker commonName(String... names) {
        subject = Names.commonName(names);
        return this;
    }

    /** Changes the extensions, see there. */
    public CertificateMaker with(Consumer<Extensions> change) {
        change.accept(extensions);
        return this;
    }

    public CertificateMaker validity(Instant from, Instant until) {
        notBefore = from;
        notAfter = until;
        return this;
    }

    /** Valid for a year that ended this morning, when authorities made today were valid already. */
    public CertificateMaker expired() {
        Instant halfADayAgo = Instant.now().minus(DAY.dividedBy(2));
        return validity(halfADayAgo.minus(DAY.multipliedBy(365)), halfADayAgo);
    }

    /** Valid for a year that begins tomorrow. */
    public CertificateMaker notYetValid() {
        return validity(Instant.now().plus(DAY), Instant.now().plus(DAY.multipliedBy(366)));
    }

    /** A fresh key of this type. */
    public CertificateMaker key(KeyType type) {
        keyType = type;
        return this;
    }

    /** A key that exists already: for a renewed certificate, or one authority signed by two roots. */
    public CertificateMaker key(KeyPair existing) {
        keyPair = Optional.of(existing);
        return this;
    }

    /** The authority that issues it, fit for that or not. Without one it is self-signed. */
    public CertificateMaker signedBy(Identity authority) {
        issuer = Optional.of(authority);
        return this;
    }

    /** Signed with its own key: the default, said aloud. */
    public CertificateMaker selfSigned() {
        issuer = Optional.empty();
        return this;
    }

    /** In the name of the issuer, but signed with a key that is not the issuer's. */
    public CertificateMaker forged() {
        defect = SignatureDefect.BY_ANOTHER_KEY;
        return this;
    }

    /** Such as {@code SHA1withRSA}, in place of SHA-256 with whatever key the issuer has. */
    public CertificateMaker signatureAlgorithm(String name) {
        signatureAlgorithm = Optional.of(name);
        return this;
    }

    /** The certificate, its key, and the chain up to the root: the chain is whole and in order. */
    public Identity make() {
        KeyPair own = keyPair.orElseGet(keyType::generate);
        X509Certificate certificate = certificate(own);
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(certificate);
        issuer.ifPresent(authority -> {
            chain.add(authority.certificate());
            chain.addAll(authority.issuers());
        });
        return new Identity(own, chain, chain.subList(1, chain.size()));
    }

    private X509Certificate certificate(KeyPair own) {
        try {
            X500Name issuerName = issuer.isPresent() ? subjectOf(issuer.get().certificate()) : subject;
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuerName,
                    new BigInteger(64, RANDOM),
                    Date.from(notBefore),
                    Date.from(notAfter),
                    subject,
                    own.getPublic());
            extensions.addTo(builder, own.getPublic());
            X509CertificateHolder made = builder.build(signer(own));
            return new JcaX509CertificateConverter().getCertificate(made);
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException("Cannot make the certificate of " + subject, e);
        }
    }

    private static X500Name subjectOf(X509Certificate certificate) throws GeneralSecurityException {
        return new JcaX509CertificateHolder(certificate).getSubject();
    }

    private ContentSigner signer(KeyPair own) throws OperatorCreationException {
        KeyPair signing = issuer.map(Identity::keyPair).orElse(own);
        if (defect == SignatureDefect.BY_ANOTHER_KEY) {
            signing = KeyType.EC_P256.generate();
        }
        String suffix = signing.getPrivate().getAlgorithm().equals("EC") ? "ECDSA" : "RSA";
        return new JcaContentSignerBuilder(signatureAlgorithm.orElse("SHA256with" + suffix))
                .build(signing.getPrivate());
    }
}
