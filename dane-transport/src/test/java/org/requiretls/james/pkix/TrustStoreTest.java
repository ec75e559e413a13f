package org.requiretls.james.pkix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.pki.Pem;

class TrustStoreTest {

    private static final char[] PASSWORD = "secret".toCharArray();
    private static final Identity ROOT = CertificateMaker.root("Lab Root").make();

    @TempDir
    private Path dir;

    @Test
    @Covers("R8689-2-14")
    void jvmTrustsSomebody() {
        assertThat(TrustStore.ofJvm().certificates()).isNotEmpty();
    }

    @Test
    @Covers("R8689-2-14")
    void keyStoreFile() throws Exception {
        Path file = dir.resolve("trust.p12");
        ROOT.writeTrustStore(file, PASSWORD);
        assertThat(TrustStore.ofKeyStore(file, "PKCS12", PASSWORD).certificates())
                .containsExactly(ROOT.certificate());
    }

    @Test
    @Covers("R8689-2-14")
    void pemFile() throws Exception {
        Identity other = CertificateMaker.root("Other").make();
        Path file = dir.resolve("trust.pem");
        Files.writeString(file, "# two authorities\n" + Pem.of(List.of(ROOT.certificate(), other.certificate())));
        assertThat(TrustStore.ofPem(file).certificates()).containsExactly(ROOT.certificate(), other.certificate());
    }

    @Test
    void missingFilesAreNamed() {
        Path missing = dir.resolve("nowhere.p12");
        assertThatThrownBy(() -> TrustStore.ofKeyStore(missing, "PKCS12", PASSWORD))
                .isInstanceOf(TrustStoreException.class)
                .hasMessageContainingAll(missing.toString(), "Check that the file exists");
        assertThatThrownBy(() -> TrustStore.ofPem(missing))
                .isInstanceOf(TrustStoreException.class)
                .hasMessageContainingAll(missing.toString(), "Check that the file exists");
    }

    @Test
    void wrongPasswordOrTypeIsSaid() throws Exception {
        Path file = dir.resolve("trust.p12");
        ROOT.writeTrustStore(file, PASSWORD);
        assertThatThrownBy(() -> TrustStore.ofKeyStore(file, "PKCS12", "wrong".toCharArray()))
                .isInstanceOf(TrustStoreException.class)
                .hasMessageContainingAll(file.toString(), "password");
        assertThatThrownBy(() -> TrustStore.ofKeyStore(file, "NOSUCHTYPE", PASSWORD))
                .isInstanceOf(TrustStoreException.class)
                .hasMessageContainingAll("NOSUCHTYPE", "type");
    }

    @Test
    void emptyStoresAreRefused() throws Exception {
        Path pem = Files.writeString(dir.resolve("empty.pem"), "");
        assertThatThrownBy(() -> TrustStore.ofPem(pem))
                .isInstanceOf(TrustStoreException.class)
                .hasMessageContainingAll(pem.toString(), "no trusted certificates");

        Path onlyKeys = dir.resolve("keys.p12");
        ROOT.writePkcs12(onlyKeys, PASSWORD);
        assertThatThrownBy(() -> TrustStore.ofKeyStore(onlyKeys, "PKCS12", PASSWORD))
                .isInstanceOf(TrustStoreException.class)
                .hasMessageContainingAll(onlyKeys.toString(), "Put the certificates of the authorities in there");

        Path empty = dir.resolve("empty.p12");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (OutputStream out = Files.newOutputStream(empty)) {
            store.store(out, PASSWORD);
        }
        assertThatThrownBy(() -> TrustStore.ofKeyStore(empty, "PKCS12", PASSWORD))
                .isInstanceOf(TrustStoreException.class);
    }

    @Test
    void brokenPemIsRefusedWhole() throws Exception {
        String good = Pem.of(List.of(ROOT.certificate()));
        Path file = Files.writeString(dir.resolve("broken.pem"), good + good.replace("A", "B"));
        assertThatThrownBy(() -> TrustStore.ofPem(file)).isInstanceOf(TrustStoreException.class);
        Path text = Files.writeString(dir.resolve("text.pem"), "these are no certificates\n");
        assertThatThrownBy(() -> TrustStore.ofPem(text)).isInstanceOf(TrustStoreException.class);
    }
}
