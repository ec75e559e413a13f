package org.requiretls.james.smtpclient;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.requiretls.james.smtpclient.SessionOpening.ConnectFailed;
import org.requiretls.james.smtpclient.SessionOpening.ConnectFailure;
import org.requiretls.james.smtpclient.TlsUpgrade.Resumption;

/**
 * Opens SMTP sessions. One instance serves a whole process: few I/O threads carry all connections; {@link WorkThreads}
 * read message content, verify certificates and complete the futures.
 */
public final class SmtpClient implements AutoCloseable {

    /** How long {@link #close()} lets open sessions go on. */
    public static final Duration DEFAULT_GRACE = Duration.ofSeconds(5);

    public static final int DEFAULT_IO_THREADS = 2;
    private static final Duration LOOP_SHUTDOWN = Duration.ofSeconds(2);

    private final TlsLibrary tls;
    private final ExtensionUse extensions;
    private final EventLoopGroup loops;
    private final Executor worker;
    private final Runnable endOfWork;
    private final Set<Conversation> conversations = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    public SmtpClient() {
        this(DEFAULT_IO_THREADS);
    }

    /** @param ioThreads at least 1; one carries thousands of connections */
    public SmtpClient(int ioThreads) {
        this(ioThreads, TlsProvider.AUTO);
    }

    /**
     * With work threads of its own, which end with it, and with chunks where they are offered.
     *
     * @param ioThreads at least 1; one carries thousands of connections
     * @throws IllegalStateException if {@link TlsProvider#NATIVE} is asked for and its library does not load; the text
     *     says why
     */
    public SmtpClient(int ioThreads, TlsProvider provider) {
        this(ioThreads, provider, Chunking.WHERE_OFFERED);
    }

    /**
     * With work threads of its own, which end with it.
     *
     * @param ioThreads at least 1; one carries thousands of connections
     * @throws IllegalStateException if {@link TlsProvider#NATIVE} is asked for and its library does not load; the text
     *     says why
     */
    public SmtpClient(int ioThreads, TlsProvider provider, Chunking chunking) {
        this(
                ioThreads,
                provider,
                chunking,
                new WorkThreads("smtp-work", Thread.currentThread().getThreadGroup()));
    }

    private SmtpClient(int ioThreads, TlsProvider provider, Chunking chunking, WorkThreads own) {
        this(ioThreads, provider, chunking, own, own::close);
    }

    /**
     * @param ioThreads at least 1; one carries thousands of connections
     * @param worker where the work is done that may block; has to outlast the client
     * @throws IllegalStateException if {@link TlsProvider#NATIVE} is asked for and its library does not load; the text
     *     says why
     */
    public SmtpClient(int ioThreads, TlsProvider provider, Chunking chunking, Executor worker) {
        this(ioThreads, provider, chunking, worker, () -> {});
    }

    private SmtpClient(int ioThreads, TlsProvider provider, Chunking chunking, Executor worker, Runnable endOfWork) {
        if (ioThreads < 1) {
            throw new IllegalArgumentException("at least one I/O thread is needed, not " + ioThreads);
        }
        tls = TlsLibrary.choose(provider);
        extensions = new ExtensionUse(chunking);
        loops = new MultiThreadIoEventLoopGroup(
                ioThreads, new DefaultThreadFactory("smtp-io", true), NioIoHandler.newFactory());
        this.worker = worker;
        this.endOfWork = endOfWork;
    }

    /**
     * Connects, and brings the session up as far as the request wants and the peer lets it.
     *
     * @return completes normally whatever the peer and the network do
     */
    public CompletableFuture<SessionOpening> open(SessionRequest request) {
        return open(request, Resumption.IF_POSSIBLE);
    }

    private CompletableFuture<SessionOpening> open(SessionRequest request, Resumption resumption) {
        CompletableFuture<SessionOpening> result = new CompletableFuture<>();
        if (closing) {
            result.complete(clientClosed());
            return result;
        }
        BiConsumer<SessionOpening, Throwable> delivery = Delivery.of(result, worker);
        try {
            connect(
                            request,
                            conversation ->
                                    converse(conversation, request, resumption).whenComplete(delivery))
                    .addListener(connected -> {
                        if (!connected.isSuccess()) {
                            delivery.accept(NetworkErrors.connectFailed(connected.cause()), null);
                        }
                    });
        } catch (IllegalStateException | RejectedExecutionException e) {
            // Closed between the look at the flag and here.
            result.complete(clientClosed());
        }
        return result;
    }

    private ChannelFuture connect(SessionRequest request, Consumer<Conversation> onConnected) {
        Duration patience = request.timeouts().connect();
        Bootstrap bootstrap = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(patience.toMillis()))
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        ReplyDecoder decoder = new ReplyDecoder();
                        channel.pipeline().addLast(decoder, new Conversation(channel, decoder, onConnected));
                    }
                });
        SocketAddress local = request.localAddress()
                .map(address -> new InetSocketAddress(address, 0))
                .orElse(null);
        return bootstrap.connect(request.address(), local);
    }

    private CompletableFuture<SessionOpening> converse(
            Conversation conversation, SessionRequest request, Resumption resumption) {
        conversations.add(conversation);
        conversation.channel().closeFuture().addListener(closed -> conversations.remove(conversation));
        if (closing) {
            conversation.fail(LiveSession.closedByClient(SmtpStage.GREETING));
        }
        return new Opener(
                        request,
                        conversation,
                        worker,
                        tls.engines(),
                        extensions,
                        resumption,
                        () -> open(request, Resumption.NEVER))
                .run();
    }

    private static SessionOpening clientClosed() {
        return new ConnectFailed(ConnectFailure.CLIENT_CLOSED, "the SMTP client is closed");
    }

    /** Which library does TLS, and why that one, in a sentence. */
    public String tlsLibrary() {
        return tls.reason();
    }

    /** Connections that are up, with or without a session. */
    public int openConnections() {
        return conversations.size();
    }

    /** Closes with {@link #DEFAULT_GRACE} and waits for it. */
    @Override
    public void close() {
        close(DEFAULT_GRACE).join();
    }

    /**
     * Opens nothing any more, lets the open sessions end, and closes those that have not ended in time: a message whose
     * final dot was sent by then is {@link RecipientOutcome.InDoubt}.
     *
     * @return completes when all connections are closed and all threads are about to end
     */
    public CompletableFuture<Void> close(Duration grace) {
        closing = true;
        return ended().completeOnTimeout(null, grace.toMillis(), TimeUnit.MILLISECONDS)
                .thenCompose(timely -> {
                    conversations.forEach(this::cut);
                    return shutDownLoops();
                })
                .thenRun(() -> {
                    endOfWork.run();
                    tls.engines().close();
                });
    }

    private CompletableFuture<Void> ended() {
        return CompletableFuture.allOf(
                conversations.stream().map(SmtpClient::closed).toArray(CompletableFuture[]::new));
    }

    private static CompletableFuture<Void> closed(Conversation conversation) {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        conversation.channel().closeFuture().addListener(done -> closed.complete(null));
        return closed;
    }

    private void cut(Conversation conversation) {
        conversation
                .channel()
                .eventLoop()
                .execute(() -> conversation.fail(LiveSession.closedByClient(conversation.stage())));
    }

    private CompletableFuture<Void> shutDownLoops() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loops.shutdownGracefully(0, LOOP_SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS)
                .addListener(terminated -> done.complete(null));
        return done;
    }
}
