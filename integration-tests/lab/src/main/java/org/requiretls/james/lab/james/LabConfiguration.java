package org.requiretls.james.lab.james;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Collectors;

/** Where the configuration of a laboratory James differs from the stock sample, and why. */
final class LabConfiguration {

    static final String SMTP = "smtpserver.xml";
    static final String MAILETS = "mailetcontainer.xml";
    static final String LOGGING = "logback.xml";
    static final String KEYSTORE = "keystore";
    static final String KEYSTORE_PASSWORD = "laboratory";

    /** The place of the listeners in the stock file. */
    private static final int MX_LISTENER = 0;

    private static final int SMTPS_LISTENER = 1;
    private static final int SUBMISSION_LISTENER = 2;

    /** Everything to the console: the process writes that to one file, with what the JVM says itself. */
    private static final String LOGBACK = """
            <?xml version="1.0" encoding="UTF-8"?>
            <configuration>
                <appender name="CONSOLE" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder>
                        <pattern>%d{HH:mm:ss.SSS} %-5level %logger{20} - %msg%n%rEx</pattern>
                    </encoder>
                </appender>
                <root level="WARN">
                    <appender-ref ref="CONSOLE"/>
                </root>
                <logger name="org.apache.james" level="INFO"/>
                <logger name="org.requiretls" level="INFO"/>
            </configuration>
            """;

    private LabConfiguration() {}

    static void apply(JamesHome home, String hostName, List<String> domains) {
        JamesEndpoints endpoints = home.endpoints();
        home.editXml(SMTP, xml -> smtp(xml, endpoints, hostName));
        home.editXml("pop3server.xml", xml -> pop3(xml, endpoints.pop3()));
        home.editXml("imapserver.xml", LabConfiguration::withoutImap);
        home.editXml("domainlist.xml", xml -> domainList(xml, domains));
        home.editXml("dnsservice.xml", LabConfiguration::offline);
        home.write(LOGGING, LOGBACK);

        home.setProperty("webadmin.properties", "host", endpoints.webAdmin().getHostString());
        home.setProperty(
                "webadmin.properties",
                "port",
                String.valueOf(endpoints.webAdmin().getPort()));
        // Opens further ports, on all interfaces.
        home.setProperty("jmx.properties", "jmx.enabled", "false");
        home.setProperty("jmap.properties", "enabled", "false");
        // A reverse lookup for each connection, which leaves the machine.
        home.setProperty("jvm.properties", "james.protocols.mdc.hostname", "false");
    }

    private static XmlText smtp(XmlText stock, JamesEndpoints endpoints, String hostName) {
        XmlText xml = stock;
        List<InetSocketAddress> listeners = listeners(endpoints);
        if (smtpServers(stock).size() != listeners.size()) {
            throw new IllegalArgumentException("The stock " + SMTP + " has "
                    + smtpServers(stock).size() + " listeners where " + listeners.size() + " are known");
        }
        for (int i = 0; i < listeners.size(); i++) {
            xml = child(smtpServers(xml).get(i), "bind").withText(hostAndPort(listeners.get(i)));
            xml = child(child(smtpServers(xml).get(i), "tls"), "secret").withText(KEYSTORE_PASSWORD);
            // The name in greetings and Received fields; the name of this machine is no business of the recipients.
            xml = smtpServers(xml)
                    .get(i)
                    .withChild("<helloName autodetect=\"false\">" + XmlElement.escape(hostName) + "</helloName>");
            xml = stoppingAtOnce(smtpServers(xml).get(i));
        }
        // The stock sample takes mail from other servers without TLS.
        return child(smtpServers(xml).get(MX_LISTENER), "tls").withAttribute("startTLS", "true");
    }

    private static List<InetSocketAddress> listeners(JamesEndpoints endpoints) {
        InetSocketAddress[] listeners = new InetSocketAddress[3];
        listeners[MX_LISTENER] = endpoints.smtp();
        listeners[SMTPS_LISTENER] = endpoints.smtps();
        listeners[SUBMISSION_LISTENER] = endpoints.submission();
        return List.of(listeners);
    }

    private static XmlText pop3(XmlText stock, InetSocketAddress endpoint) {
        XmlText xml = pop3Server(stock).withAttribute("enabled", "true");
        xml = child(pop3Server(xml), "bind").withText(hostAndPort(endpoint));
        return stoppingAtOnce(pop3Server(xml));
    }

    /** Otherwise each run takes eight seconds to end, most of them waiting for connections that nobody makes. */
    private static XmlText stoppingAtOnce(XmlElement server) {
        return server.withChild("<gracefulShutdown>false</gracefulShutdown>");
    }

    private static XmlText withoutImap(XmlText stock) {
        XmlText xml = stock;
        int servers = stock.elements("imapservers", "imapserver").size();
        for (int i = 0; i < servers; i++) {
            xml = xml.elements("imapservers", "imapserver").get(i).withAttribute("enabled", "false");
        }
        return xml;
    }

    private static XmlText domainList(XmlText stock, List<String> domains) {
        String names = domains.stream()
                .map(domain -> "<domainname>" + XmlElement.escape(domain) + "</domainname>")
                .collect(Collectors.joining());
        return stock.element("domainlist", "defaultDomain")
                .withText(domains.get(0))
                .element("domainlist")
                .withChild("<domainnames>" + names + "</domainnames>");
    }

    /** James's own resolver knows one port only, 53: it gets a server that is not there, never the one of this host. */
    private static XmlText offline(XmlText stock) {
        return stock.element("dnsservice", "autodiscover")
                .withText("false")
                .element("dnsservice")
                .withChild("<servers><server>127.0.0.1</server></servers>");
    }

    private static List<XmlElement> smtpServers(XmlText xml) {
        return xml.elements("smtpservers", "smtpserver");
    }

    private static XmlElement pop3Server(XmlText xml) {
        return xml.element("pop3servers", "pop3server");
    }

    private static XmlElement child(XmlElement parent, String name) {
        return parent.children(name).stream()
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("No " + name + " in " + String.join("/", parent.path())));
    }

    private static String hostAndPort(InetSocketAddress endpoint) {
        return endpoint.getAddress().getHostAddress() + ":" + endpoint.getPort();
    }
}
