package org.requiretls.james.rabbit;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Scopes;
import com.google.inject.Singleton;
import java.io.FileNotFoundException;
import java.util.Set;
import javax.inject.Named;
import javax.inject.Provider;
import org.apache.commons.configuration2.Configuration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.james.backends.rabbitmq.RabbitMQConfiguration;
import org.apache.james.backends.rabbitmq.RabbitMQConnectionFactory;
import org.apache.james.backends.rabbitmq.ReactorRabbitMQChannelPool;
import org.apache.james.backends.rabbitmq.ReceiverProvider;
import org.apache.james.backends.rabbitmq.SimpleConnectionPool;
import org.apache.james.blob.api.BlobStoreDAO;
import org.apache.james.mailetcontainer.impl.JamesMailSpooler;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.ManageableMailQueue;
import org.apache.james.queue.rabbitmq.RabbitMQMailQueueFactory;
import org.apache.james.queue.rabbitmq.view.RabbitMQMailQueueConfiguration;
import org.apache.james.queue.rabbitmq.view.api.FakeMailQueueView;
import org.apache.james.queue.rabbitmq.view.api.MailQueueView;
import org.apache.james.utils.PropertiesProvider;
import reactor.core.publisher.Mono;
import reactor.rabbitmq.RabbitFlux;
import reactor.rabbitmq.ReceiverOptions;
import reactor.rabbitmq.Sender;

/** Mail queues of a RabbitMQ broker, wired as in a distributed James that has no administrative view of them. */
final class RabbitMqQueue extends AbstractModule {

    private static final String CONFIGURATION = "rabbitmq";

    @Override
    protected void configure() {
        bind(RabbitMQMailQueueFactory.class).in(Scopes.SINGLETON);
        bind(MailQueueView.Factory.class).to(FakeMailQueueView.Factory.class);
        bind(BlobFiles.class).in(Scopes.SINGLETON);
        bind(BlobStoreDAO.class).to(BlobFiles.class);
    }

    @Provides
    @Singleton
    @Named(CONFIGURATION)
    Configuration properties(PropertiesProvider properties) throws FileNotFoundException, ConfigurationException {
        return properties.getConfiguration(CONFIGURATION);
    }

    @Provides
    @Singleton
    RabbitMQConfiguration broker(@Named(CONFIGURATION) Configuration properties) {
        return RabbitMQConfiguration.from(properties);
    }

    @Provides
    @Singleton
    RabbitMQMailQueueConfiguration queues(@Named(CONFIGURATION) Configuration properties) {
        return RabbitMQMailQueueConfiguration.from(properties);
    }

    /** After a loss of the connection the spooler is told to take from the queue anew; nobody else of James is. */
    @Provides
    @Singleton
    SimpleConnectionPool connections(
            RabbitMQConnectionFactory factory,
            @Named(CONFIGURATION) Configuration properties,
            Provider<JamesMailSpooler> spooler) {
        SimpleConnectionPool pool =
                new SimpleConnectionPool(factory, SimpleConnectionPool.Configuration.from(properties));
        pool.init(Set.of(connection -> Mono.fromRunnable(() -> spooler.get().restart())));
        return pool;
    }

    @Provides
    @Singleton
    Sender sender(
            SimpleConnectionPool connections, @Named(CONFIGURATION) Configuration properties, MetricFactory metrics) {
        ReactorRabbitMQChannelPool channels = new ReactorRabbitMQChannelPool(
                connections.getResilientConnection(),
                ReactorRabbitMQChannelPool.Configuration.from(properties),
                metrics);
        channels.start();
        return channels.getSender();
    }

    @Provides
    @Singleton
    ReceiverProvider receivers(SimpleConnectionPool connections) {
        return () ->
                RabbitFlux.createReceiver(new ReceiverOptions().connectionMono(connections.getResilientConnection()));
    }

    @Provides
    @Singleton
    MailQueueFactory<?> anyQueues(RabbitMQMailQueueFactory queues) {
        return queues;
    }

    @Provides
    @Singleton
    MailQueueFactory<? extends MailQueue> mailQueues(RabbitMQMailQueueFactory queues) {
        return queues;
    }

    @Provides
    @Singleton
    MailQueueFactory<? extends ManageableMailQueue> manageableQueues(RabbitMQMailQueueFactory queues) {
        return queues;
    }
}
