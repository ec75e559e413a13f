package org.requiretls.james.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.james.metrics.tests.RecordingMetricFactory;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.MailetContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.requiretls.james.lab.dns.LabZone;
import org.requiretls.james.lab.smtp.SmtpPeer;
import org.requiretls.james.smtpclient.WorkThreads;
import reactor.core.publisher.Flux;

/** Hosts take the connection and never say a word; mail for others is behind theirs on the queue. */
@DisplayName("Peers that stall")
class StalledPeersTest {

    private static final int STALLED = 1_000;
    private static final int OTHERS = 100;
    private static final int UNDER_WAY = 100;
    private static final Duration SLOW_AFTER = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** 10,000 of them shall not take a gigabyte. */
    private static final long MOST_OCTETS_EACH = 100_000;

    private static final int MOST_THREADS = 200;

    /** One at first, and a second one if the others take longer than a host is waited for. */
    private static final int MOST_CONNECTIONS_WITH_ONE_HOST = 3;

    private static final String GOOD_DOMAIN = "good.test";

    @TempDir
    private Path folder;

    @Test
    @Timeout(120)
    @DisplayName("hold up nobody, and take little memory and no thread each")
    void holdUpNobody() throws Exception {
        meet(STALLED, (lab, silence) -> {
            await().atMost(PATIENCE).until(() -> silence.connections() == STALLED);
            assertThat(lab.openConnections()).isGreaterThanOrEqualTo(STALLED);
        });
    }

    @Test
    @Timeout(120)
    @DisplayName("do not get a connection for each message, and hold up nobody with those that wait for theirs")
    void oneForAThousandMessages() throws Exception {
        meet(1, (lab, silence) -> assertThat(silence.connections()).isBetween(1, MOST_CONNECTIONS_WITH_ONE_HOST));
    }

    private interface Finding {
        void check(SenderLab lab, Silence silence);
    }

    /** A thousand domains have so many silent hosts among them; what has come of it once all others have their mail. */
    private void meet(int hosts, Finding finding) throws Exception {
        try (WorkThreads threads = new WorkThreads("stalled", Transport::defect);
                SenderLab lab = new SenderLab(folder)
                        .with("maxConnectionsPerHost", String.valueOf(STALLED))
                        .with("timeout", "600000");
                Silence silence = new Silence(hosts, lab.port())) {
            SmtpPeer good = lab.start(1, SmtpPeer.builder());
            LabZone stalled = lab.dns.zone("stalled.test").unsigned();
            IntStream.range(0, hosts).forEach(i -> stalled.address(stalledHost(i), Silence.address(i)));
            IntStream.range(0, STALLED).forEach(i -> stalled.mx(stalledDomain(i), 10, stalledHost(i % hosts)));
            lab.dns.publish(
                    stalled,
                    lab.dns
                            .zone(GOOD_DOMAIN)
                            .unsigned()
                            .mx(10, "mx.good.test")
                            .address("mx.good.test", SenderLab.address(1)));
            DeliveryWorker first = worker(lab, Flux.just(item(GOOD_DOMAIN)), threads);
            await().atMost(PATIENCE).until(() -> good.messages().size() == 1);
            first.close();
            long memoryBefore = memory();
            int threadsBefore = Thread.activeCount();

            DeliveryWorker worker = worker(
                    lab,
                    Flux.range(0, STALLED)
                            .map(i -> item(stalledDomain(i)))
                            .concatWith(Flux.range(0, OTHERS).map(i -> item(GOOD_DOMAIN))),
                    threads);
            await().atMost(PATIENCE).until(() -> good.messages().size() == 1 + OTHERS);

            finding.check(lab, silence);
            assertThat((memory() - memoryBefore) / STALLED)
                    .as("octets for each")
                    .isLessThan(MOST_OCTETS_EACH);
            assertThat(Thread.activeCount() - threadsBefore).isLessThan(MOST_THREADS);
            worker.stop();
            worker.expectCutOff();
        }
    }

    private static String stalledDomain(int number) {
        return "d" + number + ".stalled.test";
    }

    private static String stalledHost(int number) {
        return "mx" + number + ".stalled.test";
    }

    private static DeliveryParts.Item item(String domain) {
        MailImpl mail = DeliveryParts.mail("bob@" + domain);
        mail.setName(domain);
        return new DeliveryParts.Item(mail);
    }

    private static DeliveryWorker worker(SenderLab lab, Flux<DeliveryParts.Item> items, WorkThreads threads) {
        DeliveryParts.Queue queue = new DeliveryParts.Queue();
        queue.source = items.<MailQueueItem>map(item -> item).concatWith(Flux.never());
        OutgoingQueue outgoing = DeliveryParts.outgoing(queue, OutgoingQueue.Parts.ONE_FOR_EACH_DOMAIN);
        MailetContext context = new DeliveryParts.Context().asContext();
        DeliverySettings settings = DeliveryParts.settings();
        DeliveryWorker worker = new DeliveryWorker(
                queue,
                outgoing,
                mail -> lab.deliver(OutgoingMail.of(mail, context)),
                new Settlement(
                        outgoing,
                        settings,
                        context,
                        new NonDelivery(context, settings.bounceProcessor(), () -> "sender.test", Clock.systemUTC()),
                        new RecordingMetricFactory().generate("outgoingMails"),
                        Clock.systemUTC()),
                new RecordingMetricFactory(),
                new DeliveryWorker.Limits(
                        new Admission.Limits(
                                UNDER_WAY, UNDER_WAY, 1 << 30, 1, Duration.ofSeconds(5), 2 * STALLED, SLOW_AFTER),
                        LONG,
                        LONG,
                        LONG,
                        LONG),
                threads);
        worker.start();
        return worker;
    }

    /** On the heap and off it, without what is only waiting to be collected. */
    private static long memory() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory() + PlatformDependent.usedDirectMemory();
    }

    /** Hosts that take every connection, read what comes, and are silent; an address each. */
    private static final class Silence implements AutoCloseable {

        private static final int HOSTS_PER_NET = 250;

        private final Selector selector = Selector.open();
        private final AtomicInteger connections = new AtomicInteger();

        Silence(int hosts, int port) throws IOException {
            for (int host = 0; host < hosts; host++) {
                ServerSocketChannel listener = ServerSocketChannel.open();
                listener.configureBlocking(false);
                listener.register(selector, SelectionKey.OP_ACCEPT);
                listener.bind(new InetSocketAddress(InetAddress.getByName(address(host)), port), STALLED);
            }
            Thread thread = new Thread(this::listen, "silence");
            thread.setDaemon(true);
            thread.start();
        }

        static String address(int host) {
            return "127.78." + host / HOSTS_PER_NET + "." + (host % HOSTS_PER_NET + 1);
        }

        int connections() {
            return connections.get();
        }

        private void listen() {
            try {
                while (selector.isOpen()) {
                    selector.select(this::serve);
                }
            } catch (IOException | ClosedSelectorException | CancelledKeyException e) {
                // The test is over.
            }
        }

        private void serve(SelectionKey key) {
            try {
                if (key.isAcceptable()) {
                    SocketChannel accepted = ((ServerSocketChannel) key.channel()).accept();
                    accepted.configureBlocking(false);
                    accepted.register(selector, SelectionKey.OP_READ);
                    connections.incrementAndGet();
                } else if (((SocketChannel) key.channel()).read(ByteBuffer.allocate(1024)) < 0) {
                    key.channel().close();
                }
            } catch (IOException e) {
                key.cancel();
            }
        }

        @Override
        public void close() throws IOException {
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        }
    }
}
