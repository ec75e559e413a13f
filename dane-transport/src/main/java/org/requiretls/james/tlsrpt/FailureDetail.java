package org.requiretls.james.tlsrpt;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One way in which sessions failed (RFC 8460 section 4.4, {@code failure-details}). Two sessions with the same detail
 * are counted in one line of the report.
 *
 * <p>Addresses are text in their canonical form: IPv4 in dotted decimal, IPv6 as in RFC 5952.
 *
 * @param sendingMtaIp the address of ours that the session came from, where there was a session
 * @param receivingMxHostname the MX host, where there was one
 * @param receivingMxHelo what the host called itself in its greeting
 * @param receivingIp the address that was contacted
 * @param reasonCode what happened, in a word or two: wanted for {@code validation-failure} and
 *     {@code certificate-not-trusted} (sections 4.3.3)
 */
public record FailureDetail(
        ResultType type,
        Optional<String> sendingMtaIp,
        Optional<String> receivingMxHostname,
        Optional<String> receivingMxHelo,
        Optional<String> receivingIp,
        Optional<String> reasonCode) {

    /** A failure that no session led to, as when the policy itself can't be had. */
    public static FailureDetail withoutSession(ResultType type, String reasonCode) {
        return new FailureDetail(
                type, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(reasonCode));
    }

    /** A failure at a host that was not contacted. */
    public static FailureDetail atHost(ResultType type, String mxHost, String reasonCode) {
        return new FailureDetail(
                type,
                Optional.empty(),
                Optional.of(mxHost),
                Optional.empty(),
                Optional.empty(),
                Optional.of(reasonCode));
    }

    /** Whatever it says beside its type. */
    List<String> texts() {
        return Stream.of(sendingMtaIp, receivingMxHostname, receivingMxHelo, receivingIp, reasonCode)
                .flatMap(Optional::stream)
                .toList();
    }

    /** The same without hosts and addresses: what is counted when a day has more details than are kept. */
    FailureDetail withoutPlace() {
        return new FailureDetail(
                type, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
