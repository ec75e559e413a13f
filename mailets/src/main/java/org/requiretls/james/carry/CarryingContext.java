package org.requiretls.james.carry;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.mail.Address;
import javax.mail.MessagingException;
import javax.mail.internet.InternetAddress;
import javax.mail.internet.MimeMessage;
import org.apache.james.core.MailAddress;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.requiretls.james.tag.TlsRequirement;
import org.requiretls.james.tag.TlsRequirementCodec;

/**
 * The context of James, in which everything that is sent inherits the tag of the mail in service.
 *
 * <p>James's context has two dozen methods, and two names among them send: {@code sendMail} and {@code bounce}. The
 * rest goes straight through.
 */
public final class CarryingContext implements InvocationHandler {

    private final MailetContext james;
    private final InService inService;
    private final String step;
    private final BounceReport bounces;

    private CarryingContext(MailetContext james, InService inService, String step) {
        this.james = james;
        this.inService = inService;
        this.step = step;
        this.bounces = new BounceReport(james, Clock.systemUTC());
    }

    /**
     * A context for one mailet.
     *
     * @param step the mailet, for the log
     */
    public static MailetContext around(MailetContext james, InService inService, String step) {
        return (MailetContext) Proxy.newProxyInstance(
                CarryingContext.class.getClassLoader(),
                new Class<?>[] {MailetContext.class},
                new CarryingContext(james, inService, step));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("sendMail")) {
            send(method, arguments);
            return null;
        }
        if (method.getName().equals("bounce") && isTagged((Mail) arguments[0])) {
            bounce(arguments);
            return null;
        }
        return onJames(method, arguments);
    }

    private void send(Method method, Object[] arguments) throws Throwable {
        if (arguments[0] instanceof Mail mail) {
            bequeathTo(mail);
            onJames(method, arguments);
        } else if (arguments[0] instanceof MimeMessage message) {
            send(senderOf(message), recipientsOf(message), message, Mail.DEFAULT);
        } else {
            @SuppressWarnings("unchecked")
            Collection<MailAddress> recipients = (Collection<MailAddress>) arguments[1];
            send(
                    (MailAddress) arguments[0],
                    recipients,
                    (MimeMessage) arguments[2],
                    arguments.length > 3 ? (String) arguments[3] : Mail.DEFAULT);
        }
    }

    /** What James does with a message alone, only that there is a mail to put the tag on. */
    private void send(MailAddress sender, Collection<MailAddress> recipients, MimeMessage message, String state)
            throws MessagingException {
        MailImpl mail = MailImpl.builder()
                .name(MailImpl.getId())
                .sender(sender)
                .addRecipients(recipients)
                .mimeMessage(message)
                .build();
        try {
            bequeathTo(mail);
            james.sendMail(mail, state);
        } finally {
            LifecycleUtil.dispose(mail);
        }
    }

    /** James's own bounce would send back the whole message, or lose the tag (RFC 8689 section 5). */
    private void bounce(Object[] arguments) throws MessagingException {
        Mail failed = (Mail) arguments[0];
        Optional<MailImpl> report = bounces.about(failed, (String) arguments[1]);
        if (report.isPresent()) {
            try {
                bequeathTo(report.get());
                james.sendMail(report.get());
            } finally {
                LifecycleUtil.dispose(report.get());
            }
        }
    }

    private boolean isTagged(Mail mail) {
        return TlsRequirementCodec.read(mail) != TlsRequirement.NONE
                || inService
                        .original()
                        .filter(original -> original.requirement() != TlsRequirement.NONE)
                        .isPresent();
    }

    private void bequeathTo(Mail heir) {
        inService.original().ifPresent(original -> original.bequeathTo(heir, step));
    }

    private static MailAddress senderOf(MimeMessage message) throws MessagingException {
        Address[] from = message.getFrom();
        if (from == null || from.length == 0 || !(from[0] instanceof InternetAddress address)) {
            throw new MessagingException("A message that is to be sent has no From that could be its sender");
        }
        return new MailAddress(address);
    }

    private static List<MailAddress> recipientsOf(MimeMessage message) throws MessagingException {
        Address[] all = message.getAllRecipients();
        List<MailAddress> recipients = new ArrayList<>();
        for (Address address : all == null ? new Address[0] : all) {
            // "Newsgroups" counts as a recipient too.
            if (address instanceof InternetAddress internetAddress) {
                recipients.add(new MailAddress(internetAddress));
            }
        }
        return recipients.stream().distinct().toList();
    }

    private Object onJames(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(james, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
