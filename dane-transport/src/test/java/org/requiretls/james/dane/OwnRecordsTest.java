package org.requiretls.james.dane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.lab.pki.TlsaData;

/** Against digests that another library makes. */
class OwnRecordsTest {

    private static final Identity ROOT = CertificateMaker.root("Root").make();
    private static final Identity INTERMEDIATE =
            CertificateMaker.intermediate("Intermediate").signedBy(ROOT).make();
    private static final Identity LEAF =
            CertificateMaker.leaf("mx.own.test").signedBy(INTERMEDIATE).make();

    @Test
    void ofAServerAndOfItsKeyAlone() {
        String expected = TlsaData.zoneText(LEAF.certificate(), 3, 1, 1);

        assertThat(OwnRecords.ofServer(LEAF.certificate()).presentationForm()).isEqualTo(expected);
        assertThat(OwnRecords.ofKey(LEAF.keyPair().getPublic().getEncoded()).presentationForm())
                .isEqualTo(expected);
    }

    @Test
    void ofTheLastAuthorityThatIsShown() {
        assertThat(OwnRecords.ofAnchor(LEAF.chain()).map(TlsaRecord::presentationForm))
                .contains(TlsaData.zoneText(ROOT.certificate(), 2, 0, 1));
        assertThat(OwnRecords.ofAnchor(LEAF.withoutRoot().chain()).map(TlsaRecord::presentationForm))
                .contains(TlsaData.zoneText(INTERMEDIATE.certificate(), 2, 0, 1));
        assertThat(OwnRecords.ofAnchor(LEAF.showingLeafOnly().chain())).isEmpty();
        assertThat(OwnRecords.ofAnchor(
                        LEAF.showing(CertificateMaker.leaf("x.test").make().certificate())
                                .chain()))
                .as("no authority")
                .isEmpty();
    }

    @Test
    void octetsThatAreNoKeyAreRefused() {
        assertThatThrownBy(() -> OwnRecords.ofKey(new byte[] {1, 2, 3})).isInstanceOf(IllegalArgumentException.class);
    }
}
