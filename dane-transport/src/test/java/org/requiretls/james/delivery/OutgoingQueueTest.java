package org.requiretls.james.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.requiretls.james.delivery.DeliveryParts.BOB;
import static org.requiretls.james.delivery.DeliveryParts.EVE;
import static org.requiretls.james.delivery.DeliveryParts.mail;
import static org.requiretls.james.delivery.DeliveryParts.mailFrom;
import static org.requiretls.james.delivery.DeliveryParts.strings;

import java.util.List;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.requiretls.james.delivery.DeliveryParts.Handed;
import org.requiretls.james.delivery.DeliveryParts.Queue;
import org.requiretls.james.tag.TlsRequirement;
import org.requiretls.james.tag.TlsRequirementCodec;

@DisplayName("The outgoing queue")
class OutgoingQueueTest {

    private static final String CAROL = "carol@two.test";
    private static final String DAN = "dan@three.test";

    private final Queue queue = new Queue();
    private final OutgoingQueue byDomain = DeliveryParts.outgoing(queue, OutgoingQueue.Parts.ONE_FOR_EACH_DOMAIN);

    @Test
    @DisplayName("A mail goes in one part for each domain, whatever the case, each with the tag and a name of its own")
    void oneForEachDomain() throws Exception {
        byDomain.accept(mailFrom("alice@sender.test", TlsRequirement.REQUIRED, BOB, CAROL, "eve@ONE.test"));

        assertThat(queue.enqueued)
                .extracting(handed -> handed.mail().getName())
                .containsExactly("mail1-to-one.test", "mail1-to-two.test");
        assertThat(queue.enqueued.get(0).recipients()).hasSize(2);
        assertThat(queue.enqueued)
                .allSatisfy(handed ->
                        assertThat(TlsRequirementCodec.read(handed.mail())).isEqualTo(TlsRequirement.REQUIRED));
    }

    @Test
    @DisplayName(
            "A part that can't be enqueued leaves its recipients, and those of the parts behind it, with the caller")
    void fullInTheMiddle() {
        queue.fullForDomain = "two.test";
        Mail mail = mail(BOB, CAROL, DAN);

        assertThatThrownBy(() -> byDomain.accept(mail)).isInstanceOf(MailQueueException.class);

        assertThat(queue.enqueued).extracting(Handed::recipients).containsExactly(List.of(BOB));
        assertThat(strings(mail.getRecipients())).containsExactly(CAROL, DAN);
        assertThat(mail.getName()).isEqualTo("mail1");
    }

    @Test
    @DisplayName("For gateways it stays in one part")
    void allInOne() throws Exception {
        OutgoingQueue forGateways = DeliveryParts.outgoing(queue, OutgoingQueue.Parts.ALL_IN_ONE);
        forGateways.accept(mail(BOB, CAROL));

        assertThat(queue.enqueued).hasSize(1);
        assertThat(forGateways.isOnePart(mail(BOB, CAROL))).isTrue();
        assertThat(byDomain.isOnePart(mail(BOB, CAROL))).isFalse();
        assertThat(byDomain.isOnePart(mail(BOB, EVE))).isTrue();
    }
}
