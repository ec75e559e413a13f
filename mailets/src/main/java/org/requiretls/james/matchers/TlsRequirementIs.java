package org.requiretls.james.matchers;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMatcher;
import org.requiretls.james.tag.TlsRequirement;
import org.requiretls.james.tag.TlsRequirementCodec;
import org.requiretls.james.tag.TlsRequirementNames;

/**
 * Matches a mail by its tag.
 *
 * <pre>{@code
 * <mailet match="org.requiretls.james.matchers.TlsRequirementIs=required" class="..."/>
 * <mailet match="org.requiretls.james.matchers.TlsRequirementIs=required,optional" class="..."/>
 * }</pre>
 *
 * <p>The condition is one or several of {@code none}, {@code required}, {@code optional}, separated by commas. A
 * damaged tag counts as {@code required}, as it does for the transport.
 */
public class TlsRequirementIs extends GenericMatcher {

    private Set<TlsRequirement> wanted = Set.of();

    /** @throws MessagingException when the condition is missing or holds an unknown word; it names the allowed ones */
    @Override
    public void init() throws MessagingException {
        String condition = getCondition() == null ? "" : getCondition();
        Set<TlsRequirement> parsed = EnumSet.noneOf(TlsRequirement.class);
        for (String word : condition.split(",", -1)) {
            parsed.add(TlsRequirementNames.parse(word.trim()).orElseThrow(() -> unknown(word, condition)));
        }
        wanted = parsed;
    }

    @Override
    public Collection<MailAddress> match(Mail mail) {
        return wanted.contains(TlsRequirementCodec.read(mail)) ? mail.getRecipients() : List.of();
    }

    private static MessagingException unknown(String word, String condition) {
        return new MessagingException("TlsRequirementIs=" + condition + ": '" + word.trim()
                + "' is not a TLS requirement. Allowed are one or several of " + TlsRequirementNames.allowed()
                + ", separated by commas; correct the match attribute in mailetcontainer.xml.");
    }
}
