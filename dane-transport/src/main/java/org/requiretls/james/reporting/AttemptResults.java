package org.requiretls.james.reporting;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.requiretls.james.dane.DaneResult;
import org.requiretls.james.dane.TlsaRecord;
import org.requiretls.james.dane.UnusableTlsa;
import org.requiretls.james.hop.Attempt;
import org.requiretls.james.hop.StsReading;
import org.requiretls.james.hop.TlsTrace;
import org.requiretls.james.mtasts.DiscoveryFailure;
import org.requiretls.james.mtasts.MxPattern;
import org.requiretls.james.mtasts.PolicyMode;
import org.requiretls.james.mtasts.StsFinding;
import org.requiretls.james.mtasts.StsPolicy;
import org.requiretls.james.pkix.PkixResult;
import org.requiretls.james.policy.LocalRule;
import org.requiretls.james.policy.SessionEvidence;
import org.requiretls.james.policy.StsState;
import org.requiretls.james.policy.TlsaStatus;
import org.requiretls.james.tlsrpt.AppliedPolicy;
import org.requiretls.james.tlsrpt.FailureDetail;
import org.requiretls.james.tlsrpt.ResultType;
import org.requiretls.james.tlsrpt.SessionResult;
import org.requiretls.james.tlsrpt.SessionResult.Failure;
import org.requiretls.james.tlsrpt.SessionResult.Success;

/**
 * What one attempt adds to the count: a result for each policy that applied, and one without policy where none did.
 * Whether the mail went is of no concern: under {@code TLS-Required: No}, or a policy in testing mode, it goes although
 * the policy was not met, and that is just what the domain wants to know.
 */
final class AttemptResults {

    /** Of a failure where the MX host is none of those that the policy names; the registry has no type for it. */
    private static final String MX_MISMATCH = "sts-mx-mismatch";

    private static final String NO_TLSA_MATCH = "tlsa-no-match";

    private final Attempt attempt;
    private final String policyDomain;
    private final SourceAddress source;

    private AttemptResults(Attempt attempt, String policyDomain, SourceAddress source) {
        this.attempt = attempt;
        this.policyDomain = policyDomain;
        this.source = source;
    }

    static List<SessionResult> of(Attempt attempt, String policyDomain, SourceAddress source) {
        return new AttemptResults(attempt, policyDomain, source).all();
    }

    private List<SessionResult> all() {
        List<SessionResult> results = new ArrayList<>();
        tlsaLookup().ifPresent(results::add);
        policyDiscovery().ifPresent(results::add);
        underSts().ifPresent(results::add);
        attempt.trace().session().ifPresent(session -> {
            underTlsa(session).ifPresent(results::add);
            daneRequired().ifPresent(results::add);
            if (attempt.trace().records().isEmpty() && !isUnderSts()) {
                results.add(result(AppliedPolicy.none(policyDomain), failureOfTls(session)));
            }
        });
        return results;
    }

    private SessionResult result(AppliedPolicy policy, Optional<FailureDetail> failure) {
        return failure.<SessionResult>map(detail -> new Failure(policy, detail)).orElseGet(() -> new Success(policy));
    }

    private FailureDetail detail(ResultType type, String code) {
        return new FailureDetail(
                type,
                attempt.address().flatMap(source::towards),
                attempt.host(),
                Optional.empty(),
                attempt.address().map(AddressText::canonical),
                Optional.of(code).filter(text -> !text.isEmpty()));
    }

    /** TLSA records that can't be validated (RFC 8460 section 4.3.2.1); a lookup that merely fails is not reported. */
    private Optional<SessionResult> tlsaLookup() {
        if (attempt.tlsa().filter(TlsaStatus.BOGUS::equals).isEmpty()) {
            return Optional.empty();
        }
        AppliedPolicy policy = AppliedPolicy.tlsa(attempt.host().orElse(policyDomain), List.of());
        return Optional.of(new Failure(policy, detail(ResultType.DNSSEC_INVALID, "")));
    }

    /** An MTA-STS policy that is announced, and can't be had (section 4.3.2.2). */
    private Optional<SessionResult> policyDiscovery() {
        return attempt.sts()
                .map(StsReading::finding)
                .flatMap(finding -> finding.failure()
                        .flatMap(failure -> type(failure.kind(), finding)
                                .map(type -> new Failure(
                                        failed(failure, finding),
                                        FailureDetail.withoutSession(type, failure.detail())))));
    }

    /** Text that is no policy is shown with its mistakes; where there is none, the policy that could not be renewed. */
    private AppliedPolicy failed(DiscoveryFailure failure, StsFinding finding) {
        return failure.policy().isEmpty()
                ? policyOf(finding)
                : AppliedPolicy.sts(policyDomain, List.of(failure.policy().split("\n")), List.of());
    }

    /** A record that can't be looked up may never have been; unless a policy is remembered (RFC 8461 section 6). */
    private static Optional<ResultType> type(DiscoveryFailure.Kind kind, StsFinding finding) {
        return switch (kind) {
            case TXT_LOOKUP -> Optional.of(ResultType.STS_POLICY_FETCH_ERROR).filter(any -> isOfUse(finding));
            case FETCH -> Optional.of(ResultType.STS_POLICY_FETCH_ERROR);
            case WEBPKI -> Optional.of(ResultType.STS_WEBPKI_INVALID);
            case POLICY -> Optional.of(ResultType.STS_POLICY_INVALID);
        };
    }

    private static boolean isOfUse(StsFinding finding) {
        return finding instanceof StsFinding.InForce inForce
                && inForce.policy().policy().mode() != PolicyMode.NONE;
    }

    private AppliedPolicy policyOf(StsFinding finding) {
        if (finding instanceof StsFinding.InForce inForce) {
            StsPolicy policy = inForce.policy().policy();
            return AppliedPolicy.sts(
                    policyDomain,
                    policy.lines(),
                    policy.mx().stream().map(MxPattern::text).toList());
        }
        return AppliedPolicy.sts(policyDomain, List.of(), List.of());
    }

    private boolean isUnderSts() {
        return attempt.sts()
                .map(StsReading::state)
                .filter(state -> state != StsState.NOT_APPLICABLE && state != StsState.UNKNOWN)
                .isPresent();
    }

    private Optional<SessionResult> underSts() {
        if (!isUnderSts()) {
            return Optional.empty();
        }
        StsReading sts = attempt.sts().orElseThrow();
        AppliedPolicy policy = policyOf(sts.finding());
        if (sts.state() == StsState.ENFORCE_NO_MATCH || sts.state() == StsState.TESTING_NO_MATCH) {
            // Once for each host, whatever its addresses: counted where TLS was tried, or the host was passed over.
            boolean counts =
                    attempt.trace().session().isPresent() || attempt.address().isEmpty();
            return Optional.<SessionResult>of(new Failure(policy, detail(ResultType.VALIDATION_FAILURE, MX_MISMATCH)))
                    .filter(any -> counts && attempt.host().isPresent());
        }
        return attempt.trace().session().flatMap(session -> underSts(policy, session));
    }

    /** Beside a DANE success too: both policies were there, and each is told how it fared (RFC 8460 section 4). */
    private Optional<SessionResult> underSts(AppliedPolicy policy, TlsTrace.Session session) {
        Optional<FailureDetail> withoutTls = failureOfTls(session);
        if (withoutTls.isPresent()) {
            return Optional.of(new Failure(policy, withoutTls.get()));
        }
        return session.pkix().map(pkix -> result(policy, failureOf(pkix)));
    }

    private Optional<FailureDetail> failureOf(PkixResult pkix) {
        if (pkix instanceof PkixResult.NotTrusted not) {
            return Optional.of(
                    switch (not.reason()) {
                        case EXPIRED -> detail(ResultType.CERTIFICATE_EXPIRED, "");
                        case NAME_MISMATCH -> detail(ResultType.CERTIFICATE_HOST_MISMATCH, "");
                        case CHAIN_NOT_TRUSTED -> detail(ResultType.CERTIFICATE_NOT_TRUSTED, "chain-not-trusted");
                        case NOT_YET_VALID -> detail(ResultType.VALIDATION_FAILURE, "certificate-not-yet-valid");
                        case NO_CERTIFICATE -> detail(ResultType.VALIDATION_FAILURE, "no-certificate");
                    });
        }
        return Optional.empty();
    }

    private Optional<SessionResult> underTlsa(TlsTrace.Session session) {
        return attempt.trace().records().map(records -> {
            AppliedPolicy policy = AppliedPolicy.tlsa(
                    records.base(),
                    Stream.concat(
                                    records.set().usable().stream(),
                                    records.set().unusable().stream().map(UnusableTlsa::record))
                            .map(TlsaRecord::presentationForm)
                            .toList());
            if (!records.set().hasUsable()) {
                return new Failure(policy, detail(ResultType.TLSA_INVALID, "all-unusable"));
            }
            Optional<FailureDetail> withoutTls = failureOfTls(session);
            return result(policy, withoutTls.or(() -> session.dane().flatMap(this::failureOf)));
        });
    }

    private Optional<FailureDetail> failureOf(DaneResult dane) {
        if (dane instanceof DaneResult.NotMatched not) {
            return Optional.of(
                    switch (not.reason()) {
                        case CHAIN_NOT_IN_DATE -> detail(ResultType.CERTIFICATE_EXPIRED, "");
                        case NAME_MISMATCH -> detail(ResultType.CERTIFICATE_HOST_MISMATCH, "");
                        case CHAIN_NOT_TRUSTED -> detail(ResultType.CERTIFICATE_NOT_TRUSTED, "chain-not-trusted");
                        case NO_RECORD_MATCHES -> detail(ResultType.VALIDATION_FAILURE, NO_TLSA_MATCH);
                        case NO_CERTIFICATE -> detail(ResultType.VALIDATION_FAILURE, "no-certificate");
                    });
        }
        return Optional.empty();
    }

    /** A rule of ours that nothing which the host publishes can meet (RFC 8460 section 4.3.2.1). */
    private Optional<SessionResult> daneRequired() {
        boolean wantsDane = attempt.trace().rule().level() == LocalRule.Level.DANE_ONLY;
        if (!wantsDane || attempt.tlsa().filter(TlsaStatus.NONE::equals).isEmpty()) {
            return Optional.empty();
        }
        AppliedPolicy policy = AppliedPolicy.tlsa(attempt.host().orElse(policyDomain), List.of());
        return Optional.of(new Failure(policy, detail(ResultType.DANE_REQUIRED, "")));
    }

    /** What kept TLS from coming up; nothing about certificates. */
    private Optional<FailureDetail> failureOfTls(TlsTrace.Session session) {
        SessionEvidence evidence = session.evidence();
        if (evidence instanceof SessionEvidence.StartTlsNotOffered
                || evidence instanceof SessionEvidence.StartTlsRefused) {
            return Optional.of(detail(ResultType.STARTTLS_NOT_SUPPORTED, session.code()));
        }
        return evidence instanceof SessionEvidence.HandshakeFailed
                ? Optional.of(detail(ResultType.VALIDATION_FAILURE, session.code()))
                : Optional.empty();
    }
}
