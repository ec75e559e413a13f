package org.requiretls.james.route;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.requiretls.james.dns.DnsAnswer;
import org.requiretls.james.dns.DnsRecord;

/** What the A and AAAA answers of a host amount to; looks nothing up. */
sealed interface HostAddresses {

    /**
     * There are addresses.
     *
     * @param addresses IPv4 and IPv6 in turns, each in the order of its answer
     * @param tlsaBases where TLSA records may be, by what the answers prove
     */
    record Known(List<InetAddress> addresses, TlsaBases tlsaBases) implements HostAddresses {}

    /**
     * There are none.
     *
     * @param permanent whether DNS said so, as opposed to an error
     */
    record Unknown(boolean permanent, String detail) implements HostAddresses {}

    /**
     * Puts both answers together.
     *
     * <p>If one of them fails the other does: a server that cannot answer for AAAA is common, and nothing is lost by
     * it, since where to look for TLSA records follows from either answer alone.
     */
    static HostAddresses of(String host, DnsAnswer<DnsRecord.Address> ipv4, DnsAnswer<DnsRecord.Address> ipv6) {
        List<DnsAnswer<DnsRecord.Address>> found = Stream.of(ipv4, ipv6)
                .filter(answer -> answer instanceof DnsAnswer.Found<DnsRecord.Address>)
                .toList();
        if (found.isEmpty()) {
            return withoutAddress(host, List.of(ipv4, ipv6));
        }
        DnsAnswer<DnsRecord.Address> telling =
                found.stream().filter(DnsAnswer::isSecure).findFirst().orElse(found.get(0));
        return new Known(inTurns(addresses(ipv4), addresses(ipv6)), TlsaBases.of(host, telling));
    }

    private static Unknown withoutAddress(String host, List<DnsAnswer<DnsRecord.Address>> answers) {
        List<String> failures = answers.stream()
                .filter(answer -> answer instanceof DnsAnswer.Failed<DnsRecord.Address>)
                .map(answer -> ((DnsAnswer.Failed<DnsRecord.Address>) answer).reason())
                .toList();
        if (!failures.isEmpty()) {
            return new Unknown(false, String.join("; ", failures));
        }
        boolean exists = answers.stream().anyMatch(answer -> answer instanceof DnsAnswer.NoData<DnsRecord.Address>);
        return new Unknown(true, host + (exists ? " has no address" : " does not exist"));
    }

    private static List<InetAddress> addresses(DnsAnswer<DnsRecord.Address> answer) {
        return answer instanceof DnsAnswer.Found<DnsRecord.Address> found
                ? found.records().stream()
                        .map(DnsRecord.Address::address)
                        .distinct()
                        .collect(Collectors.toList())
                : List.of();
    }

    private static List<InetAddress> inTurns(List<InetAddress> first, List<InetAddress> second) {
        List<InetAddress> mixed = new ArrayList<>();
        for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
            first.stream().skip(i).findFirst().ifPresent(mixed::add);
            second.stream().skip(i).findFirst().ifPresent(mixed::add);
        }
        return mixed;
    }
}
