package org.requiretls.james.bench.james;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import javax.inject.Inject;
import javax.mail.MessagingException;
import javax.mail.Session;
import javax.mail.internet.MimeMessage;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.queue.api.ManageableMailQueue;
import org.apache.james.server.core.MailImpl;
import org.apache.james.webadmin.Routes;
import org.requiretls.james.bench.Turn;
import spark.Service;

/**
 * {@code PUT /bench/load} puts mail on the outgoing queue that becomes due all at the same moment: the queue is loaded
 * while nothing leaves, whatever mailet stands behind it. The body is a {@link Turn} in one word, and the moment in
 * milliseconds since 1970; the answer is when the last mail was on the queue.
 */
public final class QueueLoader implements Routes {

    private static final MailQueueName OUTGOING = MailQueueName.of("outgoing");

    private final MailQueueFactory<?> queues;

    @Inject
    public QueueLoader(MailQueueFactory<?> queues) {
        this.queues = queues;
    }

    @Override
    public String getBasePath() {
        return "/bench";
    }

    @Override
    public void define(Service service) {
        service.put(getBasePath() + "/load", (request, response) -> {
            String[] turnAndDue = request.body().split(" ");
            load(Turn.parse(turnAndDue[0]), Long.parseLong(turnAndDue[1]));
            return String.valueOf(System.currentTimeMillis());
        });
        service.get(getBasePath() + "/size", (request, response) -> String.valueOf(size()));
    }

    private void load(Turn turn, long due) throws MessagingException, MailQueueException {
        MailQueue queue = queues.createQueue(OUTGOING);
        MimeMessage message = new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(turn.text().getBytes(StandardCharsets.US_ASCII)));
        for (int number = 0; number < turn.messages(); number++) {
            String recipient = turn.recipient(number);
            MailImpl mail = MailImpl.builder()
                    .name("turn" + turn.number() + "-" + number + "-to-"
                            + recipient.substring(recipient.indexOf('@') + 1))
                    .sender(Turn.SENDER)
                    .addRecipient(recipient)
                    .mimeMessage(message)
                    .build();
            try {
                queue.enQueue(mail, Duration.ofMillis(Math.max(0, due - System.currentTimeMillis())));
            } finally {
                LifecycleUtil.dispose(mail);
            }
        }
    }

    private long size() throws MailQueueException {
        return ((ManageableMailQueue) queues.createQueue(OUTGOING)).getSize();
    }
}
