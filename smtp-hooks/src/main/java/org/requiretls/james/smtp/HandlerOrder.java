package org.requiretls.james.smtp;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.james.protocols.api.handler.CommandHandler;
import org.apache.james.protocols.api.handler.WiringException;
import org.apache.james.smtpserver.SendMailHandler;

/**
 * Makes sure that our handler comes before those that would act without it.
 *
 * <p>James puts the handlers of smtpserver.xml in front of its own, so the place of {@code CoreCmdHandlerLoader} in the
 * file does not matter; but the file may name a further handler of MAIL or AUTH, or the queueing handler, explicitly. Then the
 * order of the file counts, and a wrong one would accept REQUIRETLS without keeping it, or a login without TLS.
 */
final class HandlerOrder {

    private HandlerOrder() {}

    /** @throws WiringException if some other handler would see MAIL or AUTH before ours, or ours is there twice */
    static void checkCommandHandlers(RequireTlsHandlers ours, List<?> handlers) throws WiringException {
        if (handlers.stream().filter(RequireTlsHandlers.class::isInstance).count() > 1) {
            throw new WiringException("smtpserver.xml names the handler " + RequireTlsHandlers.class.getName()
                    + " twice in one handlerchain. Remove one of them.");
        }
        checkFirst(
                ours,
                handlers,
                handler -> RequireTlsHandlers.COMMANDS.stream().anyMatch(command -> handles(handler, command)));
    }

    /** Whether some other handler would go on with this command. */
    static boolean isServedBehind(RequireTlsHandlers ours, String command, List<?> handlers) {
        return handlers.stream().filter(handler -> handler != ours).anyMatch(handler -> handles(handler, command));
    }

    /** @throws WiringException if a message would be queued before ours can put the tag on it */
    static void checkMessageHooks(RequireTlsHandlers ours, List<?> hooks) throws WiringException {
        checkFirst(ours, hooks, SendMailHandler.class::isInstance);
    }

    private static void checkFirst(RequireTlsHandlers ours, List<?> handlers, Predicate<Object> mustFollow)
            throws WiringException {
        Optional<?> early = handlers.stream()
                .takeWhile(handler -> handler != ours)
                .filter(mustFollow)
                .findFirst();
        if (early.isPresent()) {
            throw new WiringException("smtpserver.xml names the handler "
                    + early.get().getClass().getName() + " before " + RequireTlsHandlers.class.getName()
                    + ", which would then come too late. Put " + RequireTlsHandlers.class.getName()
                    + " first in that handlerchain.");
        }
    }

    private static boolean handles(Object handler, String command) {
        return handler instanceof CommandHandler<?> commandHandler
                && commandHandler.getImplCommands().contains(command);
    }
}
