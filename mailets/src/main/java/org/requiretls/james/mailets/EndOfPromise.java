package org.requiretls.james.mailets;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.apache.mailet.ProcessingState;
import org.apache.mailet.base.GenericMailet;
import org.requiretls.james.dsn.RedactedNotification;
import org.requiretls.james.failure.DeliveryFailure;
import org.requiretls.james.failure.DeliveryFailureCodec;
import org.requiretls.james.failure.DiagnosticType;
import org.requiretls.james.status.EnhancedStatus;
import org.requiretls.james.tag.TlsRequirement;
import org.requiretls.james.tag.TlsRequirementCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands in front of a mailet by which mail leaves James in another way than SMTP, so that nobody there knows of the tag.
 *
 * <pre>{@code
 * <mailet match="RecipientIs=pager@example.org" class="org.requiretls.james.mailets.EndOfPromise">
 *   <required>refuse</required>
 * </mailet>
 * <mailet match="RecipientIs=pager@example.org" class="SerialiseToHTTP">
 *   <url>http://pager.example.org/</url>
 * </mailet>
 * }</pre>
 *
 * <table>
 * <caption>Parameters</caption>
 * <tr><td>{@code required}</td><td>what becomes of mail tagged REQUIRED; has to be given. {@code refuse}: it fails with
 *   5.7.10, and its sender is told. {@code letGo}: it goes on, and a WARN line says that the promise ends here</td></tr>
 * <tr><td>{@code processor}</td><td>the one that tells senders of failures, default {@code bounces}; of use with
 *   {@code refuse}</td></tr>
 * </table>
 *
 * <p>A notification (a mail without sender) is not lost: where other mail is refused, it goes on without the content of
 * the message that it is about (RFC 8689 section 5).
 */
public class EndOfPromise extends GenericMailet {

    static final String REQUIRED = "required";
    static final String PROCESSOR = "processor";

    private static final String DEFAULT_PROCESSOR = "bounces";
    private static final String REASON =
            "550 5.7.10 Encryption needed: from here the message would go on in a way that REQUIRETLS does not protect";
    private static final Logger LOGGER = LoggerFactory.getLogger(EndOfPromise.class);

    /** What becomes of a mail tagged {@link TlsRequirement#REQUIRED}. */
    private enum Choice {
        REFUSE("refuse"),
        LET_GO("letGo");

        private final String word;

        Choice(String word) {
            this.word = word;
        }

        static Optional<Choice> parse(String text) {
            return Arrays.stream(values())
                    .filter(choice -> choice.word.equals(text))
                    .findFirst();
        }
    }

    private Choice choice;
    private String processor;

    /** @throws MessagingException for an unknown parameter, or where it is not said what to do */
    @Override
    public void init() throws MessagingException {
        Parameters.requireKnown(this, Set.of(REQUIRED, PROCESSOR));
        String text = getInitParameter(REQUIRED, "").trim();
        choice = Choice.parse(text)
                .orElseThrow(() -> new MessagingException(getMailetName() + ": <" + REQUIRED + "> is '" + text
                        + "', it has to be " + Choice.REFUSE.word + " or " + Choice.LET_GO.word));
        processor = getInitParameter(PROCESSOR, DEFAULT_PROCESSOR).trim();
    }

    /** @throws MessagingException when a notification cannot be read; the mail is as it was */
    @Override
    public void service(Mail mail) throws MessagingException {
        if (TlsRequirementCodec.read(mail) != TlsRequirement.REQUIRED) {
            return;
        }
        switch (choice) {
            case REFUSE -> refuse(mail);
            case LET_GO ->
                LOGGER.warn(
                        "Mail {} from {} for {}: REQUIRETLS was promised, and the promise ends here, because"
                                + " EndOfPromise says <{}>{}</{}>. What takes the mail now knows nothing of it.",
                        mail.getName(),
                        mail.getMaybeSender().asString(),
                        mail.getRecipients(),
                        REQUIRED,
                        choice.word,
                        REQUIRED);
        }
    }

    private void refuse(Mail mail) throws MessagingException {
        if (!mail.hasSender()) {
            mail.setMessage(RedactedNotification.of(mail.getMessage()));
            LOGGER.info(
                    "Mail {} for {} is a notification about a REQUIRETLS message, and goes on without the content of"
                            + " that message",
                    mail.getName(),
                    mail.getRecipients());
            return;
        }
        DeliveryFailureCodec.write(
                mail,
                new DeliveryFailure(
                        EnhancedStatus.ENCRYPTION_NEEDED, DiagnosticType.THIS_SERVER, REASON, Optional.empty()));
        mail.setState(processor);
        LOGGER.info(
                "Mail {} from {} for {} refused: it asks for REQUIRETLS, and would leave by a way that knows nothing of"
                        + " it. The processor '{}' tells the sender.",
                mail.getName(),
                mail.getMaybeSender().asString(),
                mail.getRecipients(),
                processor);
    }

    @Override
    public Collection<ProcessingState> requiredProcessingState() {
        return choice == Choice.REFUSE ? List.of(new ProcessingState(processor)) : List.of();
    }

    @Override
    public String getMailetInfo() {
        return "Refuses REQUIRETLS mail where it would leave the way that is protected, or says that it does";
    }
}
