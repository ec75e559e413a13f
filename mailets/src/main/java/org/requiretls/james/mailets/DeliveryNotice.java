package org.requiretls.james.mailets;

import java.time.Clock;
import java.util.Set;
import javax.mail.MessagingException;
import org.requiretls.james.dsn.Action;
import org.requiretls.james.dsn.ReturnedContent;
import org.requiretls.james.dsn.StatusReport;
import org.requiretls.james.status.EnhancedStatus;

/**
 * Tells the sender of a mail that it is late, or has been delivered, or was handed to a server that will not tell; takes
 * the place of DSNBounce of James with another {@code <action>} than failed.
 *
 * <pre>{@code
 * <mailet match="All" class="org.requiretls.james.mailets.DeliveryNotice">
 *   <action>delayed</action>
 *   <passThrough>false</passThrough>
 * </mailet>
 * }</pre>
 *
 * <table>
 * <caption>Parameters</caption>
 * <tr><td>{@code action}</td><td>{@code delayed}, {@code delivered} or {@code relayed}; has to be
 *   given</td></tr>
 * <tr><td>{@code passThrough}</td><td>{@code true} (default): the mail goes on to the next mailet; {@code false}: it
 *   ends here</td></tr>
 * <tr><td>{@code redactHeader}</td><td>as of {@link NonDeliveryReport}</td></tr>
 * <tr><td>{@code reportingMta}</td><td>as of {@link NonDeliveryReport}</td></tr>
 * </table>
 *
 * <p>Who is told is up to NOTIFY (RFC 3461 section 4.1): of a delivery or a handover only who asked for it, of a delay
 * everybody who did not ask otherwise. The header of the mail comes back, never its content.
 */
public class DeliveryNotice extends StatusNotification {

    static final String ACTION = "action";

    public DeliveryNotice() {
        this(Clock.systemDefaultZone());
    }

    DeliveryNotice(Clock clock) {
        super(clock);
    }

    @Override
    Set<String> ownParameters() {
        return Set.of(ACTION);
    }

    @Override
    StatusReport readReport() throws MessagingException {
        return new StatusReport(
                action(),
                reportingMta(),
                ReturnedContent.HEADER,
                contentWhenRequired(),
                EnhancedStatus.UNDEFINED_TRANSIENT);
    }

    private Action action() throws MessagingException {
        String action = getInitParameter(ACTION, "").trim();
        return Action.parse(action)
                .filter(known -> known != Action.FAILED)
                .orElseThrow(() -> new MessagingException(getMailetName() + ": <" + ACTION + "> is '" + action
                        + "', it has to be " + Action.DELAYED.keyword() + ", " + Action.DELIVERED.keyword() + " or "
                        + Action.RELAYED.keyword()
                        + "; for failures there is NonDeliveryReport"));
    }

    @Override
    public String getMailetInfo() {
        return "Tells the sender of a delay, a delivery or a handover (RFC 3464, RFC 8689 section 6)";
    }
}
