package org.requiretls.james.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.base.test.FakeMail;
import org.junit.jupiter.api.Test;
import org.requiretls.james.session.SessionFacts.Keyword;

class SessionFactsCodecTest {

    private static final SessionFacts INSIDE_TLS =
            new SessionFacts(Optional.of(new SessionFacts.Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256")), Keyword.USED);
    private static final SessionFacts IN_CLEAR_TEXT = new SessionFacts(Optional.empty(), Keyword.NOT_USED);

    private final FakeMail mail = FakeMail.builder().name("mail1").build();

    SessionFactsCodecTest() throws Exception {}

    @Test
    void whatIsWrittenIsRead() {
        SessionFactsCodec.write(mail, INSIDE_TLS);
        assertThat(SessionFactsCodec.read(mail)).contains(INSIDE_TLS);
    }

    /** What was there before, brought along from wherever, is gone. */
    @Test
    void nothingOfFormerFactsIsLeft() {
        SessionFactsCodec.write(mail, INSIDE_TLS);
        SessionFactsCodec.write(mail, IN_CLEAR_TEXT);

        assertThat(SessionFactsCodec.read(mail)).contains(IN_CLEAR_TEXT);
        assertThat(mail.attributesMap()).containsOnlyKeys(SessionFactsCodec.TLS_VERSION);
    }

    @Test
    void withoutFactsTheMailDidNotComeBySmtp() {
        assertThat(SessionFactsCodec.read(mail)).isEmpty();
    }

    @Test
    void aDamagedVersionTellsNothing() {
        mail.setAttribute(new Attribute(SessionFactsCodec.TLS_VERSION, AttributeValue.of(13)));
        assertThat(SessionFactsCodec.read(mail)).isEmpty();
    }
}
