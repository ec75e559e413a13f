package org.requiretls.james.matchers;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMatcher;
import org.requiretls.james.session.SessionFacts;
import org.requiretls.james.session.SessionFactsCodec;

/**
 * Matches a mail that came to this server inside TLS.
 *
 * <pre>{@code
 * <mailet match="org.requiretls.james.matchers.ReceivedOverTls" class="..."/>
 * <mailet match="org.requiretls.james.matchers.ReceivedOverTls=TLSv1.3" class="..."/>
 * }</pre>
 *
 * <p>The condition is the lowest version that matches; without one, every version does. Mail that came by another door
 * than SMTP (JMAP, or made by a mailet) does not match: nothing is known of its way. For the cipher suite and the
 * keyword, {@code HasMailAttributeWithValueRegex} of James on the attributes of {@link SessionFactsCodec} serves.
 */
public class ReceivedOverTls extends GenericMatcher {

    private Optional<TlsVersion> lowest = Optional.empty();

    /** @throws MessagingException when the condition is no TLS version; it says how one is written */
    @Override
    public void init() throws MessagingException {
        String condition = getCondition() == null ? "" : getCondition().trim();
        if (condition.isEmpty()) {
            return;
        }
        lowest = TlsVersion.parse(condition);
        if (lowest.isEmpty()) {
            throw new MessagingException("ReceivedOverTls=" + condition + ": '" + condition + "' is not a TLS version."
                    + " Write the lowest one that is to match, as TLSv1.2; correct the match attribute in"
                    + " mailetcontainer.xml.");
        }
    }

    @Override
    public Collection<MailAddress> match(Mail mail) {
        return SessionFactsCodec.read(mail)
                        .flatMap(SessionFacts::tls)
                        .filter(this::isHighEnough)
                        .isPresent()
                ? mail.getRecipients()
                : List.of();
    }

    private boolean isHighEnough(SessionFacts.Tls tls) {
        return lowest.isEmpty()
                || TlsVersion.parse(tls.version())
                        .filter(version -> version.compareTo(lowest.get()) >= 0)
                        .isPresent();
    }
}
