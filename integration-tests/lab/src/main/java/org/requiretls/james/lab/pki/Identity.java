package org.requiretls.james.lab.pki;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A private key and the certificate chain that a server shows for it.
 *
 * @param keyPair the key of the first certificate
 * @param chain as shown in the handshake: the own certificate first; never empty
 * @param issuers the chain that this certificate was really issued under, own certificate excluded, up to the root
 */
public record Identity(KeyPair keyPair, List<X509Certificate> chain, List<X509Certificate> issuers) {

    /** The name of the only entry in keystores written from here. */
    public static final String ALIAS = "lab";

    public Identity {
        chain = List.copyOf(chain);
        issuers = List.copyOf(issuers);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("An identity shows at least its own certificate");
        }
    }

    /** The own certificate. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    public PrivateKey privateKey() {
        return keyPair.getPrivate();
    }

    /** The same identity showing its own certificate alone. */
    public Identity showingLeafOnly() {
        return showing();
    }

    /** The same identity keeping back the last certificate of its chain, as most servers do with the root. */
    public Identity withoutRoot() {
        return new Identity(keyPair, chain.subList(0, Math.max(1, chain.size() - 1)), issuers);
    }

    /** The same identity showing other certificates after its own, in this order, right or wrong. */
    public Identity showing(X509Certificate... rest) {
        List<X509Certificate> shown = new ArrayList<>();
        shown.add(certificate());
        shown.addAll(Arrays.asList(rest));
        return new Identity(keyPair, shown, issuers);
    }

    /** The same identity showing these certificates after all that it shows already. */
    public Identity showingToo(X509Certificate... more) {
        return showing(
                Stream.concat(chain.stream().skip(1), Arrays.stream(more)).toArray(X509Certificate[]::new));
    }

    /**
     * A PKCS #12 keystore with key and chain under {@link #ALIAS}.
     *
     * @throws IllegalStateException if the chain is in disorder: a keystore takes none such, use PEM files
     */
    public KeyStore keyStore(char[] password) {
        try {
            KeyStore store = emptyStore();
            store.setKeyEntry(ALIAS, privateKey(), password, chain.toArray(X509Certificate[]::new));
            return store;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot put " + certificate().getSubjectX500Principal() + " in a store", e);
        }
    }

    /** A keystore that trusts the last certificate of the issuers, or the own one if there is no other. */
    public KeyStore trustStore() {
        try {
            KeyStore store = emptyStore();
            store.setCertificateEntry(ALIAS, root());
            return store;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot put " + root().getSubjectX500Principal() + " in a store", e);
        }
    }

    /** The root that this identity comes from; the own certificate if it is self-signed. */
    public X509Certificate root() {
        return issuers.isEmpty() ? certificate() : issuers.get(issuers.size() - 1);
    }

    /** Writes {@link #keyStore} to a file. */
    public void writePkcs12(Path file, char[] password) throws IOException {
        write(keyStore(password), file, password);
    }

    /** Writes {@link #trustStore} to a file. */
    public void writeTrustStore(Path file, char[] password) throws IOException {
        write(trustStore(), file, password);
    }

    /** Writes the chain, in the order of {@link #chain}, as PEM. */
    public void writeChainPem(Path file) throws IOException {
        Files.writeString(file, Pem.of(chain));
    }

    /** Writes the private key, unprotected, as PKCS #8 in PEM. */
    public void writeKeyPem(Path file) throws IOException {
        Files.writeString(file, Pem.of(privateKey()));
    }

    /** For a server on JSSE that shows this identity; it asks no client for a certificate. */
    public SSLContext sslContext() {
        char[] password = {'x'};
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(keyStore(password), password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "Cannot serve TLS as " + certificate().getSubjectX500Principal(), e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new IllegalStateException("An empty keystore cannot fail to load", e);
        }
        return store;
    }

    private static void write(KeyStore store, Path file, char[] password) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password);
        } catch (GeneralSecurityException e) {
            throw new IOException("Cannot write keystore " + file, e);
        }
    }
}
