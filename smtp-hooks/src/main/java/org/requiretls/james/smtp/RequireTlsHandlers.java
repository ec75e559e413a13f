package org.requiretls.james.smtp;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import javax.inject.Inject;
import org.apache.commons.configuration2.Configuration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.core.Username;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.protocols.api.OidcSASLConfiguration;
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
import org.apache.james.protocols.smtp.hook.AuthHook;
import org.apache.james.protocols.smtp.hook.HeloHook;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.RcptHook;
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
                AuthHook,
                RcptHook,
                DataLineFilter,
                JamesMessageHook,
                ProtocolHandlerResultHandler<Response, ProtocolSession>,
                ExtensibleHandler {

    private static final String MAIL = "MAIL";
    private static final String AUTH = "AUTH";

    /** The commands that are looked at before James does. */
    static final Set<String> COMMANDS = Set.of(MAIL, AUTH);

    private final OutgoingRoute outgoingRoute;
    private final TlsAccounts accounts;
    private final DNSService dns;
    private final MessageTagger tagger = new MessageTagger();
    private final InjectionGuard guard = new InjectionGuard();
    private final DataChain dataChain = new DataChain();
    private Promise promise;
    private MailGate mailGate;
    private LoginGate loginGate;
    private boolean authIsServed;

    /**
     * James calls this, once for each listener.
     *
     * @param outgoingRoute shared by all listeners
     * @param accounts shared by all listeners
     * @param dns reads the networks of the configuration, which are written as addresses
     */
    @Inject
    public RequireTlsHandlers(OutgoingRoute outgoingRoute, TlsAccounts accounts, DNSService dns) {
        this.outgoingRoute = outgoingRoute;
        this.accounts = accounts;
        this.dns = dns;
    }

    /** @throws ConfigurationException naming what is wrong with the element; James then does not start */
    @Override
    public void init(Configuration configuration) throws ConfigurationException {
        HandlerOptions options = HandlerOptions.parse(configuration);
        promise = switch (options.advertise()) {
            case AUTO -> outgoingRoute.promise();
            case NEVER -> new Promise.NotKept("switched off by configuration");
        };
        ClearTextRule clearText = new ClearTextRule(
                options.clearTextMail(),
                ClientNetworks.parse(options.tlsOnlyClients(), dns),
                TlsOnlyRecipients.parse(options.tlsOnlyRecipients()));
        mailGate = new MailGate(promise, clearText);
        loginGate = new LoginGate(options.clearTextLogin(), accounts);
        if (options.clearTextLogin() == ClearTextLogin.REFUSED_AFTER_TLS) {
            accounts.open();
        }
    }

    @Override
    public List<Class<?>> getMarkerInterfaces() {
        return List.of(CommandHandler.class, JamesMessageHook.class, DataLineFilter.class);
    }

    @Override
    public void wireExtensions(Class<?> interfaceName, List<?> extensions) throws WiringException {
        if (interfaceName == CommandHandler.class) {
            HandlerOrder.checkCommandHandlers(this, extensions);
            authIsServed = HandlerOrder.isServedBehind(this, AUTH, extensions);
        } else if (interfaceName == DataLineFilter.class) {
            dataChain.wire(this, extensions);
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
        return COMMANDS;
    }

    @Override
    public Response onCommand(SMTPSession session, Request request) {
        return MAIL.equals(request.getCommand()) ? mailGate.onMail(session, request.getArgument()) : onAuth(session);
    }

    /** Over LMTP nobody but us knows the command, and James would leave the client without an answer. */
    private Response onAuth(SMTPSession session) {
        return authIsServed ? loginGate.onAuth(session) : session.newCommandNotFoundErrorResponse();
    }

    @Override
    public HookResult doAuth(SMTPSession session, Username user, String password) {
        return loginGate.onPassword(session, user);
    }

    /** James itself takes tokens only where it lists AUTH, and asks for the account afterwards. */
    @Override
    public HookResult doSasl(SMTPSession session, OidcSASLConfiguration configuration, String initialResponse) {
        return HookResult.DECLINED;
    }

    @Override
    public HookResult doRcpt(SMTPSession session, MaybeSender sender, MailAddress recipient) {
        return mailGate.onRecipient(session, recipient);
    }

    @Override
    public Response onLine(SMTPSession session, byte[] line, LineHandler<SMTPSession> next) {
        Response response = dataChain.onLine(session, line, next);
        if (response != null) {
            // RFC 5321 section 4.1.1.4. Over LMTP James forgets it: what follows would go to these recipients as
            // well, and with the tag of this message.
            session.resetState();
        }
        return guard.afterData(session, response);
    }

    @Override
    public HookResult onMessage(SMTPSession session, Mail mail) {
        return tagger.tag(session, mail);
    }

    /** James reports greetings of new connections here as well, before any handshake: those are no commands. */
    @Override
    public Response onResponse(ProtocolSession session, Response response, long milliseconds, ProtocolHandler handler) {
        if (handler instanceof CommandHandler && session instanceof SMTPSession smtpSession) {
            loginGate.afterCommand(smtpSession);
            return guard.afterCommand(smtpSession, response);
        }
        return response;
    }
}
