package org.requiretls.james.matchers;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMatcher;

/**
 * Matches a mail whose Subject holds one of several keywords, wherever it stands in it and in any letter case.
 *
 * <pre>{@code
 * <mailet match="org.requiretls.james.matchers.SubjectHasKeyword=[secure],#confidential" class="..."/>
 * }</pre>
 *
 * <p>For users whose mail program cannot ask for REQUIRETLS. James itself can compare the whole Subject
 * ({@code SubjectIs}) and its start ({@code SubjectStartsWith}), but "Re: [secure] offer" is neither.
 */
public class SubjectHasKeyword extends GenericMatcher {

    private List<String> keywords = List.of();

    /** @throws MessagingException when there is no keyword, or an empty one, which every Subject would hold */
    @Override
    public void init() throws MessagingException {
        String condition = getCondition() == null ? "" : getCondition();
        keywords = Arrays.stream(condition.split(",", -1))
                .map(keyword -> keyword.trim().toLowerCase(Locale.ROOT))
                .toList();
        if (keywords.contains("")) {
            throw new MessagingException("SubjectHasKeyword=" + condition + ": a keyword is missing. Write one or"
                    + " several, separated by commas; correct the match attribute in mailetcontainer.xml.");
        }
    }

    /** @throws MessagingException when the header of the mail cannot be read */
    @Override
    public Collection<MailAddress> match(Mail mail) throws MessagingException {
        String subject = mail.getMessage().getSubject();
        if (subject == null) {
            return List.of();
        }
        String lowerCase = subject.toLowerCase(Locale.ROOT);
        return keywords.stream().anyMatch(lowerCase::contains) ? mail.getRecipients() : List.of();
    }
}
