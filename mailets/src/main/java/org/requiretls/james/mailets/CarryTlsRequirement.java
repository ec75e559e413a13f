package org.requiretls.james.mailets;

import java.util.Collection;
import java.util.Iterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.james.mailetcontainer.api.MailetLoader;
import org.apache.mailet.Mail;
import org.apache.mailet.Mailet;
import org.apache.mailet.MailetConfig;
import org.apache.mailet.MailetContext;
import org.apache.mailet.ProcessingState;
import org.apache.mailet.base.GenericMailet;
import org.requiretls.james.carry.CarryingContext;
import org.requiretls.james.carry.InService;

/**
 * Stands around another mailet and lets everything that this one sends inherit the tag of the mail that it serves
 * (RFC 8689 section 6).
 *
 * <pre>{@code
 * <mailet match="RecipientIs=list@example.org" class="org.requiretls.james.mailets.CarryTlsRequirement">
 *   <around>Forward</around>
 *   <forwardTo>one@example.net, two@example.com</forwardTo>
 * </mailet>
 * }</pre>
 *
 * <p>{@code around} (no default) is the class of the other mailet, as it would stand in {@code class}. All other
 * parameters are its own. The mail itself leaves with at least the tag that it came with.
 */
public class CarryTlsRequirement extends GenericMailet {

    static final String AROUND = "around";

    /** They put tags on by themselves, and one of them may lower them. */
    private static final String OUR_PACKAGES = "org.requiretls.james.";

    private final MailetLoader loader;
    private final InService inService = new InService();
    private String step;
    private Mailet carried;

    @Inject
    public CarryTlsRequirement(MailetLoader loader) {
        this.loader = loader;
    }

    /** @throws MessagingException when {@code around} is missing or no mailet of James, or that one does not start */
    @Override
    public void init() throws MessagingException {
        step = getInitParameter(AROUND, "").trim();
        if (step.isEmpty()) {
            throw new MessagingException("CarryTlsRequirement: <" + AROUND + "> is missing; it names the mailet that"
                    + " is to keep the tag, as <" + AROUND + ">Forward</" + AROUND + ">");
        }
        if (step.startsWith(OUR_PACKAGES)) {
            throw new MessagingException("CarryTlsRequirement: <" + AROUND + "> is " + step
                    + ", which knows the tag by itself; name it in the class attribute instead");
        }
        carried = loader.getMailet(new ConfigOfTheCarried(
                getMailetConfig(), step, CarryingContext.around(getMailetContext(), inService, step)));
    }

    @Override
    public void service(Mail mail) throws MessagingException {
        InService.Entry entry = inService.begin(mail);
        try {
            carried.service(mail);
        } finally {
            entry.end(step);
        }
    }

    @Override
    public Collection<ProcessingState> requiredProcessingState() {
        return carried.requiredProcessingState();
    }

    @Override
    public void destroy() {
        if (carried != null) {
            carried.destroy();
        }
    }

    @Override
    public String getMailetInfo() {
        return "Keeps the TLS requirement (RFC 8689) on what is sent by: " + carried.getMailetInfo();
    }

    /** The same parameters without ours, under the name of the mailet, and with the other context. */
    private record ConfigOfTheCarried(MailetConfig outer, String mailet, MailetContext context)
            implements MailetConfig {

        @Override
        public String getInitParameter(String name) {
            return name.equals(AROUND) ? null : outer.getInitParameter(name);
        }

        @Override
        public Iterator<String> getInitParameterNames() {
            return names().filter(name -> !name.equals(AROUND)).iterator();
        }

        private Stream<String> names() {
            return StreamSupport.stream(Spliterators.spliteratorUnknownSize(outer.getInitParameterNames(), 0), false);
        }

        @Override
        public MailetContext getMailetContext() {
            return context;
        }

        @Override
        public String getMailetName() {
            return mailet;
        }
    }
}
