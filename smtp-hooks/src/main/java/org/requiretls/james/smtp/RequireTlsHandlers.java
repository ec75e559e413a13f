package org.requiretls.james.smtp;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import javax.inject.Inject;
import org.apache.commons.configuration2.Configuration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.james.protocols.api.ProtocolSession;
import org.apache.james.protocols.api.Request;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.CommandHandler;
import org.apache.james.protocols.api.handler.ExtensibleHandler;
import org.apache.james.protocols.api.handler.LineHandler;
import org.apache.james.protocols.api.handler.ProtocolHandler;
import org.apache.james.protocols.api.handler.ProtocolHandlerResultHandler;
import org.apache.james.protocols.api.handler.WiringException;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.core.DataLineFilter;
import org.apache.james.protocols.smtp.hook.HeloHook;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.smtpserver.JamesMessageHook;
import org.apache.mailet.Mail;

/**
 * The one handler that an administrator adds to each {@code <handlerchain>} of smtpserver.xml:
 * {@code <handler class="org.requiretls.james.smtp.RequireTlsHandlers"/>}.
 *
 * <p>It decides nothing, it only plugs the parts into James. They share one class because James 3.8.1 unfolds a
 * {@code HandlersPackage} for its own core handlers alone; anything else would take a line for each part, and a part
 * that is forgotten would break the promise of the others.
 */
public final class RequireTlsHandlers
        implements HeloHook,
                CommandHandler<SMTPSession>,
                DataLineFilter,
                JamesMessageHook,
                ProtocolHandlerResultHandler<Response, ProtocolSession>,
                ExtensibleHandler {

    static final String MAIL = "MAIL";

    private final OutgoingRoute outgoingRoute;
    private final MessageTagger tagger = new MessageTagger();
    private final InjectionGuard guard = new InjectionGuard();
    private Promise promise;
    private MailGate mailGate;

    @Inject
    public RequireTlsHandlers(OutgoingRoute outgoingRoute) {
        this.outgoingRoute = outgoingRoute;
    }

    /** @throws ConfigurationException naming what is wrong with the element; James then does not start */
    @Override
    public void init(Configuration configuration) throws ConfigurationException {
        HandlerOptions options = HandlerOptions.parse(configuration);
        promise = switch (options.advertise()) {
            case AUTO -> outgoingRoute.promise();
            case NEVER -> new Promise.NotKept("switched off by configuration");
        };
        mailGate = new MailGate(promise, options.clearTextMail());
    }

    @Override
    public List<Class<?>> getMarkerInterfaces() {
        return List.of(CommandHandler.class, JamesMessageHook.class);
    }

    @Override
    public void wireExtensions(Class<?> interfaceName, List<?> extensions) throws WiringException {
        if (interfaceName == CommandHandler.class) {
            HandlerOrder.checkCommandHandlers(this, extensions);
        } else {
            HandlerOrder.checkMessageHooks(this, extensions);
        }
    }

    /** Every greeting is welcome; only its answer is of interest. */
    @Override
    public HookResult doHelo(SMTPSession session, String name) {
        return HookResult.DECLINED;
    }

    /** The keyword for the answer to EHLO or LHLO; James does not ask for that of HELO. */
    @Override
    public Set<String> implementedEsmtpFeatures(SMTPSession session) {
        if (promise instanceof Promise.NotKept || TlsSession.of(session) != TlsSession.ESTABLISHED) {
            return Set.of();
        }
        SessionNotes.keywordOffered(session);
        return Set.of(MailArgument.REQUIRETLS);
    }

    @Override
    public Collection<String> getImplCommands() {
        return Set.of(MAIL);
    }

    @Override
    public Response onCommand(SMTPSession session, Request request) {
        return mailGate.onMail(session, request.getArgument());
    }

    @Override
    public Response onLine(SMTPSession session, byte[] line, LineHandler<SMTPSession> next) {
        return guard.afterData(session, next.onLine(session, line));
    }

    @Override
    public HookResult onMessage(SMTPSession session, Mail mail) {
        return tagger.tag(session, mail);
    }

    /** James reports greetings of new connections here as well, before any handshake: those are no commands. */
    @Override
    public Response onResponse(ProtocolSession session, Response response, long milliseconds, ProtocolHandler handler) {
        return handler instanceof CommandHandler && session instanceof SMTPSession smtpSession
                ? guard.afterCommand(smtpSession, response)
                : response;
    }
}
