package org.requiretls.james.smtp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.LineHandler;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.core.DataCmdHandler;
import org.apache.james.protocols.smtp.core.DataLineFilter;
import org.apache.james.protocols.smtp.core.ReceivedDataLineFilter;
import org.requiretls.james.session.SessionFacts;

/**
 * The filters that a line of DATA passes behind ours, with one more right behind that which adds {@code Received}.
 *
 * <p>James puts the handlers of smtpserver.xml in front of all its own, so none of ours ever sees the field that James
 * adds. But it tells each handler which filters there are; so the chain behind ours is built a second time, from the
 * same filters, and with the one that mends the field.
 */
final class DataChain {

    /** What the client sent, as opposed to what a filter of James added. Noted while the header goes on. */
    private static final AttachmentKey<byte[]> LINE_OF_CLIENT =
            AttachmentKey.of("org.requiretls.line-of-client", byte[].class);

    private Optional<LineHandler<SMTPSession>> chain = Optional.empty();

    /** @param filters all filters in the order of James, {@code ours} among them */
    void wire(DataLineFilter ours, List<?> filters) {
        List<?> behindOurs = filters.subList(filters.indexOf(ours) + 1, filters.size());
        if (behindOurs.stream().noneMatch(ReceivedDataLineFilter.class::isInstance)) {
            return;
        }
        LineHandler<SMTPSession> next = new DataCmdHandler.DataConsumerLineHandler();
        for (int i = behindOurs.size() - 1; i >= 0; i--) {
            DataLineFilter filter = (DataLineFilter) behindOurs.get(i);
            if (filter instanceof ReceivedDataLineFilter) {
                next = new DataCmdHandler.DataLineFilterWrapper(DataChain::mend, next);
            }
            next = new DataCmdHandler.DataLineFilterWrapper(filter, next);
        }
        chain = Optional.of(next);
    }

    /** @param usual the chain of James, which goes on where there is no {@code Received} to be mended */
    Response onLine(SMTPSession session, byte[] line, LineHandler<SMTPSession> usual) {
        if (chain.isEmpty()) {
            return usual.onLine(session, line);
        }
        if (!session.headerComplete()) {
            session.setAttachment(LINE_OF_CLIENT, line, State.Transaction);
        }
        return chain.get().onLine(session, line);
    }

    private static Response mend(SMTPSession session, byte[] line, LineHandler<SMTPSession> next) {
        Optional<SessionFacts.Tls> tls =
                isOfClient(session, line) ? Optional.empty() : TlsSession.protectionOf(session);
        return next.onLine(session, tls.map(facts -> mend(line, facts)).orElse(line));
    }

    /** The very same array: equal octets could have been written by either. */
    private static boolean isOfClient(SMTPSession session, byte[] line) {
        return session.headerComplete()
                || session.getAttachment(LINE_OF_CLIENT, State.Transaction)
                        .filter(ofClient -> ofClient == line)
                        .isPresent();
    }

    /** ISO-8859-1 leads from octets to characters and back to the same octets. */
    private static byte[] mend(byte[] line, SessionFacts.Tls tls) {
        return TraceField.mend(new String(line, StandardCharsets.ISO_8859_1), tls)
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
