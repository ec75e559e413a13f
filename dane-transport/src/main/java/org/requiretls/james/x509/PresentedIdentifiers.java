package org.requiretls.james.x509;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/**
 * The DNS names that a certificate claims for its holder.
 *
 * @param names as they stand in the certificate, wildcards, nonsense and malice included
 */
public record PresentedIdentifiers(List<String> names) {

    private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
    private static final Integer DNS_NAME = 2;
    private static final String COMMON_NAME = "CN";

    public PresentedIdentifiers {
        names = List.copyOf(names);
    }

    /**
     * The DNS-IDs of a certificate or, if it has none and the use permits it, its CN-ID.
     *
     * @throws CertificateParsingException if the names cannot be read: then it must not be guessed what they say
     */
    public static PresentedIdentifiers of(X509Certificate certificate, CommonNameUse commonName)
            throws CertificateParsingException {
        List<String> dnsIds = dnsIds(certificate);
        if (dnsIds.isEmpty() && commonName == CommonNameUse.WITHOUT_DNS_ID) {
            return new PresentedIdentifiers(
                    commonName(certificate.getSubjectX500Principal()).stream().toList());
        }
        return new PresentedIdentifiers(dnsIds);
    }

    private static List<String> dnsIds(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> alternatives =
                Optional.ofNullable(certificate.getSubjectAlternativeNames()).orElse(Collections.emptyList());
        boolean extensionPresent = certificate.getExtensionValue(SUBJECT_ALTERNATIVE_NAME) != null;
        if (alternatives.isEmpty() && extensionPresent) {
            // The JDK turns an extension that it cannot read into an empty one.
            throw new CertificateParsingException("The subject alternative names cannot be read");
        }
        return alternatives.stream()
                .filter(name -> DNS_NAME.equals(name.get(0)))
                .map(name -> (String) name.get(1))
                .toList();
    }

    /** The common name, if there is exactly one: of several it is disputed which one counts. */
    private static Optional<String> commonName(X500Principal subject) throws CertificateParsingException {
        try {
            List<String> commonNames = new LdapName(subject.getName(X500Principal.RFC2253))
                    .getRdns().stream()
                            .map(Rdn::toAttributes)
                            .map(attributes -> attributes.get(COMMON_NAME))
                            .filter(attribute -> attribute != null)
                            .flatMap(attribute -> values(attribute).stream())
                            .filter(String.class::isInstance)
                            .map(String.class::cast)
                            .toList();
            return commonNames.size() == 1 ? Optional.of(commonNames.get(0)) : Optional.empty();
        } catch (InvalidNameException e) {
            throw new CertificateParsingException("The subject cannot be read", e);
        }
    }

    private static List<?> values(Attribute attribute) {
        try {
            return Collections.list(attribute.getAll());
        } catch (NamingException e) {
            throw new IllegalStateException("An attribute in memory cannot fail to list its values", e);
        }
    }

    /** Whether one of the names covers a reference identifier (RFC 9525 section 6.3). */
    boolean include(String reference) {
        return names.stream().anyMatch(name -> covers(name, reference));
    }

    private static boolean covers(String presented, String reference) {
        return DnsName.plain(presented).filter(reference::equals).isPresent()
                || DnsName.behindWildcard(presented)
                        .filter(DnsName.parent(reference)::equals)
                        .isPresent();
    }
}
