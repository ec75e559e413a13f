package org.requiretls.james;

import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Stream;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.filesystem.api.FileSystem;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.MailQueueName;
import org.apache.mailet.Mail;
import org.apache.mailet.ProcessingState;
import org.apache.mailet.base.GenericMailet;
import org.requiretls.james.delivery.DelayNotice;
import org.requiretls.james.delivery.Delivery;
import org.requiretls.james.delivery.DeliverySettings;
import org.requiretls.james.delivery.MailetSettings;
import org.requiretls.james.delivery.PolicyAlarms;
import org.requiretls.james.delivery.ReportSettings;
import org.requiretls.james.delivery.RunningDeliveries;

/**
 * Delivers mail to the hosts of its recipients' domains, over connections that are as safe as the message (RFC 8689),
 * the recipient domain (DANE, RFC 7672) and the administrator ask for. It takes the place of the stock
 * {@code RemoteDelivery}:
 *
 * <pre>{@code
 * <mailet match="All" class="org.requiretls.james.DaneRemoteDelivery">
 *   <outgoing>outgoing</outgoing>
 *   <bounceProcessor>bounces</bounceProcessor>
 * </mailet>
 * }</pre>
 *
 * <p>The parameters are those of {@link org.requiretls.james.delivery.Parameter}. An unknown one stops start-up.
 */
public class DaneRemoteDelivery extends GenericMailet {

    private final DomainList domains;
    private final MailQueueFactory<?> queues;
    private final MetricFactory metrics;
    private final FileSystem files;
    private final RunningDeliveries running;
    private final PolicyAlarms alarms;

    private DeliverySettings settings;
    private Delivery delivery;

    @Inject
    public DaneRemoteDelivery(
            DomainList domains,
            MailQueueFactory<?> queues,
            MetricFactory metrics,
            FileSystem files,
            RunningDeliveries running,
            PolicyAlarms alarms) {
        this.domains = domains;
        this.queues = queues;
        this.metrics = metrics;
        this.files = files;
        this.running = running;
        this.alarms = alarms;
    }

    /** @throws MessagingException if the configuration can't be followed; the text says all that is wrong with it */
    @Override
    public void init() throws MessagingException {
        settings = MailetSettings.read(getMailetConfig(), this::locate);
        delivery = Delivery.start(
                settings,
                queues.createQueue(
                        MailQueueName.of(settings.outgoingQueue()),
                        MailQueueFactory.prefetchCount(Delivery.mostUnacknowledged(settings))),
                getMailetContext(),
                domains,
                metrics,
                alarms);
        running.add(delivery);
    }

    /** A URL as elsewhere in James's configuration, or a path, which starts from the conf folder unless absolute. */
    private Path locate(String name) {
        boolean isUrl = name.startsWith(FileSystem.FILE_PROTOCOL) || name.startsWith(FileSystem.CLASSPATH_PROTOCOL);
        if (!isUrl && Path.of(name).isAbsolute()) {
            return Path.of(name);
        }
        try {
            return files.getFile(isUrl ? name : FileSystem.FILE_PROTOCOL_AND_CONF + name)
                    .toPath();
        } catch (FileNotFoundException e) {
            return Path.of(name);
        }
    }

    @Override
    public void service(Mail mail) throws MessagingException {
        delivery.accept(mail);
        mail.setState(Mail.GHOST);
    }

    @Override
    public void destroy() {
        if (delivery != null) {
            running.remove(delivery);
            delivery.close();
        }
    }

    /** The processors that this mailet hands mail to: James checks at start-up that they exist. */
    @Override
    public Collection<ProcessingState> requiredProcessingState() {
        return Stream.of(
                        settings.bounceProcessor(),
                        settings.onSuccess(),
                        settings.delayNotice().map(DelayNotice::processor),
                        settings.relayedProcessor(),
                        settings.reports().flatMap(ReportSettings::processor))
                .flatMap(processor -> processor.stream())
                .map(ProcessingState::new)
                .toList();
    }

    @Override
    public String getMailetInfo() {
        return "DANE remote delivery: REQUIRETLS, DANE and opportunistic TLS";
    }
}
