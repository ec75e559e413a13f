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
 * file does not matter; but the file may name a further MAIL handler, or the queueing handler, explicitly. Then the
 * order of the file counts, and a wrong one would accept REQUIRETLS without keeping it.
 */
final class HandlerOrder {

    private HandlerOrder() {}

    /** @throws WiringException if some other handler would see MAIL before ours, or ours is there twice */
    static void checkCommandHandlers(RequireTlsHandlers ours, List<?> handlers) throws WiringException {
        if (handlers.stream().filter(RequireTlsHandlers.class::isInstance).count() > 1) {
            throw new WiringException("smtpserver.xml names the handler " + RequireTlsHandlers.class.getName()
                    + " twice in one handlerchain. Remove one of them.");
        }
        checkFirst(ours, handlers, HandlerOrder::handlesMail);
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
                    + ", which would then come too late to keep REQUIRETLS. Put " + RequireTlsHandlers.class.getName()
                    + " first in that handlerchain.");
        }
    }

    private static boolean handlesMail(Object handler) {
        return handler instanceof CommandHandler<?> commandHandler
                && commandHandler.getImplCommands().contains(RequireTlsHandlers.MAIL);
    }
}
