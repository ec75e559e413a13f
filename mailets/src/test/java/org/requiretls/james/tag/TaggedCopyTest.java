package org.requiretls.james.tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.james.core.MailAddress;
import org.apache.james.core.builder.MimeMessageBuilder;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.ArbitrarySerializable;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Copies of a mail")
class TaggedCopyTest {

    private static final AttributeName ANOTHER = AttributeName.of("com.example.another");
    private static final AttributeName STUBBORN = AttributeName.of("com.example.stubborn");

    private MailImpl mail;
    private MailAddress bob;

    /** What another mailet may note on a mail, and James fails to write. */
    private static final class Unwritable implements ArbitrarySerializable<Unwritable> {

        @Override
        public Serializable<Unwritable> serialize() {
            throw new IllegalStateException("stubborn");
        }
    }

    /** What James can write, and then does not know how to read. */
    private static final class Unreadable implements ArbitrarySerializable<Unreadable> {

        @Override
        public Serializable<Unreadable> serialize() {
            return new Serializable<>(AttributeValue.of("unreadable"), Nothing.class);
        }
    }

    public static final class Nothing implements ArbitrarySerializable.Deserializer<Unreadable> {

        @Override
        public Optional<Unreadable> deserialize(ArbitrarySerializable.Serializable<Unreadable> serialized) {
            return Optional.empty();
        }
    }

    @BeforeEach
    void receive() throws Exception {
        bob = new MailAddress("bob@good.test");
        mail = MailImpl.builder()
                .name("mail1")
                .sender("alice@sender.test")
                .addRecipients(bob, new MailAddress("eve@good.test"))
                .mimeMessage(MimeMessageBuilder.mimeMessageBuilder().setText("hello"))
                .build();
        mail.setErrorMessage("what happened");
        mail.setAttribute(new Attribute(ANOTHER, AttributeValue.of("value")));
    }

    @AfterEach
    void dispose() {
        mail.dispose();
    }

    static Stream<Arguments> stubbornInEveryTag() {
        return Stream.of(TlsRequirement.values())
                .flatMap(tag -> Stream.of(AttributeValue.of(new Unwritable()), AttributeValue.of(new Unreadable()))
                        .map(value -> Arguments.of(tag, value)));
    }

    @ParameterizedTest
    @MethodSource("stubbornInEveryTag")
    @DisplayName("have the tag, and all else but the attributes of which there can be no copy")
    void lackOnlyWhatCannotBeCopied(TlsRequirement tag, AttributeValue<?> value) throws Exception {
        TlsRequirementCodec.write(mail, tag);
        mail.setAttribute(new Attribute(STUBBORN, value));

        try (TaggedCopy copy = TaggedCopy.of(mail, List.of(bob))) {
            assertThat(TlsRequirementCodec.read(copy.mail())).isEqualTo(tag);
            assertThat(copy.mail().getAttribute(ANOTHER)).isEqualTo(mail.getAttribute(ANOTHER));
            assertThat(copy.mail().getAttribute(STUBBORN)).isEmpty();
            assertThat(copy.mail().getRecipients()).containsExactly(bob);
            assertThat(copy.mail().getMaybeSender()).isEqualTo(mail.getMaybeSender());
            assertThat(copy.mail().getErrorMessage()).isEqualTo("what happened");
        }
        assertThat(mail.getAttribute(STUBBORN)).isPresent();
        assertThat(mail.getRecipients()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(TlsRequirement.class)
    @DisplayName("have everything where everything can be copied")
    void haveEverything(TlsRequirement tag) throws Exception {
        TlsRequirementCodec.write(mail, tag);

        try (TaggedCopy copy = TaggedCopy.of(mail)) {
            assertThat(copy.mail().attributes())
                    .containsExactlyInAnyOrderElementsOf(mail.attributes().toList());
            assertThat(copy.mail().getRecipients()).hasSize(2);
        }
    }

    @Test
    @DisplayName("James alone gives no copy at all, or one without any attribute")
    void areNeededForJames() throws Exception {
        mail.setAttribute(new Attribute(STUBBORN, AttributeValue.of(new Unwritable())));
        assertThat(mail.duplicate().attributes()).isEmpty();

        mail.setAttribute(new Attribute(STUBBORN, AttributeValue.of(new Unreadable())));
        assertThatThrownBy(mail::duplicate).isInstanceOf(NoSuchElementException.class);
    }
}
