package org.requiretls.james.mtasts.fetch;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.requiretls.james.dns.DnsAnswer;
import org.requiretls.james.dns.DnsLookup;
import org.requiretls.james.dns.DnsRecord;
import org.requiretls.james.dns.RecordType;
import org.requiretls.james.mtasts.fetch.FetchSettings.PrivateNetworks;

/**
 * Where a policy host can be connected to.
 *
 * @param usable not more than {@link #MOST}
 * @param shortcoming why there are none, if there are none
 */
record PolicyHostAddresses(List<InetAddress> usable, String shortcoming) {

    /** So many are tried, IPv4 first: a policy host that is down at four addresses is down. */
    private static final int MOST = 4;

    static CompletableFuture<PolicyHostAddresses> of(String host, DnsLookup dns, PrivateNetworks privateNetworks) {
        return dns.lookup(host, RecordType.A)
                .thenCombine(
                        dns.lookup(host, RecordType.AAAA),
                        (ipv4, ipv6) -> of(host, List.of(ipv4, ipv6), privateNetworks));
    }

    private static PolicyHostAddresses of(
            String host, List<DnsAnswer<DnsRecord.Address>> answers, PrivateNetworks privateNetworks) {
        List<InetAddress> all = answers.stream()
                .filter(answer -> answer instanceof DnsAnswer.Found<DnsRecord.Address>)
                .flatMap(answer -> ((DnsAnswer.Found<DnsRecord.Address>) answer).records().stream())
                .map(DnsRecord.Address::address)
                .distinct()
                .toList();
        List<InetAddress> allowed = all.stream()
                .filter(address -> privateNetworks == PrivateNetworks.ALLOWED || PublicAddress.is(address))
                .limit(MOST)
                .toList();
        return new PolicyHostAddresses(allowed, all.isEmpty() ? absence(host, answers) : notPublic(host, all));
    }

    private static String absence(String host, List<DnsAnswer<DnsRecord.Address>> answers) {
        String failures = answers.stream()
                .flatMap(answer -> answer instanceof DnsAnswer.Failed<DnsRecord.Address> failed
                        ? Stream.of(failed.reason())
                        : Stream.empty())
                .collect(Collectors.joining("; "));
        return failures.isEmpty() ? host + " has no address" : failures;
    }

    private static String notPublic(String host, List<InetAddress> addresses) {
        return host + " is at " + addresses.get(0).getHostAddress()
                + ", which is not a public address; policy hosts in private networks have to be allowed";
    }
}
