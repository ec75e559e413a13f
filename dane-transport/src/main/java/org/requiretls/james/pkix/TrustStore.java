package org.requiretls.james.pkix;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * The certificates that the administrator trusts. Read once; a changed file counts from the next start on.
 *
 * @param origin where they come from, for log lines
 * @param certificates never empty
 */
public record TrustStore(String origin, List<X509Certificate> certificates) {

    /** @throws TrustStoreException if there are no certificates: nothing could ever be trusted */
    public TrustStore {
        certificates = List.copyOf(certificates);
        if (certificates.isEmpty()) {
            throw new TrustStoreException("There are no trusted certificates in " + origin
                    + ", so no server could be authenticated. Put the certificates of the authorities in there, or"
                    + " name another trust store");
        }
    }

    /**
     * What this JVM trusts: the file in the system property {@code javax.net.ssl.trustStore}, or else {@code
     * lib/security/jssecacerts} or {@code lib/security/cacerts} of the Java installation.
     */
    public static TrustStore ofJvm() {
        String origin = "the trust store of this JVM (javax.net.ssl.trustStore or lib/security/cacerts below "
                + System.getProperty("java.home") + ")";
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return new TrustStore(
                    origin,
                    Arrays.stream(factory.getTrustManagers())
                            .filter(X509TrustManager.class::isInstance)
                            .map(X509TrustManager.class::cast)
                            .flatMap(manager -> Arrays.stream(manager.getAcceptedIssuers()))
                            .toList());
        } catch (GeneralSecurityException e) {
            throw new TrustStoreException(
                    "Cannot read " + origin + ": " + e.getMessage()
                            + ". Repair the Java installation or name a trust store of your own",
                    e);
        }
    }

    /**
     * All certificates in a keystore file, those in front of private keys excluded.
     *
     * @param type such as {@code PKCS12} or {@code JKS}
     * @throws TrustStoreException if the file is missing, of another type, has another password or is empty
     */
    public static TrustStore ofKeyStore(Path file, String type, char[] password) {
        String origin = "trust store " + file;
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(type);
            store.load(in, password);
            return new TrustStore(origin, trustedCertificates(store));
        } catch (IOException | GeneralSecurityException e) {
            throw new TrustStoreException(
                    "Cannot read " + origin + " as " + type + ": " + e
                            + ". Check that the file exists and is readable for James, its type and its password",
                    e);
        }
    }

    private static List<X509Certificate> trustedCertificates(KeyStore store) throws KeyStoreException {
        List<X509Certificate> trusted = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            if (store.isCertificateEntry(alias) && store.getCertificate(alias) instanceof X509Certificate certificate) {
                trusted.add(certificate);
            }
        }
        return trusted;
    }

    /**
     * All certificates in a file of PEM blocks, such as {@code /etc/ssl/certs/ca-certificates.crt}.
     *
     * @throws TrustStoreException if the file is missing, has anything broken in it, or is empty
     */
    public static TrustStore ofPem(Path file) {
        String origin = "trust store " + file;
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            return new TrustStore(
                    origin,
                    certificates.stream().map(X509Certificate.class::cast).toList());
        } catch (IOException | CertificateException e) {
            throw new TrustStoreException(
                    "Cannot read " + origin + " as PEM: " + e
                            + ". Check that the file exists, is readable for James and holds certificates only",
                    e);
        }
    }
}
