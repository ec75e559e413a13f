package org.requiretls.james.mtasts.hosting;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * Serves our policies over HTTP without TLS, to a TLS server in front. One thread; a connection that is silent for a
 * while is closed.
 */
public final class PolicyServer implements AutoCloseable {

    private static final int LONGEST_SILENCE_SECONDS = 30;
    private static final long SHUTDOWN_MILLIS = 2000;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("mta-sts-host", true), NioIoHandler.newFactory());
    private final Channel listening;

    /** @throws IOException if the address can't be listened at; the text says which */
    public PolicyServer(InetSocketAddress address, PublishedPolicies policies) throws IOException {
        try {
            listening = new ServerBootstrap()
                    .group(loop)
                    .channel(NioServerSocketChannel.class)
                    .childHandler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline()
                                    .addLast(
                                            new ReadTimeoutHandler(LONGEST_SILENCE_SECONDS),
                                            new HttpServerCodec(),
                                            new HttpServerKeepAliveHandler(),
                                            new PolicyRequestHandler(policies));
                        }
                    })
                    .bind(address)
                    .syncUninterruptibly()
                    .channel();
        } catch (Exception e) {
            close();
            throw new IOException(
                    "Can't listen at " + address + " for requests for MTA-STS policies: " + e.getMessage(), e);
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listening.localAddress();
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS);
    }
}
