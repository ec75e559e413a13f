package org.requiretls.james.delivery;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.requiretls.james.dane.DigestOrder;
import org.requiretls.james.dns.SelfTestNames;

/**
 * Every parameter that the mailet takes: the one place that names it, its default and its meaning. Those that the
 * stock remote delivery has too keep its spelling.
 */
public enum Parameter {
    OUTGOING("outgoing", "outgoing", "Name of the queue that holds the mail until it is delivered."),
    DELAY_TIME(
            "delayTime",
            "6 hour",
            "Waiting times between attempts: a comma separated list of [attempts*]delay [unit], unit one of msec, sec,"
                    + " minute, hour, day; without a unit, milliseconds."),
    MAX_RETRIES("maxRetries", "5", "How often a mail is retried before it is given up; at least what delayTime lists."),
    MAX_DNS_PROBLEM_RETRIES(
            "maxDnsProblemRetries",
            "0",
            "How often a mail is retried where DNS says that its domain does not exist or its hosts have no address. A"
                    + " lookup that merely fails is retried by delayTime."),
    TIMEOUT(
            "timeout",
            "none",
            "Milliseconds to wait for each reply of a peer; lowers all of the following that are not set, up to"
                    + " quitTimeout."),
    CONNECTION_TIMEOUT("connectiontimeout", "60000", "Milliseconds to wait for a connection."),
    GREETING_TIMEOUT("greetingTimeout", "5 minute", "How long to wait for the greeting (RFC 5321 section 4.5.3.2)."),
    EHLO_TIMEOUT("ehloTimeout", "5 minute", "How long to wait for the reply to EHLO, HELO, AUTH and RSET."),
    START_TLS_TIMEOUT("startTlsTimeout", "5 minute", "How long to wait for the reply to STARTTLS."),
    HANDSHAKE_TIMEOUT("handshakeTimeout", "1 minute", "How long a TLS handshake may take."),
    MAIL_TIMEOUT("mailTimeout", "5 minute", "How long to wait for the reply to MAIL."),
    RCPT_TIMEOUT("rcptTimeout", "5 minute", "How long to wait for the reply to each RCPT."),
    DATA_TIMEOUT("dataTimeout", "2 minute", "How long to wait for the reply to DATA."),
    BLOCK_TIMEOUT("blockTimeout", "3 minute", "How long the peer may take for each block of the content."),
    END_OF_DATA_TIMEOUT(
            "endOfDataTimeout",
            "10 minute",
            "How long to wait for the reply to the end of the content. Less makes duplicates where a peer takes its time."),
    QUIT_TIMEOUT("quitTimeout", "10 sec", "How long to wait for the reply to QUIT."),
    OPENING_DEADLINE(
            "openingDeadline", "12 minute", "How long everything from the connection to the last EHLO may take."),
    TRANSACTION_DEADLINE(
            "transactionDeadline", "2 hour", "How long everything from MAIL to the reply to the final dot may take."),
    DELIVERY_DEADLINE(
            "deliveryDeadline",
            "4 hour; 25 minute on a queue of RabbitMQ",
            "How long one attempt at a mail may take, over all hosts of its domain; what has not ended then is cut off, and"
                    + " tried again by delayTime. For RabbitMQ, less than its consumer_timeout."),
    SEND_PARTIAL(
            "sendpartial",
            "true",
            "Whether a message goes to the recipients that the peer accepts while others are refused. With false the"
                    + " others have to wait for the next attempt, which is without the refused."),
    MOST_RECIPIENTS(
            "maxRecipients",
            "100",
            "How many recipients one transaction has, 1 to 10000; the rest follow in another one on the same"
                    + " connection. 100 are taken everywhere (RFC 5321 section 4.5.3.1.8). Not heeded where sendpartial"
                    + " is false."),
    BOUNCE_PROCESSOR(
            "bounceProcessor",
            "none",
            "Processor that gets the mail for recipients that were given up. Without it James's own bounce is sent; for"
                    + " REQUIRETLS mail, a report with the tag and without the content."),
    ON_SUCCESS("onSuccess", "none", "Processor that gets a copy of the mail for the recipients that were reached."),
    DELAYED_PROCESSOR(
            "delayedProcessor",
            "none",
            "Processor that gets a copy of a mail that is late, once, for its sender to be told."),
    DELAY_NOTICE_AFTER(
            "delayNoticeAfter", "4 hour", "From when on a mail is late; looked at after each attempt that failed."),
    RELAYED_PROCESSOR(
            "relayedProcessor",
            "none",
            "Processor that gets a copy of a mail that a host without DSN has taken, for a sender who asked for a notice of"
                    + " success (RFC 3461) to be told that none will come."),
    START_TLS(
            "startTLS",
            "true",
            "TLS is always used where a host offers it; the parameter is taken, since stock configurations have it,"
                    + " and must be true, or go with sslEnable."),
    GATEWAY(
            "gateway",
            "none",
            "Comma separated host[:port] list to send all mail to, in place of MX lookup. In this order if loadBalancing is"
                    + " false."),
    GATEWAY_PORT("gatewayPort", "25", "Port of the gateways that name none; 465 where sslEnable is true."),
    GATEWAY_USERNAME("gatewayUsername", "none", "User name for the gateways, by AUTH PLAIN or LOGIN (RFC 4954)."),
    GATEWAY_USERNAME_OLD("gatewayusername", "none", "The same, as configurations of James 2 spell it."),
    GATEWAY_PASSWORD(
            "gatewayPassword",
            "none",
            "Password for the gateways. Where a gateway refuses it, all mail for the gateways waits, and an error is"
                    + " logged."),
    GATEWAY_CREDENTIALS(
            "gatewayCredentials",
            "authenticated",
            "Over what the password may go: authenticated (TLS with a gateway that proves its name, by DANE or a trusted"
                    + " root), encrypted (TLS with whoever answers), clear (anything). The last two give the password to"
                    + " whoever gets between."),
    SSL_ENABLE(
            "sslEnable",
            "false",
            "Whether gateways are spoken to in TLS from the start (RFC 8314), never in clear text. Always so at port"
                    + " 465. For MX hosts it has no meaning, and is refused."),
    VERIFY_SERVER_IDENTITY(
            "verifyServerIdentity",
            "true",
            "Whether a gateway has to prove its name, by DANE or a trusted root. Holds without being set where sslEnable"
                    + " is true. MX hosts are verified where DANE, a rule or the message asks for it."),
    LOAD_BALANCING(
            "loadBalancing", "true", "Whether gateways, and the addresses of a host, are tried in random order."),
    HELO_NAME("heloName", "the default domain", "Name that EHLO gives."),
    BIND("bind", "none", "Local IP address to connect from."),
    USE_PRIORITY("usePriority", "false", "Whether first attempts get high and retries low priority on the queue."),
    DEBUG("debug", "false", "Taken, since stock configurations have it; use the log level of org.requiretls instead."),

    DNS_SERVERS(
            "dnsServers",
            "those of the system",
            "Comma separated host[:port] list of resolvers. They need not be trusted unless dnssecValidator says so. They"
                    + " have to pass DNSSEC records through."),
    TRUST_ANCHORS(
            "trustAnchors",
            "the root keys 20326 and 38696",
            "File with DNSSEC trust anchors, DS or DNSKEY records as in a zone file."),
    DNSSEC_VALIDATOR(
            "dnssecValidator",
            "james",
            "Who checks DNSSEC signatures: james, or resolver. The latter believes the AD bit of the resolvers, so all of"
                    + " them have to be on the loopback interface, and the trust anchors are theirs."),
    DNSSEC_TEST_NAMES(
            "dnssecTestNames",
            SelfTestNames.DEFAULT.toString(),
            "Two names: one with good DNSSEC signatures, one whose signatures are broken on purpose. At start-up, and for"
                    + " the health check, the first has to be found secure and the second refused."),
    DNS_CACHE_MEGABYTES("dnsCacheMegabytes", "32", "Memory for DNS answers in MiB, 0 to 4096; with 0 none is kept."),
    DNS_CACHE_SECONDS(
            "dnsCacheSeconds",
            "3600",
            "How long DNS records are kept at most, 0 to 604800 seconds; a shorter TTL counts."),
    DNS_CACHE_DENIAL_SECONDS(
            "dnsCacheDenialSeconds",
            "900",
            "How long DNS answers that there is nothing are kept at most, 0 to 10800 seconds; a shorter TTL counts."),
    SMTP_PORT("smtpPort", "25", "Port of MX hosts, for test set-ups; TLSA records are looked up for this port."),
    TRUST_STORE(
            "trustStore",
            "that of the JVM",
            "File with the roots that certificates may chain to: a key store, or PEM certificates."),
    TRUST_STORE_TYPE("trustStoreType", "PKCS12", "Type of the key store: PKCS12, JKS, or PEM."),
    TRUST_STORE_PASSWORD("trustStorePassword", "none", "Password of the key store."),
    INSECURE_MX_DANE(
            "insecureMxDane",
            "true",
            "Whether TLSA records count for hosts that an unsigned MX RRset named (RFC 7672 section 2.2.1)."),
    TLSA_DIGESTS(
            "tlsaDigests",
            DigestOrder.STANDARD.toString(),
            "Digests that TLSA records may use, the strongest first (RFC 7671 section 9): matching type and name in Java,"
                    + " such as 3=SHA3-512. Records with others are unusable."),
    MTA_STS("mtaSts", "true", "Whether MTA-STS policies (RFC 8461) are looked up and followed; mta-sts.md tells more."),
    MTA_STS_STORE(
            "mtaStsStore",
            "file://var/mta-sts",
            "Directory that keeps the policies over a restart; it is made when there is one to keep."),
    MTA_STS_TIMEOUT(
            "mtaStsTimeout",
            "20000",
            "Milliseconds for fetching a policy, all in all, 1 to 60000. The first mail to a domain waits for it."),
    MTA_STS_TRUST_STORE(
            "mtaStsTrustStore",
            "that of trustStore",
            "File with PEM certificates of the roots that policy hosts may chain to."),
    MTA_STS_PRIVATE_NETWORKS(
            "mtaStsPrivateNetworks", "false", "Whether policies are fetched from loopback and private addresses too."),
    MTA_STS_PORT("mtaStsPort", "443", "Port of policy hosts, for test set-ups."),
    TLS_RULES("tlsRules", "none", "Rules by destination, one a line; rules.md explains them."),
    TLS_REPORT_CONTACT(
            "tlsReportContact",
            "none",
            "Mail address to ask about TLS reports (RFC 8460); naming it turns them on. Its domain is the submitter's."),
    TLS_REPORT_ORGANIZATION(
            "tlsReportOrganization", "the domain of the contact", "Name of the organization, as reports give it."),
    TLS_REPORT_PROCESSOR(
            "tlsReportProcessor",
            "none",
            "Processor that signs TLS reports with DKIM and sends them on. Without it, reports only go to HTTPS"
                    + " addresses."),
    TLS_REPORT_DIRECTORY(
            "tlsReportDirectory",
            "file://var/tls-report-counts",
            "Directory that keeps the counts for TLS reports over a restart, in a folder for each queue."),
    TLS_REPORT_EXCLUDE("tlsReportExclude", "none", "Comma separated domains that get no TLS report from here."),
    TLS_PROVIDER(
            "tlsProvider",
            "auto",
            "Who does TLS: native (BoringSSL, a fraction of the processor time), jdk (the TLS of Java), or auto, which is"
                    + " native where its library loads: on Linux, x86_64 and aarch64. Start-up says which it is. Where"
                    + " tlsRules names cipher suites, it is always that of Java."),
    CHUNKING(
            "chunking",
            "true",
            "Whether content goes out in chunks (BDAT, RFC 3030) where a host offers CHUNKING. A host that offers it and"
                    + " does not know it gets DATA from the next attempt on."),
    CONCURRENT_DELIVERIES(
            "concurrentDeliveries",
            "1000",
            "How many mails are on their way at once, 1 to 10000; of these, one destination gets half at most. What has"
                    + " been on its way for 10 seconds makes room for others, up to maxConnections besides: peers that"
                    + " hang hold up nobody."),
    MAX_CONNECTIONS(
            "maxConnections",
            "20000",
            "How many connections may be in use at once; who finds none free waits for its turn, which goes round between"
                    + " the hosts."),
    MAX_CONNECTIONS_PER_HOST(
            "maxConnectionsPerHost",
            "20",
            "How many connections may be in use at once with one address of a host. The first is opened alone, and others"
                    + " as soon as mail would be through earlier with them; where the host offers PIPELINING, mail that"
                    + " waits is sent behind other mail on a connection."),
    IDLE_CONNECTIONS(
            "idleConnections",
            "1000",
            "How many connections are kept for the next message that may use them; 0 gives each message one of its"
                    + " own, at all times."),
    CONNECTION_IDLE_TIME(
            "connectionIdleTime", "10000", "Milliseconds after which a connection is closed that carries nothing."),
    CONNECTION_LIFETIME(
            "connectionLifetime", "300000", "Milliseconds after which a connection is given no more messages."),
    MESSAGES_PER_CONNECTION(
            "messagesPerConnection", "500", "After how many messages a connection is closed, 1 or more."),
    HOST_DOWN_TIME(
            "hostDownTime",
            "30000",
            "Milliseconds for which an address counts as down that took no connection, or did not greet: the next"
                    + " address or host is tried at once, and where there is none, the mail waits by delayTime. 0 asks"
                    + " it each time.");

    private final String key;
    private final String defaultValue;
    private final String meaning;

    Parameter(String key, String defaultValue, String meaning) {
        this.key = key;
        this.defaultValue = defaultValue;
        this.meaning = meaning;
    }

    /** As it is spelt in mailetcontainer.xml; case matters. */
    public String key() {
        return key;
    }

    /** What holds where it is left out, as the documentation says it. */
    public String defaultValue() {
        return defaultValue;
    }

    /** What it does, in a sentence or two. */
    public String meaning() {
        return meaning;
    }

    static Optional<Parameter> named(String key) {
        return Arrays.stream(values()).filter(each -> each.key.equals(key)).findFirst();
    }

    /** The right spelling of a key that only differs in case. */
    static Optional<Parameter> resembling(String key) {
        return Arrays.stream(values())
                .filter(each -> each.key.equalsIgnoreCase(key))
                .findFirst();
    }

    static List<String> keys() {
        return Arrays.stream(values()).map(Parameter::key).sorted().toList();
    }
}
