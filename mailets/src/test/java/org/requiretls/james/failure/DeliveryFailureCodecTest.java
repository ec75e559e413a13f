package org.requiretls.james.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.apache.james.transport.mailets.remote.delivery.Bouncer;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.base.test.FakeMail;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.requiretls.james.status.EnhancedStatus;

class DeliveryFailureCodecTest {

    private static final EnhancedStatus FALLBACK = new EnhancedStatus(5, 1, 1);
    private static final DeliveryFailure NO_SUPPORT = new DeliveryFailure(
            EnhancedStatus.REQUIRETLS_SUPPORT_REQUIRED,
            DiagnosticType.THIS_SERVER,
            "550 5.7.30 REQUIRETLS support required",
            Optional.of("mx.example.net"));

    private FakeMail mail;

    @BeforeEach
    void setUp() throws Exception {
        mail = FakeMail.builder().name("mail1").build();
    }

    @Test
    void readsBackWhatWasWritten() {
        DeliveryFailureCodec.write(mail, NO_SUPPORT);

        assertThat(DeliveryFailureCodec.read(mail, FALLBACK)).isEqualTo(NO_SUPPORT);
    }

    @Test
    void nothingOfAnEarlierFailureIsLeft() {
        DeliveryFailure later = new DeliveryFailure(
                EnhancedStatus.UNDEFINED_TRANSIENT, DiagnosticType.THIS_SERVER, "no route", Optional.empty());
        DeliveryFailureCodec.write(mail, NO_SUPPORT);
        DeliveryFailureCodec.write(mail, later);

        assertThat(DeliveryFailureCodec.read(mail, FALLBACK)).isEqualTo(later);
        assertThat(mail.getAttribute(DeliveryFailureCodec.ERROR_CODE)).isEmpty();
    }

    @Test
    void keepsNamesAndTypesOfTheStockRemoteDelivery() {
        DeliveryFailureCodec.write(mail, NO_SUPPORT);

        assertThat(value(Bouncer.DELIVERY_ERROR)).isEqualTo("550 5.7.30 REQUIRETLS support required");
        assertThat(value(Bouncer.DELIVERY_ERROR_CODE)).isEqualTo(550);
        assertThat(value(Bouncer.IS_DELIVERY_PERMANENT_ERROR)).isEqualTo(true);
    }

    @Test
    void understandsWhatTheStockRemoteDeliveryLeaves() {
        put(Bouncer.DELIVERY_ERROR, AttributeValue.of("550-5.1.1 Nobody\n550 5.1.1 here"));
        put(Bouncer.DELIVERY_ERROR_CODE, AttributeValue.of(550));

        assertThat(DeliveryFailureCodec.read(mail, EnhancedStatus.UNDEFINED_PERMANENT))
                .isEqualTo(new DeliveryFailure(
                        new EnhancedStatus(5, 1, 1),
                        DiagnosticType.SMTP,
                        "550-5.1.1 Nobody\n550 5.1.1 here",
                        Optional.empty()));
    }

    @Test
    void stockFailureWithoutReplyIsNotThePeersWord() {
        put(Bouncer.DELIVERY_ERROR, AttributeValue.of("Connection refused"));
        put(Bouncer.IS_DELIVERY_PERMANENT_ERROR, AttributeValue.of(false));

        DeliveryFailure read = DeliveryFailureCodec.read(mail, FALLBACK);

        assertThat(read.diagnosticType()).isEqualTo(DiagnosticType.THIS_SERVER);
        assertThat(read.status()).isEqualTo(EnhancedStatus.UNDEFINED_TRANSIENT);
    }

    @Test
    void theErrorMessageOfTheMailIsNeverThePeersWord() {
        mail.setErrorMessage("550 - Requested action not taken: no such user here");

        assertThat(DeliveryFailureCodec.read(mail, FALLBACK))
                .isEqualTo(new DeliveryFailure(
                        FALLBACK,
                        DiagnosticType.THIS_SERVER,
                        "550 - Requested action not taken: no such user here",
                        Optional.empty()));
    }

    @Test
    void damagedAttributesAreFilledIn() {
        put(DeliveryFailureCodec.STATUS, AttributeValue.of("5.7.30\r\nX: y"));
        put(DeliveryFailureCodec.DIAGNOSTIC_TYPE, AttributeValue.of("fax"));
        put(RemoteHostCodec.REMOTE_HOST, AttributeValue.of(true));
        put(DeliveryFailureCodec.ERROR, AttributeValue.of(" "));

        assertThat(DeliveryFailureCodec.read(mail, FALLBACK))
                .isEqualTo(new DeliveryFailure(
                        FALLBACK, DiagnosticType.THIS_SERVER, "No reason was recorded", Optional.empty()));
    }

    @Test
    void aFailureNeedsAReason() {
        assertThatThrownBy(() -> new DeliveryFailure(FALLBACK, DiagnosticType.THIS_SERVER, " ", Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Object value(AttributeName name) {
        return mail.getAttribute(name).orElseThrow().getValue().value();
    }

    private void put(AttributeName name, AttributeValue<?> value) {
        mail.setAttribute(new Attribute(name, value));
    }
}
