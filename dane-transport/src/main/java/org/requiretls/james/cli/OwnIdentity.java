package org.requiretls.james.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.requiretls.james.delivery.SettingsException;
import org.requiretls.james.selfcheck.NextKey;

/** Certificates of servers of one's own, read from where servers have them. */
final class OwnIdentity {

    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PUBLIC_KEY = "PUBLIC KEY";
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN (?<label>[A-Z ]+)-----(?<data>[A-Za-z0-9+/=\\s]*)-----END \\k<label>-----");

    private OwnIdentity() {}

    /**
     * The chain in a PEM file, the server's own certificate first. Keys in it are left alone.
     *
     * @throws SettingsException if there is none, or if it can't be read
     */
    static List<X509Certificate> ofPem(Path file) throws SettingsException {
        List<X509Certificate> chain = new ArrayList<>();
        for (byte[] block : blocks(file, CERTIFICATE)) {
            chain.add(certificate(file, block));
        }
        if (chain.isEmpty()) {
            throw mistake(file, "there is no certificate in PEM in it");
        }
        return chain;
    }

    /** A key to come: a chain, or where no certificate is there yet a public key, in PEM. */
    static NextKey nextOfPem(Path file) throws SettingsException {
        List<byte[]> keys = blocks(file, PUBLIC_KEY);
        if (keys.isEmpty()) {
            return NextKey.of(ofPem(file));
        }
        try {
            return NextKey.of(keys.get(0));
        } catch (IllegalArgumentException e) {
            throw mistake(file, e.getMessage());
        }
    }

    /**
     * The chain in a keystore, as James shows it.
     *
     * @param alias which one; may be left out where there is just one
     */
    static List<X509Certificate> ofKeyStore(Path file, Optional<String> password, Optional<String> alias)
            throws SettingsException {
        try {
            KeyStore store = KeyStore.getInstance(
                    file.toFile(), password.map(String::toCharArray).orElse(null));
            List<String> keys = new ArrayList<>();
            for (String each : Collections.list(store.aliases())) {
                if (store.isKeyEntry(each) && store.getCertificateChain(each) != null) {
                    keys.add(each);
                }
            }
            if (alias.isEmpty() && keys.size() != 1) {
                throw mistake(
                        file, "it holds " + keys.size() + " keys with certificates " + keys + "; name one by --alias");
            }
            Certificate[] chain = store.getCertificateChain(alias.orElseGet(() -> keys.get(0)));
            if (chain == null) {
                throw mistake(file, "it has no key '" + alias.orElseThrow() + "'; there are " + keys);
            }
            return Arrays.stream(chain).map(X509Certificate.class::cast).toList();
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw mistake(file, "it can't be read as a keystore: " + e + ". See that it is one, and give its password");
        }
    }

    private static List<byte[]> blocks(Path file, String label) throws SettingsException {
        try {
            Matcher matcher = PEM.matcher(Files.readString(file, StandardCharsets.US_ASCII));
            List<byte[]> blocks = new ArrayList<>();
            while (matcher.find()) {
                if (matcher.group("label").equals(label)) {
                    blocks.add(Base64.getMimeDecoder().decode(matcher.group("data")));
                }
            }
            return blocks;
        } catch (IOException | IllegalArgumentException e) {
            throw mistake(file, "it can't be read as PEM: " + e);
        }
    }

    private static X509Certificate certificate(Path file, byte[] block) throws SettingsException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(block));
        } catch (CertificateException e) {
            throw mistake(file, "a certificate in it can't be read: " + e.getMessage());
        }
    }

    private static SettingsException mistake(Path file, String what) {
        return new SettingsException(List.of(file + ": " + what));
    }
}
