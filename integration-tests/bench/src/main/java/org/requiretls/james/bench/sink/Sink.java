package org.requiretls.james.bench.sink;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslServerContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;

/** The server, with all its addresses. */
public final class Sink implements AutoCloseable {

    private static final int BACKLOG = 4096;

    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ChannelGroup stalled = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Tally tally = new Tally();
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final SslContext tls;
    private volatile int firstStalling;
    private volatile int endOfStalling;
    private volatile Conduct stalling = Conduct.SILENT;

    private Sink(SslContext tls) {
        this.tls = tls;
        issueNewTickets();
    }

    /**
     * Opens one listener for each of the first addresses of {@link SinkAddresses}.
     *
     * @param hosts how many addresses
     * @param port the same at each
     * @param chain PEM file with the certificates
     * @param key PEM file with the private key
     * @throws IOException if the native TLS library can't be had: another one would cost the machine too much
     */
    public static Sink open(int hosts, int port, Path chain, Path key, Acknowledging acknowledging) throws IOException {
        if (!OpenSsl.isAvailable()) {
            throw new IOException("The sink needs netty-tcnative", OpenSsl.unavailabilityCause());
        }
        Sink sink = new Sink(tls(chain, key));
        try {
            for (int host = 0; host < hosts; host++) {
                sink.listen(host, port, acknowledging);
            }
        } catch (RuntimeException e) {
            sink.close();
            throw e;
        }
        return sink;
    }

    private static SslContext tls(Path chain, Path key) throws IOException {
        return SslContextBuilder.forServer(chain.toFile(), key.toFile())
                .sslProvider(SslProvider.OPENSSL)
                .protocols("TLSv1.3", "TLSv1.2")
                .build();
    }

    /** Tickets of before are worth nothing any more. Without keys of one's own Netty issues none. */
    private void issueNewTickets() {
        byte[][] parts = {
            new byte[OpenSslSessionTicketKey.NAME_SIZE],
            new byte[OpenSslSessionTicketKey.HMAC_KEY_SIZE],
            new byte[OpenSslSessionTicketKey.AES_KEY_SIZE]
        };
        SecureRandom random = new SecureRandom();
        for (byte[] part : parts) {
            random.nextBytes(part);
        }
        ((OpenSslServerContext) tls)
                .sessionContext()
                .setTicketKeys(new OpenSslSessionTicketKey(parts[0], parts[1], parts[2]));
    }

    private void listen(int host, int port, Acknowledging acknowledging) {
        InetAddress address = SinkAddresses.of(host);
        new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        greet(host, channel, acknowledging);
                    }
                })
                .bind(new InetSocketAddress(address, port))
                .syncUninterruptibly();
    }

    private void greet(int host, Channel channel, Acknowledging acknowledging) {
        Conduct conduct = host >= firstStalling && host < endOfStalling ? stalling : Conduct.PROPER;
        if (conduct == Conduct.SILENT) {
            stalled.add(channel);
            return;
        }
        connections.add(channel);
        if (acknowledging == Acknowledging.AT_ONCE) {
            channel.pipeline().addLast(new AcknowledgeAtOnce());
        }
        channel.pipeline().addLast(new SinkSession(tls, tally, conduct, stalled));
    }

    /**
     * Counting starts anew, for the messages of this turn. So does everything else: connections that somebody has kept
     * are cut, and TLS sessions can't be resumed.
     */
    public void begin(int turn) {
        connections.close().syncUninterruptibly();
        issueNewTickets();
        tally.begin(turn);
    }

    /** From now on these hosts take connections and then say nothing. */
    public void stall(int first, int end) {
        stall(first, end, Conduct.SILENT);
    }

    /** From now on these hosts say nothing once they are in TLS. */
    public void stallInTls(int first, int end) {
        stall(first, end, Conduct.SILENT_IN_TLS);
    }

    private void stall(int first, int end, Conduct how) {
        stalling = how;
        firstStalling = first;
        endOfStalling = end;
    }

    /** Nobody stalls any more; the connections that were left hanging are cut. */
    public void release() {
        stall(0, 0);
        stalled.close().syncUninterruptibly();
    }

    public Count count() {
        return tally.count();
    }

    /** How many connections hang at stalling hosts. */
    public int hanging() {
        return stalled.size();
    }

    @Override
    public void close() {
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** The option does not stay: the kernel goes back to its own ways, so it is set anew after each read. */
    private static final class AcknowledgeAtOnce extends ChannelInboundHandlerAdapter {

        private static final ChannelOption<Boolean> QUICK_ACK = NioChannelOption.of(ExtendedSocketOptions.TCP_QUICKACK);

        @Override
        public void channelActive(ChannelHandlerContext context) {
            arm(context);
            context.fireChannelActive();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            arm(context);
            context.fireChannelRead(message);
        }

        private static void arm(ChannelHandlerContext context) {
            if (context.channel().isActive()) {
                context.channel().config().setOption(QUICK_ACK, true);
            }
        }
    }
}
