package org.requiretls.james.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.delivery.DeliveryParts.BOB;
import static org.requiretls.james.delivery.DeliveryParts.EVE;
import static org.requiretls.james.delivery.DeliveryParts.address;
import static org.requiretls.james.delivery.DeliveryParts.mailFrom;

import java.util.List;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.ArbitrarySerializable;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.requiretls.james.tag.TlsRequirement;
import org.requiretls.james.tag.TlsRequirementCodec;

@DisplayName("Copies for processors")
class TaggedCopyTest {

    private static final AttributeName ANOTHER = AttributeName.of("com.example.another");
    private static final AttributeName STUBBORN = AttributeName.of("com.example.stubborn");

    /** What another mailet may note on a mail, and James fails to copy. */
    private static final class Stubborn implements ArbitrarySerializable<Stubborn> {

        @Override
        public Serializable<Stubborn> serialize() {
            throw new IllegalStateException("stubborn");
        }
    }

    @ParameterizedTest
    @EnumSource(TlsRequirement.class)
    @DisplayName("A copy has the tag even where James copies no attribute at all, because one of them cannot be copied")
    void tagged(TlsRequirement tag) throws Exception {
        MailImpl mail = mailFrom("alice@sender.test", tag, BOB, EVE);
        mail.setAttribute(new Attribute(ANOTHER, AttributeValue.of("value")));
        mail.setAttribute(new Attribute(STUBBORN, AttributeValue.of(new Stubborn())));

        try (TaggedCopy copy = TaggedCopy.of(mail, List.of(address(BOB)))) {
            assertThat(copy.mail().getAttribute(ANOTHER))
                    .as("James copies none")
                    .isEmpty();
            assertThat(TlsRequirementCodec.read(copy.mail())).isEqualTo(tag);
            assertThat(copy.mail().getRecipients()).containsExactly(address(BOB));
        }
    }
}
