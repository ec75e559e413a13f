package org.requiretls.james.smtp;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.TypeLiteral;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.mail.MessagingException;
import org.apache.commons.configuration2.HierarchicalConfiguration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.commons.configuration2.tree.ImmutableNode;
import org.apache.james.UserEntityValidator;
import org.apache.james.core.Domain;
import org.apache.james.core.Username;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.dnsservice.api.InMemoryDNSService;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.domainlist.lib.DomainListConfiguration;
import org.apache.james.domainlist.memory.MemoryDomainList;
import org.apache.james.filesystem.api.FileSystem;
import org.apache.james.lmtpserver.netty.LMTPMetricsImpl;
import org.apache.james.lmtpserver.netty.LMTPServer;
import org.apache.james.mailbox.Authorizator;
import org.apache.james.mailetcontainer.api.MailProcessor;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.metrics.tests.RecordingMetricFactory;
import org.apache.james.protocols.api.handler.ProtocolHandler;
import org.apache.james.protocols.lib.handler.ProtocolHandlerLoader;
import org.apache.james.protocols.lib.netty.AbstractProtocolAsyncServer;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.RawMailQueueItemDecoratorFactory;
import org.apache.james.queue.memory.MemoryMailQueueFactory;
import org.apache.james.rrt.api.CanSendFrom;
import org.apache.james.rrt.api.RecipientRewriteTable;
import org.apache.james.rrt.api.RecipientRewriteTableConfiguration;
import org.apache.james.rrt.lib.AliasReverseResolverImpl;
import org.apache.james.rrt.lib.CanSendFromImpl;
import org.apache.james.rrt.memory.MemoryRecipientRewriteTable;
import org.apache.james.server.core.configuration.ConfigurationProvider;
import org.apache.james.server.core.configuration.FileConfigurationProvider;
import org.apache.james.smtpserver.netty.SMTPServer;
import org.apache.james.smtpserver.netty.SmtpMetricsImpl;
import org.apache.james.user.api.UsersRepository;
import org.apache.james.user.memory.MemoryUsersRepository;
import org.apache.mailet.Mail;
import org.requiretls.james.tag.TlsRequirement;
import org.requiretls.james.tag.TlsRequirementCodec;

/**
 * James's own SMTP or LMTP server with all its core handlers, on a free port of the loopback, configured by the XML
 * that an administrator would write; handlers are made by Guice, as in the real server.
 */
final class JamesUnderTest implements AutoCloseable {

    /** TLS as smtpserver.xml writes it. */
    enum Listener {
        WITHOUT_TLS("false", "false"),
        STARTTLS("false", "true"),
        IMPLICIT_TLS("true", "false"),
        STARTTLS_WITHOUT_KEY("false", "true", "no-such-keystore");

        private final String socketTls;
        private final String startTls;
        private final String keystore;

        Listener(String socketTls, String startTls) {
            this(socketTls, startTls, TestKeystore.file().toString());
        }

        Listener(String socketTls, String startTls, String keystore) {
            this.socketTls = socketTls;
            this.startTls = startTls;
            this.keystore = keystore;
        }

        private String xml() {
            return "<tls socketTLS=\"" + socketTls + "\" startTLS=\"" + startTls + "\"><keystore>"
                    + keystore + "</keystore><keystoreType>" + TestKeystore.TYPE + "</keystoreType><secret>"
                    + TestKeystore.SECRET + "</secret></tls>";
        }
    }

    static final String LOCAL_USER = "bob@example.local";
    static final String OUR_LINE = "<handler class=\"org.requiretls.james.smtp.RequireTlsHandlers\"/>";
    static final String HONOURING_ROUTE = container("org.requiretls.james.DaneRemoteDelivery");
    static final String STOCK_ROUTE = container("RemoteDelivery");

    private static final AtomicInteger SERVERS = new AtomicInteger();

    private final MemoryMailQueueFactory queueFactory =
            new MemoryMailQueueFactory(new RawMailQueueItemDecoratorFactory());
    private final MemoryMailQueueFactory.MemoryCacheableMailQueue spool =
            queueFactory.createQueue(MailQueueFactory.SPOOL);
    private final List<TlsRequirement> processed = new CopyOnWriteArrayList<>();
    private final List<String> processedTexts = new CopyOnWriteArrayList<>();
    private final AbstractProtocolAsyncServer server;

    private JamesUnderTest(AbstractProtocolAsyncServer server) {
        this.server = server;
    }

    static JamesUnderTest smtp(Listener listener) throws Exception {
        return smtp(listener, OUR_LINE, HONOURING_ROUTE);
    }

    static JamesUnderTest smtp(Listener listener, String handlers, String mailetContainer) throws Exception {
        return smtp(listener, "", handlers, mailetContainer, Files.createTempDirectory("james-var-"));
    }

    /**
     * Starts a server with more in its configuration.
     *
     * @param settings elements beside the handler chain
     * @param var the directory that James calls {@code file://var}
     */
    static JamesUnderTest smtp(Listener listener, String settings, String handlers, String mailetContainer, Path var)
            throws Exception {
        SMTPServer server = new SMTPServer(new SmtpMetricsImpl(new RecordingMetricFactory()));
        server.setDnsService(new InMemoryDNSService());
        String chain = settings + "<handlerchain>" + handlers + "</handlerchain>";
        return new JamesUnderTest(server).start(listener, chain, mailetContainer, var);
    }

    static JamesUnderTest lmtp(Listener listener) throws Exception {
        String chain = "<handlerchain coreHandlersPackage=\""
                + "org.apache.james.lmtpserver.MailetContainerCmdHandlerLoader\">" + OUR_LINE + "</handlerchain>";
        return new JamesUnderTest(new LMTPServer(new LMTPMetricsImpl(new RecordingMetricFactory())))
                .start(listener, chain, HONOURING_ROUTE, Files.createTempDirectory("james-var-"));
    }

    private static String container(String mailet) {
        return "<mailetcontainer><processors><processor state=\"relay\"><mailet match=\"All\" class=\"" + mailet
                + "\"/></processor></processors></mailetcontainer>";
    }

    private JamesUnderTest start(Listener listener, String chain, String mailetContainer, Path var) throws Exception {
        Injector injector = Guice.createInjector(bindings(mailetContainer, var));
        server.setFileSystem(injector.getInstance(FileSystem.class));
        server.setProtocolHandlerLoader(loader(injector));
        server.setGracefulShutdown(false);
        server.configure(xml("<server enabled=\"true\"><jmxName>under-test-" + SERVERS.incrementAndGet()
                + "</jmxName><bind>127.0.0.1:0</bind><helloName autodetect=\"false\">james.example</helloName>"
                + "<authorizedAddresses>127.0.0.0/8</authorizedAddresses>" + listener.xml() + chain + "</server>"));
        server.init();
        return this;
    }

    private AbstractModule bindings(String mailetContainer, Path var) throws Exception {
        MemoryDomainList domains = new MemoryDomainList(new InMemoryDNSService());
        domains.configure(DomainListConfiguration.builder()
                .autoDetect(false)
                .autoDetectIp(false)
                .build());
        domains.addDomain(Domain.of("example.local"));
        MemoryUsersRepository users = MemoryUsersRepository.withVirtualHosting(domains);
        users.addUser(Username.of(LOCAL_USER), "secret");
        MemoryRecipientRewriteTable rewriteTable = new MemoryRecipientRewriteTable();
        rewriteTable.setConfiguration(RecipientRewriteTableConfiguration.DEFAULT_ENABLED);
        return new AbstractModule() {
            @Override
            protected void configure() {
                bind(DomainList.class).toInstance(domains);
                bind(new TypeLiteral<MailQueueFactory<?>>() {}).toInstance(queueFactory);
                bind(RecipientRewriteTable.class).toInstance(rewriteTable);
                bind(CanSendFrom.class)
                        .toInstance(new CanSendFromImpl(rewriteTable, new AliasReverseResolverImpl(rewriteTable)));
                bind(FileSystem.class).toInstance(new Directories(var));
                bind(DNSService.class).toInstance(new AddressesOnly());
                bind(UsersRepository.class).toInstance(users);
                bind(MetricFactory.class).to(RecordingMetricFactory.class);
                bind(UserEntityValidator.class).toInstance(UserEntityValidator.NOOP);
                bind(Authorizator.class).toInstance((user, other) -> Authorizator.AuthorizationState.ALLOWED);
                bind(MailProcessor.class).toInstance(mail -> {
                    processed.add(TlsRequirementCodec.read(mail));
                    processedTexts.add(text(mail));
                });
                bind(ConfigurationProvider.class).toInstance((component, level) -> xml(mailetContainer));
            }
        };
    }

    private static ProtocolHandlerLoader loader(Injector injector) {
        return (name, configuration) -> {
            try {
                ProtocolHandler handler = (ProtocolHandler) injector.getInstance(Class.forName(name));
                handler.init(configuration);
                return handler;
            } catch (ClassNotFoundException e) {
                throw new ProtocolHandlerLoader.LoadingException("no class " + name, e);
            } catch (ConfigurationException e) {
                throw new IllegalArgumentException(e);
            }
        };
    }

    private static HierarchicalConfiguration<ImmutableNode> xml(String text) throws ConfigurationException {
        return FileConfigurationProvider.getConfig(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    int port() {
        return server.getPort();
    }

    /** What is in the spool, oldest first. */
    List<Mail> queued() {
        List<Mail> mails = new ArrayList<>();
        spool.browse().forEachRemaining(item -> mails.add(item.getMail()));
        return mails;
    }

    /** The tags of what is in the spool, oldest first. */
    List<TlsRequirement> queuedTags() {
        return queued().stream().map(TlsRequirementCodec::read).toList();
    }

    /** The tags of what the LMTP server gave to the mailet container. */
    List<TlsRequirement> processedTags() {
        return processed;
    }

    /** The messages that the LMTP server gave to the mailet container, octets as characters. */
    List<String> processedTexts() {
        return processedTexts;
    }

    private static String text(Mail mail) {
        try {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            mail.getMessage().writeTo(octets);
            return octets.toString(StandardCharsets.ISO_8859_1);
        } catch (IOException | MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.destroy();
        queueFactory.clean();
    }

    /** Reads addresses, as James's own service does; the one for tests does not. */
    private static final class AddressesOnly extends InMemoryDNSService {
        @Override
        public InetAddress getByName(String host) throws UnknownHostException {
            if (!host.matches("[0-9.]+|[0-9a-fA-F:]+")) {
                throw new UnknownHostException(host);
            }
            return InetAddress.getByName(host);
        }
    }

    private static final class Directories implements FileSystem {

        private static final String VAR = "file://var/";
        private final Path var;

        Directories(Path var) {
            this.var = var;
        }

        @Override
        public InputStream getResource(String url) throws FileNotFoundException {
            throw new FileNotFoundException(url);
        }

        @Override
        public File getFile(String url) {
            return url.startsWith(VAR)
                    ? var.resolve(url.substring(VAR.length())).toFile()
                    : new File(url);
        }

        @Override
        public File getBasedir() {
            return new File(".");
        }
    }
}
