package org.requiretls.james.selfcheck;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.requiretls.james.dane.DaneResult.NotMatched;
import org.requiretls.james.dane.TlsaSet;
import org.requiretls.james.mtasts.PolicyMode;
import org.requiretls.james.mtasts.StsPolicy;
import org.requiretls.james.mtasts.TxtFinding;
import org.requiretls.james.mtasts.fetch.FetchResult;
import org.requiretls.james.pkix.PkixResult;
import org.requiretls.james.pkix.PkixVerifier;
import org.requiretls.james.route.MxFinding;
import org.requiretls.james.route.Route;
import org.requiretls.james.selfcheck.HostExamination.Sts;
import org.requiretls.james.selfcheck.OwnDomain.OwnHost;
import org.requiretls.james.selfcheck.OwnDomain.OwnService;
import org.requiretls.james.selfcheck.OwnDomain.TxtAnswer;
import org.requiretls.james.tlsrpt.ReportRequest;

/**
 * What there is to say about a domain. Pure: the same evidence gives the same findings.
 *
 * @param pkix has the roots of the public's authorities
 */
public record SelfExamination(PkixVerifier pkix, Outlook outlook, Instant now) {

    private static final String DKIM_SERVICE = "tlsrpt";

    /** The findings, the worst first; one that several addresses of a host share is said once. */
    public List<Finding> of(OwnDomain domain) {
        Map<Finding, List<String>> addresses = new LinkedHashMap<>();
        Stream.of(
                        route(domain),
                        domain.hosts().stream().flatMap(host -> host(domain, host)),
                        sts(domain),
                        reports(domain),
                        domain.dkimKeys().entrySet().stream().flatMap(SelfExamination::dkim),
                        domain.services().stream().flatMap(this::service))
                .flatMap(each -> each)
                .forEach(finding -> addresses
                        .computeIfAbsent(
                                Finding.of(finding.kind(), finding.where(), finding.detail()),
                                none -> new ArrayList<>())
                        .addAll(finding.addresses()));
        return Arrays.stream(Weight.values())
                .flatMap(weight -> addresses.entrySet().stream()
                        .filter(each -> each.getKey().kind().weight() == weight))
                .map(each -> new Finding(
                        each.getKey().kind(),
                        each.getKey().where(),
                        each.getValue(),
                        each.getKey().detail()))
                .toList();
    }

    private static Stream<Finding> route(OwnDomain domain) {
        if (domain.route() instanceof Route.NoHosts none) {
            return none.reason() == Route.Reason.NULL_MX
                    ? Stream.empty()
                    : Stream.of(Finding.of(FindingKind.MX_LOOKUP_FAILS, none.domain(), none.detail()));
        }
        Route.Hosts hosts = (Route.Hosts) domain.route();
        boolean unproven = hosts.mx() == MxFinding.INSECURE && policy(domain).isEmpty();
        return unproven
                ? Stream.of(Finding.of(FindingKind.MX_NOT_PROVEN, hosts.domain(), "the MX records are not signed"))
                : Stream.empty();
    }

    /** A policy that names hosts. */
    private static Optional<StsPolicy> policy(OwnDomain domain) {
        return domain.stsPolicy()
                .filter(FetchResult.Fetched.class::isInstance)
                .map(fetched -> ((FetchResult.Fetched) fetched).policy())
                .filter(policy -> policy.mode() != PolicyMode.NONE);
    }

    private Stream<Finding> host(OwnDomain domain, OwnHost host) {
        Route.Hosts route = (Route.Hosts) domain.route();
        List<String> domainNames = route.mx() == MxFinding.INSECURE
                ? List.of()
                : Stream.concat(route.expandedDomain().stream(), Stream.of(route.domain()))
                        .toList();
        Sts sts = policy(domain).isPresent() ? Sts.BINDS : Sts.DOES_NOT;
        return new HostExamination(host, domainNames, sts, outlook, pkix, now).findings().stream();
    }

    private static Stream<Finding> sts(OwnDomain domain) {
        String name = domain.route().domain();
        if (domain.stsRecord() instanceof TxtAnswer.LookupFailed failed) {
            return Stream.of(Finding.of(FindingKind.STS_UNREADABLE, name, failed.detail()));
        }
        if (TxtFinding.of(((TxtAnswer.Texts) domain.stsRecord()).texts()) instanceof TxtFinding.NotPublished not) {
            boolean attempted = !((TxtAnswer.Texts) domain.stsRecord()).texts().isEmpty();
            return Stream.of(
                    Finding.of(attempted ? FindingKind.STS_UNREADABLE : FindingKind.STS_MISSING, name, not.detail()));
        }
        if (domain.stsPolicy().orElse(null) instanceof FetchResult.Failed failed) {
            return Stream.of(Finding.of(
                    FindingKind.STS_UNREADABLE, name, failed.failure().toString()));
        }
        return policy(domain).stream()
                .flatMap(policy -> domain.hosts().stream()
                        .filter(host -> !policy.names(host.name()))
                        .map(host -> Finding.of(
                                FindingKind.STS_HOST_UNLISTED,
                                host.name(),
                                "in mode " + policy.mode().text() + " it names " + policy.mx())));
    }

    private static Stream<Finding> reports(OwnDomain domain) {
        String name = ReportRequest.LABELS + domain.route().domain();
        if (domain.reportRecord() instanceof TxtAnswer.LookupFailed failed) {
            return Stream.of(Finding.of(FindingKind.REPORTS_RECORD_BROKEN, name, failed.detail()));
        }
        if (ReportRequest.of(((TxtAnswer.Texts) domain.reportRecord()).texts())
                instanceof ReportRequest.NotWanted not) {
            return Stream.of(Finding.of(
                    not.reason() == ReportRequest.Reason.NO_RECORD
                            ? FindingKind.REPORTS_MISSING
                            : FindingKind.REPORTS_RECORD_BROKEN,
                    name,
                    not.detail()));
        }
        return Stream.empty();
    }

    /** RFC 8460 section 3; the tag is that of RFC 6376 section 3.6.1. */
    private static Stream<Finding> dkim(Map.Entry<String, TxtAnswer> key) {
        if (key.getValue() instanceof TxtAnswer.LookupFailed failed) {
            return Stream.of(Finding.of(FindingKind.DKIM_SERVICE_MISSING, key.getKey(), failed.detail()));
        }
        List<String> texts = ((TxtAnswer.Texts) key.getValue()).texts();
        return texts.stream().anyMatch(SelfExamination::namesReports)
                ? Stream.empty()
                : Stream.of(Finding.of(
                        FindingKind.DKIM_SERVICE_MISSING,
                        key.getKey(),
                        texts.isEmpty() ? "there is no key record" : "no s=" + DKIM_SERVICE + " in the key record"));
    }

    private static boolean namesReports(String keyRecord) {
        return Arrays.stream(keyRecord.split(";"))
                .map(String::strip)
                .filter(tag -> tag.matches("s\\s*=.*"))
                .flatMap(
                        tag -> Arrays.stream(tag.substring(tag.indexOf('=') + 1).split(":")))
                .anyMatch(service -> service.strip().toLowerCase(Locale.ROOT).equals(DKIM_SERVICE));
    }

    private Stream<Finding> service(OwnService service) {
        return Stream.concat(serviceRecords(service), serviceSession(service));
    }

    /** RFC 8314 section 4.5: TLSA for these services too, but only with DNSSEC. */
    private Stream<Finding> serviceRecords(OwnService service) {
        if (service.tlsa() instanceof TlsaAnswer.NotProven unproven) {
            return Stream.of(Finding.of(FindingKind.TLSA_NOT_PROVEN, service.label(), unproven.detail()));
        }
        if (service.tlsa() instanceof TlsaAnswer.Signed signed
                && TlsaSet.of(signed.records()).hasUsable()
                && service.look() instanceof SessionLook.Encrypted session
                && new Fit(List.of(service.host()), now).of(session.chain(), signed.records())
                        instanceof NotMatched not) {
            return Stream.of(Finding.of(FindingKind.CHAIN_MATCHES_NO_RECORD, service.label(), not.detail()));
        }
        return Stream.empty();
    }

    private Stream<Finding> serviceSession(OwnService service) {
        if (service.look() instanceof SessionLook.NotReached not) {
            return Stream.of(Finding.of(FindingKind.SERVICE_UNREACHABLE, service.label(), not.detail()));
        }
        if (service.look() instanceof SessionLook.TlsFailed failed) {
            return Stream.of(Finding.of(FindingKind.SERVICE_WITHOUT_TLS, service.label(), failed.detail()));
        }
        if (!(service.look() instanceof SessionLook.Encrypted session)) {
            return Stream.of(Finding.of(FindingKind.SERVICE_WITHOUT_TLS, service.label(), "STARTTLS is not offered"));
        }
        if (pkix.verify(session.chain(), List.of(service.host()), now) instanceof PkixResult.NotTrusted not) {
            return Stream.of(Finding.of(FindingKind.SERVICE_CERTIFICATE_INVALID, service.label(), not.detail()));
        }
        return HostExamination.ends(session.chain(), now)
                .map(ending -> Finding.of(ending.kind(), service.label(), ending.end()));
    }
}
