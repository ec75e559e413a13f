package org.requiretls.james.named;

import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import javax.inject.Inject;
import org.apache.james.dnsservice.api.DNSService;

/**
 * Mail hosts by domain, and addresses by host, of {@code conf/names.properties}:
 *
 * <pre>
 * mx.far.test = mx1.far.test:2525, mx2.far.test:2525
 * address.mx1.far.test = 127.0.0.2
 * </pre>
 *
 * <p>Address literals are their own address. No other name exists.
 */
final class NamesInAFile implements DNSService {

    private static final Path FILE = Path.of("conf", "names.properties");

    private final Properties names = new Properties();

    @Inject
    NamesInAFile() throws IOException {
        try (Reader reader = Files.newBufferedReader(FILE)) {
            names.load(reader);
        }
    }

    @Override
    public Collection<String> findMXRecords(String domain) {
        return find("mx." + domain).stream()
                .flatMap(hosts -> List.of(hosts.split(", *")).stream())
                .toList();
    }

    @Override
    public Collection<String> findTXTRecords(String name) {
        return List.of();
    }

    @Override
    public Collection<InetAddress> getAllByName(String host) throws UnknownHostException {
        return List.of(getByName(host));
    }

    @Override
    public InetAddress getByName(String host) throws UnknownHostException {
        boolean literal = host.matches("[0-9.]+|\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*]?");
        Optional<String> address = literal ? Optional.of(host) : find("address." + host);
        return InetAddress.getByName(address.orElseThrow(() -> new UnknownHostException(host)));
    }

    @Override
    public InetAddress getLocalHost() throws UnknownHostException {
        return InetAddress.getByName("127.0.0.1");
    }

    @Override
    public String getHostName(InetAddress address) {
        return address.getHostAddress();
    }

    private Optional<String> find(String key) {
        return Optional.ofNullable(names.getProperty(key));
    }
}
