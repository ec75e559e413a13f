package org.requiretls.james.mailets;

import java.time.Clock;
import java.util.Locale;
import java.util.Set;
import javax.mail.MessagingException;
import org.requiretls.james.dsn.Action;
import org.requiretls.james.dsn.ReturnedContent;
import org.requiretls.james.dsn.StatusReport;
import org.requiretls.james.status.EnhancedStatus;

/**
 * Tells the sender of a mail that it could not be delivered; takes the place of DSNBounce (and of Bounce) of James.
 *
 * <pre>{@code
 * <mailet match="All" class="org.requiretls.james.mailets.NonDeliveryReport">
 *   <passThrough>false</passThrough>
 * </mailet>
 * }</pre>
 *
 * <table>
 * <caption>Parameters</caption>
 * <tr><td>{@code passThrough}</td><td>{@code true} (default): the failed mail goes on to the next mailet;
 *   {@code false}: it ends here</td></tr>
 * <tr><td>{@code attachment}</td><td>{@code message} (default), {@code heads} or {@code none}: what comes back where
 *   the client did not say with RET. Of mail tagged REQUIRED never more than the header</td></tr>
 * <tr><td>{@code redactHeader}</td><td>{@code true}: of mail tagged REQUIRED, Subject, To, Cc and the like do not come
 *   back either; default {@code false}</td></tr>
 * <tr><td>{@code defaultStatus}</td><td>the status where the mail does not tell one, default {@code 5.0.0}</td></tr>
 * <tr><td>{@code reportingMta}</td><td>the name of this server in the report, default its host name</td></tr>
 * </table>
 *
 * <p>What the notification carries, {@link StatusNotification} says. What keeps it from being composed or sent is
 * thrown, so James keeps the failed mail.
 */
public class NonDeliveryReport extends StatusNotification {

    static final String ATTACHMENT = "attachment";
    static final String DEFAULT_STATUS = "defaultStatus";

    public NonDeliveryReport() {
        this(Clock.systemDefaultZone());
    }

    NonDeliveryReport(Clock clock) {
        super(clock);
    }

    @Override
    Set<String> ownParameters() {
        return Set.of(ATTACHMENT, DEFAULT_STATUS);
    }

    @Override
    StatusReport readReport() throws MessagingException {
        return new StatusReport(Action.FAILED, reportingMta(), usualContent(), contentWhenRequired(), defaultStatus());
    }

    @Override
    public String getMailetInfo() {
        return "Reports a failed delivery to the sender (RFC 3464, RFC 8689 section 5)";
    }

    private ReturnedContent usualContent() throws MessagingException {
        String attachment = getInitParameter(ATTACHMENT, "message");
        return switch (attachment.trim().toLowerCase(Locale.ROOT)) {
            case "message" -> ReturnedContent.MESSAGE;
            case "heads" -> ReturnedContent.HEADER;
            case "none" -> ReturnedContent.NONE;
            default ->
                throw new MessagingException(getMailetName() + ": <" + ATTACHMENT + "> is '" + attachment
                        + "', it has to be message, heads or none");
        };
    }

    private EnhancedStatus defaultStatus() throws MessagingException {
        String status = getInitParameter(DEFAULT_STATUS, EnhancedStatus.UNDEFINED_PERMANENT.toString());
        return EnhancedStatus.parse(status.trim())
                .filter(parsed -> !parsed.isSuccess())
                .orElseThrow(() -> new MessagingException(getMailetName() + ": <" + DEFAULT_STATUS + "> is '" + status
                        + "', it has to be a failure status of RFC 3463 such as 5.1.1"));
    }
}
