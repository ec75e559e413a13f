package org.requiretls.james.lab.pki;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;

/** The extensions of a certificate to be made (RFC 5280 section 4.2), right for its role until changed. */
public final class Extensions {

    private enum Role {
        AUTHORITY,
        END_ENTITY,
        UNSAID
    }

    /** Nobody's: no verifier can know it. */
    private static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1");

    private final List<GeneralName> names = new ArrayList<>();
    private final List<GeneralSubtree> permitted = new ArrayList<>();
    private final List<GeneralSubtree> excluded = new ArrayList<>();
    private final List<ASN1ObjectIdentifier> unknownCritical = new ArrayList<>();
    private final List<ASN1ObjectIdentifier> unreadable = new ArrayList<>();
    private Role role;
    private OptionalInt pathLength = OptionalInt.empty();
    private OptionalInt keyUsage;
    private Optional<KeyPurposeId> purpose;

    private Extensions(Role role, int keyUsage, Optional<KeyPurposeId> purpose) {
        this.role = role;
        this.keyUsage = OptionalInt.of(keyUsage);
        this.purpose = purpose;
    }

    static Extensions ofAuthority() {
        return new Extensions(Role.AUTHORITY, KeyUsage.keyCertSign | KeyUsage.cRLSign, Optional.empty());
    }

    static Extensions ofServer() {
        return new Extensions(Role.END_ENTITY, KeyUsage.digitalSignature, Optional.of(KeyPurposeId.id_kp_serverAuth));
    }

    void dnsNames(List<String> dnsNames) {
        dnsNames.forEach(name -> names.add(Names.dns(name)));
    }

    /** One more alternative name, of type iPAddress. */
    public Extensions ipAddress(String address) {
        names.add(Names.ip(address));
        return this;
    }

    /** One more alternative name, of type rfc822Name. */
    public Extensions emailAddress(String address) {
        names.add(Names.email(address));
        return this;
    }

    /** At most so many further authorities between this one and a leaf. */
    public Extensions pathLength(int authorities) {
        pathLength = OptionalInt.of(authorities);
        return this;
    }

    /** Says that it is no authority, even if it signs. */
    public Extensions notAnAuthority() {
        role = Role.END_ENTITY;
        return this;
    }

    /** Says that it is an authority, even if it is a server's. */
    public Extensions authority() {
        role = Role.AUTHORITY;
        return this;
    }

    public Extensions withoutBasicConstraints() {
        role = Role.UNSAID;
        return this;
    }

    /** The bits of Bouncy Castle's {@code KeyUsage}, or'ed. */
    public Extensions keyUsage(int bits) {
        keyUsage = OptionalInt.of(bits);
        return this;
    }

    public Extensions withoutKeyUsage() {
        keyUsage = OptionalInt.empty();
        return this;
    }

    /** For mail protection only, hence not for a server. */
    public Extensions forEmailProtectionOnly() {
        purpose = Optional.of(KeyPurposeId.id_kp_emailProtection);
        return this;
    }

    /** For any purpose. */
    public Extensions forAnyPurpose() {
        purpose = Optional.of(KeyPurposeId.anyExtendedKeyUsage);
        return this;
    }

    public Extensions withoutExtendedKeyUsage() {
        purpose = Optional.empty();
        return this;
    }

    /** Names below these domains only; a domain includes itself. */
    public Extensions permittedDomains(String... domains) {
        Arrays.stream(domains).map(Names::dns).map(GeneralSubtree::new).forEach(permitted::add);
        return this;
    }

    /** No names in or below these domains. */
    public Extensions excludedDomains(String... domains) {
        Arrays.stream(domains).map(Names::dns).map(GeneralSubtree::new).forEach(excluded::add);
        return this;
    }

    /** A critical extension that no verifier knows, so each has to refuse (RFC 5280 section 4.2). */
    public Extensions unknownCritical() {
        unknownCritical.add(UNKNOWN);
        return this;
    }

    /** An extension for alternative names that holds no such thing. */
    public Extensions unreadableAlternativeNames() {
        names.clear();
        unreadable.add(Extension.subjectAlternativeName);
        return this;
    }

    void addTo(X509v3CertificateBuilder builder, PublicKey own) throws CertIOException, GeneralSecurityException {
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, new JcaX509ExtensionUtils().createSubjectKeyIdentifier(own));
        if (role != Role.UNSAID) {
            builder.addExtension(Extension.basicConstraints, true, basicConstraints());
        }
        if (keyUsage.isPresent()) {
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(keyUsage.getAsInt()));
        }
        if (purpose.isPresent()) {
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose.get()));
        }
        if (!names.isEmpty()) {
            builder.addExtension(
                    Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new)));
        }
        if (!permitted.isEmpty() || !excluded.isEmpty()) {
            builder.addExtension(Extension.nameConstraints, true, nameConstraints());
        }
        for (ASN1ObjectIdentifier unknown : unknownCritical) {
            builder.addExtension(unknown, true, DERNull.INSTANCE);
        }
        for (ASN1ObjectIdentifier nonsense : unreadable) {
            builder.addExtension(nonsense, false, DERNull.INSTANCE);
        }
    }

    private BasicConstraints basicConstraints() {
        if (role == Role.END_ENTITY) {
            return new BasicConstraints(false);
        }
        return pathLength.isPresent() ? new BasicConstraints(pathLength.getAsInt()) : new BasicConstraints(true);
    }

    private NameConstraints nameConstraints() {
        return new NameConstraints(orNull(permitted), orNull(excluded));
    }

    private static GeneralSubtree[] orNull(List<GeneralSubtree> subtrees) {
        return subtrees.isEmpty() ? null : subtrees.toArray(GeneralSubtree[]::new);
    }
}
