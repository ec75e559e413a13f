package org.requiretls.james.selfcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.requiretls.james.selfcheck.Own.ADDRESS;
import static org.requiretls.james.selfcheck.Own.MX;
import static org.requiretls.james.selfcheck.Own.NEXT;
import static org.requiretls.james.selfcheck.Own.NOW;
import static org.requiretls.james.selfcheck.Own.OTHER_ADDRESS;
import static org.requiretls.james.selfcheck.Own.PRESENT;
import static org.requiretls.james.selfcheck.Own.ROOT;
import static org.requiretls.james.selfcheck.Own.SELF_SIGNED;
import static org.requiretls.james.selfcheck.Own.address;
import static org.requiretls.james.selfcheck.Own.encrypted;
import static org.requiretls.james.selfcheck.Own.made;
import static org.requiretls.james.selfcheck.Own.policy;
import static org.requiretls.james.selfcheck.Own.record;
import static org.requiretls.james.selfcheck.Own.remembered;
import static org.requiretls.james.selfcheck.Own.signed;
import static org.requiretls.james.selfcheck.Own.signedFor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.requiretls.james.dane.OwnRecords;
import org.requiretls.james.dane.TlsaRecord;
import org.requiretls.james.lab.conformance.Covers;
import org.requiretls.james.lab.pki.CertificateMaker;
import org.requiretls.james.lab.pki.Identity;
import org.requiretls.james.mtasts.DiscoveryFailure;
import org.requiretls.james.mtasts.fetch.FetchResult;
import org.requiretls.james.route.MxFinding;
import org.requiretls.james.route.Route;
import org.requiretls.james.selfcheck.OwnDomain.TxtAnswer;
import org.requiretls.james.selfcheck.SessionLook.Encrypted;
import org.requiretls.james.selfcheck.SessionLook.InClear;
import org.requiretls.james.selfcheck.SessionLook.NotReached;
import org.requiretls.james.selfcheck.SessionLook.TlsFailed;

/** One deviation after the other, from a domain that has nothing to be said against it. */
class SelfExaminationTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final InClear NO_STARTTLS = new InClear(Set.of("DSN"));

    private static TxtAnswer texts(String... texts) {
        return new TxtAnswer.Texts(List.of(texts));
    }

    @Test
    void aSoundDomainIsFoundSound() {
        assertThat(new Own().findings()).isEmpty();
    }

    @Test
    @Covers({"R7672-2.2-01", "R7672-9.2-01"})
    void recordsOfAHostThatDoesNoTlsKeepMailAway() {
        assertThat(new Own().at(address(ADDRESS, NO_STARTTLS)).kinds()).containsExactly(FindingKind.TLSA_WITHOUT_TLS);
        assertThat(new Own().at(address(ADDRESS, new TlsFailed("no key"))).kinds())
                .containsExactly(FindingKind.TLSA_WITHOUT_TLS);
    }

    @Test
    @Covers("R7672-9.2-01")
    void everyAddressOfAHostWithRecordsHasToDoTls() {
        List<Finding> findings = new Own()
                .at(address(ADDRESS, encrypted(PRESENT)), address(OTHER_ADDRESS, NO_STARTTLS))
                .findings();

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(FindingKind.TLSA_WITHOUT_TLS);
            assertThat(finding.where()).isEqualTo(MX);
            assertThat(finding.addresses()).containsExactly(OTHER_ADDRESS);
        });
    }

    @Test
    void withoutRecordsNoTlsIsAWarningAndAFailedHandshakeAnError() {
        Own without = new Own().tlsa(new TlsaAnswer.Absent("proven absent"));

        assertThat(without.at(address(ADDRESS, NO_STARTTLS)).kinds())
                .containsExactly(FindingKind.STARTTLS_MISSING, FindingKind.TLSA_MISSING);
        assertThat(without.at(address(ADDRESS, new TlsFailed("alert 40"))).kinds())
                .containsExactly(FindingKind.HANDSHAKE_FAILS, FindingKind.TLSA_MISSING);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Covers("R7672-3.1.3-01")
    void usagesForAuthoritiesAreNotForMail(int usage) {
        assertThat(new Own()
                        .tlsa(record(PRESENT, 3, 1, 1), record(PRESENT, usage, 1, 1))
                        .kinds())
                .containsExactly(FindingKind.TLSA_USAGE_PKIX);
    }

    @Test
    void recordsOfThoseUsagesAloneLeaveTheHostToTheAuthorities() {
        Own own = new Own().withoutSts().tlsa(record(SELF_SIGNED, 1, 1, 1)).showing(SELF_SIGNED);

        assertThat(own.kinds())
                .containsExactly(FindingKind.TLSA_USAGE_PKIX, FindingKind.NOT_AUTHENTICATED, FindingKind.STS_MISSING);
    }

    @Test
    void aRecordThatNobodyCanReadIsNamed() {
        assertThat(new Own()
                        .tlsa(record(PRESENT, 3, 1, 1), new TlsaRecord(3, 1, 1, new byte[31]))
                        .details(FindingKind.TLSA_UNUSABLE))
                .singleElement()
                .asString()
                .contains("does not have the length");
    }

    @Test
    @Covers("R7671-2-03")
    void sha512AloneIsTooLittle() {
        assertThat(new Own().tlsa(record(PRESENT, 3, 1, 2)).kinds()).containsExactly(FindingKind.TLSA_SHA512_ONLY);
        assertThat(new Own()
                        .tlsa(record(PRESENT, 3, 1, 2), record(PRESENT, 3, 1, 1))
                        .kinds())
                .isEmpty();
    }

    @Test
    @Covers({"R7671-8-01", "R7671-8-02", "R7672-9.2-02", "R7671-2-04"})
    void eachCombinationHasToFitThePresentChain() {
        Own own = new Own().tlsa(record(PRESENT, 3, 1, 1), record(NEXT, 3, 0, 1));

        assertThat(own.kinds()).containsExactly(FindingKind.TLSA_COMBINATION_STALE);
        assertThat(own.details(FindingKind.TLSA_COMBINATION_STALE).get(0)).startsWith("3 0 1: ");
        assertThat(new Own()
                        .tlsa(record(PRESENT, 3, 1, 1), record(NEXT, 3, 1, 1))
                        .kinds())
                .as("in one combination the next may stand beside the present")
                .isEmpty();
    }

    @Test
    @Covers({"R7672-8.1-03", "R7671-10.3-01"})
    void aChainThatNoRecordFitsKeepsMailAway() {
        assertThat(new Own().tlsa(record(NEXT, 3, 1, 1)).kinds())
                .containsExactly(FindingKind.CHAIN_MATCHES_NO_RECORD, FindingKind.TLSA_COMBINATION_STALE);
    }

    @Test
    @Covers({"R7672-3.1.2-01", "R7672-3.1.2-02", "R7671-5.2-01", "R7671-10.1-02", "R6698-4-02"})
    void anAnchorHasToBeInTheHandshake() {
        Own own = new Own().tlsa(record(ROOT, 2, 0, 1));

        assertThat(own.showing(PRESENT).kinds()).isEmpty();
        assertThat(own.showing(PRESENT.withoutRoot()).kinds())
                .contains(FindingKind.CHAIN_MATCHES_NO_RECORD, FindingKind.ANCHOR_NOT_SHOWN);
    }

    @Test
    void besideARecordThatFitsAnAnchorThatIsNotShownIsStillAnError() {
        assertThat(new Own()
                        .tlsa(record(PRESENT, 3, 1, 1), record(ROOT, 2, 0, 1))
                        .showing(PRESENT.withoutRoot())
                        .details(FindingKind.ANCHOR_NOT_SHOWN))
                .singleElement()
                .asString()
                .startsWith("2 0 1: ");
    }

    @Test
    void anAnchorWithNothingBelowItIsTold() {
        Identity stranger = CertificateMaker.root("Some other").make();

        assertThat(new Own()
                        .tlsa(record(stranger, 2, 0, 1))
                        .showing(PRESENT.showingToo(stranger.certificate()))
                        .kinds())
                .contains(FindingKind.ANCHOR_CHAIN_BROKEN);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"mx.own.test, true", "*.own.test, true", "own.test, true", "*.test, false", "*.mx.own.test, false"})
    @Covers("R7672-3.2.3-05")
    void underAnAnchorTheCertificateHasToNameTheHostAndAWildcardIsOneLabel(String name, boolean covered) {
        Own own = new Own().withoutSts().tlsa(record(ROOT, 2, 0, 1)).showing(made(maker -> maker, name));

        assertThat(own.kinds().contains(FindingKind.NAME_NOT_COVERED)).isEqualTo(!covered);
    }

    @Test
    void theDomainsNameCountsOnlyWhereItProvesItsChoice() {
        Own own = new Own()
                .tlsa(record(ROOT, 2, 0, 1))
                .showing(made(maker -> maker, "own.test"))
                .mx(MxFinding.INSECURE);

        assertThat(own.kinds()).contains(FindingKind.NAME_NOT_COVERED);
    }

    @ParameterizedTest(name = "2 {0} {1}")
    @CsvSource({"1, 0", "1, 1", "0, 0"})
    @Covers({"R7672-3.1.2-03", "R7671-5.2.1-02"})
    void anAnchorIsPublishedAsTheDigestOfItsCertificate(int selector, int matchingType) {
        assertThat(new Own().tlsa(record(ROOT, 2, selector, matchingType)).kinds())
                .containsExactly(FindingKind.TLSA_ANCHOR_FORM);
    }

    @Test
    @Covers("R7672-9.2-03")
    void wholeCertificatesMakeLongAnswers() {
        assertThat(new Own().tlsa(record(PRESENT, 3, 0, 0)).kinds()).containsExactly(FindingKind.TLSA_FULL_DATA);
    }

    @Test
    @Covers("R7671-8.3-01")
    void aDigestIsThereForAllOrForNone() {
        assertThat(new Own()
                        .tlsa(record(PRESENT, 3, 1, 1), record(NEXT, 3, 1, 1), record(PRESENT, 3, 1, 2))
                        .details(FindingKind.TLSA_DIGESTS_UNEVEN))
                .containsExactly("1 of 3 1 2, 2 of 3 1 1");
        assertThat(new Own()
                        .tlsa(record(PRESENT, 3, 1, 1), record(PRESENT, 3, 1, 2), record(ROOT, 2, 0, 1))
                        .kinds())
                .containsExactly(FindingKind.TLSA_DIGESTS_UNEVEN);
    }

    @Test
    @Covers({"R7672-9.2-03", "R7671-13-01"})
    void ttlAndSignatureAreShort() {
        TlsaRecord record = record(PRESENT, 3, 1, 1);

        assertThat(new Own().tlsa(signedFor(DAY, Duration.ofDays(31), record)).kinds())
                .isEmpty();
        assertThat(new Own()
                        .tlsa(signedFor(DAY.plusSeconds(1), Duration.ofDays(32), record))
                        .kinds())
                .containsExactly(FindingKind.TLSA_TTL_LONG, FindingKind.TLSA_SIGNATURE_LONG);
    }

    @Test
    @Covers("R8461-7.1-03")
    void nobodyHasToNameTheHost() {
        SessionLook refused = new TlsFailed("ALERT: unrecognized_name");
        OwnAddress nameless = new OwnAddress(
                ADDRESS, NO_STARTTLS, encrypted(PRESENT), refused, encrypted(PRESENT), Set.of("TLSv1.2"));
        OwnAddress misnamed = new OwnAddress(
                ADDRESS, NO_STARTTLS, encrypted(PRESENT), encrypted(PRESENT), refused, Set.of("TLSv1.2"));

        assertThat(new Own().at(nameless).kinds()).containsExactly(FindingKind.SNI_DEMANDED);
        assertThat(new Own()
                        .at(misnamed)
                        .tlsa(new TlsaAnswer.Absent("proven absent"))
                        .kinds())
                .containsExactly(FindingKind.SNI_DEMANDED, FindingKind.TLSA_MISSING);
    }

    @Test
    @Covers({"R7672-8.1-03", "R7671-3-04"})
    void whoDoesNotNameTheHostShouldSeeAChainThatFitsToo() {
        OwnAddress address = new OwnAddress(
                ADDRESS, NO_STARTTLS, encrypted(PRESENT), encrypted(NEXT), encrypted(PRESENT), Set.of("TLSv1.2"));

        assertThat(new Own().at(address).details(FindingKind.SNI_FALLBACK_MISMATCH))
                .singleElement()
                .asString()
                .startsWith("without SNI: ");
    }

    @Test
    @Covers("R7671-5.1-03")
    void certificatesUnderAnAnchorAreRenewedInTime() {
        Identity ending = made(maker -> maker.validity(NOW.minus(DAY), NOW.plus(DAY.multipliedBy(20))), MX);
        Identity ended = made(CertificateMaker::expired, MX);
        Own own = new Own().withoutSts().tlsa(record(ROOT, 2, 0, 1));

        assertThat(own.showing(ending).kinds()).contains(FindingKind.CERTIFICATE_ENDS_SOON);
        assertThat(own.showing(ended).kinds()).contains(FindingKind.CERTIFICATE_ENDED, FindingKind.ANCHOR_CHAIN_BROKEN);
    }

    @Test
    void underUsage3NobodyLooksAtDatesUnlessThereIsMtaStsToo() {
        Identity ended = made(CertificateMaker::expired, MX);
        Own own = new Own().tlsa(record(ended, 3, 1, 1)).showing(ended);

        assertThat(own.kinds()).containsExactly(FindingKind.STS_CERTIFICATE_INVALID, FindingKind.CERTIFICATE_ENDED);
        assertThat(own.withoutSts().kinds()).containsExactly(FindingKind.STS_MISSING);
    }

    @Test
    @Covers({"R7672-4-01", "R6698-A.4-01"})
    void bothKeysAreOutBeforeTheNextOneIsUsed() {
        NextKey next = NextKey.of(NEXT.chain());

        assertThat(new Own().next(next).kinds()).containsExactly(FindingKind.NEXT_KEY_NOT_PUBLISHED);
        assertThat(new Own()
                        .next(next)
                        .tlsa(record(PRESENT, 3, 1, 1), record(NEXT, 3, 1, 1))
                        .kinds())
                .isEmpty();
        assertThat(new Own()
                        .next(next)
                        .tlsa(record(PRESENT, 3, 1, 1), record(NEXT, 3, 1, 1), record(PRESENT, 3, 0, 1))
                        .details(FindingKind.NEXT_KEY_NOT_PUBLISHED))
                .as("in each combination")
                .singleElement()
                .asString()
                .startsWith("no 3 0 1 fits");
        assertThat(new Own().next(next).tlsa(record(ROOT, 2, 0, 1)).kinds())
                .as("the same authority issues it")
                .isEmpty();
    }

    @Test
    void aNextKeyNeedsNoCertificateYet() {
        NextKey next = NextKey.of(NEXT.keyPair().getPublic().getEncoded());

        assertThat(next.record()).isEqualTo(OwnRecords.ofServer(NEXT.certificate()));
        assertThat(new Own()
                        .next(next)
                        .tlsa(record(PRESENT, 3, 1, 1), record(NEXT, 3, 1, 1))
                        .kinds())
                .isEmpty();
        assertThat(new Own().next(next).kinds()).containsExactly(FindingKind.NEXT_KEY_NOT_PUBLISHED);
    }

    @Test
    @Covers("R7671-8.1-01")
    void theNextKeyWaitsForTwoTtls() {
        TlsaRecord[] both = {record(PRESENT, 3, 1, 1), record(NEXT, 3, 1, 1)};
        Own own = new Own().next(NextKey.of(NEXT.chain())).tlsa(both);
        Instant twoTtlsAgo = NOW.minus(Duration.ofHours(2));

        assertThat(own.remembering(remembered(twoTtlsAgo.plusSeconds(1), Optional.empty(), both))
                        .details(FindingKind.NEXT_KEY_TOO_EARLY))
                .containsExactly("not before " + NOW.plusSeconds(1));
        assertThat(own.remembering(remembered(twoTtlsAgo, Optional.empty(), both))
                        .kinds())
                .isEmpty();
    }

    @Test
    @Covers("R7671-8-04")
    void whatCachesMayStillHaveHasToFitAsWell() {
        Own own = new Own().tlsa(record(NEXT, 3, 1, 1)).showing(NEXT);
        Instant before = NOW.minus(DAY);
        Instant lately = NOW.minus(Duration.ofMinutes(59));
        TlsaRecord old = record(PRESENT, 3, 1, 1);

        assertThat(own.remembering(remembered(before, Optional.of(lately), old))
                        .details(FindingKind.CACHED_RECORDS_STALE))
                .containsExactly("3 1 1 as it was, until " + lately.plus(Duration.ofHours(1)));
        assertThat(own.remembering(remembered(before, Optional.of(lately.minus(Duration.ofMinutes(1))), old))
                        .kinds())
                .as("an hour is over")
                .isEmpty();
        assertThat(own.remembering(remembered(before, Optional.of(lately), old, record(NEXT, 3, 1, 1)))
                        .kinds())
                .as("both were out")
                .isEmpty();
    }

    @Test
    void tlsVersionsAreThoseOfToday() {
        Encrypted old = new Encrypted("TLSv1.2", PRESENT.chain(), Own.KEYWORDS);
        OwnAddress address = new OwnAddress(ADDRESS, NO_STARTTLS, old, old, old, Set.of("TLSv1", "TLSv1.1"));

        Own own = new Own().at(address);

        assertThat(own.kinds())
                .containsExactly(
                        FindingKind.OLD_TLS_ACCEPTED, FindingKind.TLS_1_2_MISSING, FindingKind.TLS_1_3_MISSING);
        assertThat(own.details(FindingKind.OLD_TLS_ACCEPTED)).containsExactly("TLSv1, TLSv1.1");
    }

    @Test
    void requireTlsIsListedInsideTlsAndNowhereElse() {
        Encrypted session = new Encrypted("TLSv1.3", PRESENT.chain(), Set.of("PIPELINING"));
        OwnAddress address = new OwnAddress(
                ADDRESS, new InClear(Set.of("REQUIRETLS")), session, session, session, Set.of("TLSv1.2"));

        assertThat(new Own().at(address).kinds())
                .containsExactly(
                        FindingKind.REQUIRETLS_IN_CLEAR, FindingKind.REQUIRETLS_MISSING, FindingKind.DSN_MISSING);
    }

    @Test
    void hostsThatAreNotThereAreNamedOnceForAllTheirAddresses() {
        assertThat(new Own().unreachable("no address").kinds()).containsExactly(FindingKind.HOST_UNREACHABLE);
        NotReached refused = new NotReached("REFUSED");
        assertThat(new Own()
                        .at(address(ADDRESS, refused), address(OTHER_ADDRESS, refused))
                        .findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.addresses()).containsExactly(ADDRESS, OTHER_ADDRESS));
    }

    @Test
    void dnsThatDoesNotAnswerOrProveIsTold() {
        assertThat(new Own().tlsa(new TlsaAnswer.LookupFailed("SERVFAIL")).kinds())
                .contains(FindingKind.TLSA_LOOKUP_FAILS);
        assertThat(new Own()
                        .tlsa(new TlsaAnswer.NotProven("2 in an unsigned zone"))
                        .kinds())
                .contains(FindingKind.TLSA_NOT_PROVEN);
        assertThat(new Own().mx(MxFinding.INSECURE).withoutSts().kinds())
                .containsExactly(FindingKind.MX_NOT_PROVEN, FindingKind.STS_MISSING);
        assertThat(new Own().mx(MxFinding.INSECURE).kinds())
                .as("a policy proves the hosts too")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"BOGUS, true", "DOMAIN_DOES_NOT_EXIST, true", "NULL_MX, false"})
    void aDomainWithoutHostsIsAnErrorUnlessItSaysSo(Route.Reason reason, boolean error) {
        OwnDomain domain = new OwnDomain(
                new Route.NoHosts("own.test", reason, "detail"),
                List.of(),
                texts(),
                Optional.empty(),
                texts(),
                Map.of(),
                List.of());

        assertThat(new Own()
                        .examination().of(domain).stream()
                                .map(Finding::kind)
                                .anyMatch(kind -> kind == FindingKind.MX_LOOKUP_FAILS))
                .isEqualTo(error);
    }

    @Test
    void thePolicyNamesEveryHostAndCanBeRead() {
        assertThat(new Own()
                        .sts(texts("v=STSv1; id=1;"), Optional.of(policy("mx.elsewhere.test")))
                        .kinds())
                .containsExactly(FindingKind.STS_HOST_UNLISTED);
        FetchResult failed =
                new FetchResult.Failed(new DiscoveryFailure(DiscoveryFailure.Kind.FETCH, "HTTP status 404"));
        assertThat(new Own().sts(texts("v=STSv1; id=1;"), Optional.of(failed)).kinds())
                .containsExactly(FindingKind.STS_UNREADABLE);
        assertThat(new Own().sts(texts("v=STSv1 id=1"), Optional.empty()).kinds())
                .containsExactly(FindingKind.STS_UNREADABLE);
        assertThat(new Own()
                        .sts(new TxtAnswer.LookupFailed("SERVFAIL"), Optional.empty())
                        .kinds())
                .containsExactly(FindingKind.STS_UNREADABLE);
    }

    @Test
    void underAPolicyThePublicsAuthoritiesCount() {
        Own own = new Own().tlsa(record(SELF_SIGNED, 3, 1, 1)).showing(SELF_SIGNED);

        assertThat(own.kinds()).containsExactly(FindingKind.STS_CERTIFICATE_INVALID);
        assertThat(own.withoutSts().kinds()).containsExactly(FindingKind.STS_MISSING);
    }

    @Test
    void reportsAreAskedForInAWayThatIsUnderstood() {
        assertThat(new Own().reports(texts()).kinds()).containsExactly(FindingKind.REPORTS_MISSING);
        assertThat(new Own().reports(texts("v=TLSRPTv1; rua=gopher:x")).kinds())
                .containsExactly(FindingKind.REPORTS_RECORD_BROKEN);
        assertThat(new Own().reports(new TxtAnswer.LookupFailed("SERVFAIL")).kinds())
                .containsExactly(FindingKind.REPORTS_RECORD_BROKEN);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "v=DKIM1; p=AAAA | false",
                "v=DKIM1; s=email; p=AAAA | false",
                "v=DKIM1; s=*; p=AAAA | false",
                "v=DKIM1; s=xtlsrpt; p=AAAA | false",
                "v=DKIM1; s=tlsrpt; p=AAAA | true",
                "v=DKIM1; s = email : tlsrpt; p=AAAA | true"
            })
    @Covers("R8460-3-17")
    void theKeyThatSignsReportsNamesTheService(String keyRecord, boolean named) {
        assertThat(new Own().dkim(keyRecord).kinds().contains(FindingKind.DKIM_SERVICE_MISSING))
                .isEqualTo(!named);
        assertThat(new Own().dkim().kinds()).containsExactly(FindingKind.DKIM_SERVICE_MISSING);
    }

    @Test
    @Covers("R8314-4.4-01")
    void serversForUsersHaveCertificatesThatTheirProgramsAccept() {
        TlsaAnswer none = new TlsaAnswer.Absent("proven absent");

        assertThat(new Own().service(none, encrypted(PRESENT)).kinds()).isEmpty();
        assertThat(new Own().service(none, encrypted(SELF_SIGNED)).kinds())
                .containsExactly(FindingKind.SERVICE_CERTIFICATE_INVALID);
        assertThat(new Own()
                        .service(none, encrypted(made(maker -> maker, "mail.elsewhere.test")))
                        .kinds())
                .containsExactly(FindingKind.SERVICE_CERTIFICATE_INVALID);
        assertThat(new Own()
                        .service(none, encrypted(made(maker -> maker.validity(NOW.minus(DAY), NOW.plus(DAY)), MX)))
                        .kinds())
                .containsExactly(FindingKind.CERTIFICATE_ENDS_SOON);
        assertThat(new Own().service(none, NO_STARTTLS).kinds()).containsExactly(FindingKind.SERVICE_WITHOUT_TLS);
        assertThat(new Own().service(none, new TlsFailed("alert 40")).kinds())
                .containsExactly(FindingKind.SERVICE_WITHOUT_TLS);
        assertThat(new Own().service(none, new NotReached("REFUSED")).kinds())
                .containsExactly(FindingKind.SERVICE_UNREACHABLE);
    }

    @Test
    @Covers("R8314-4.5-01")
    void recordsOfServersForUsersAreSignedAndFit() {
        assertThat(new Own()
                        .service(new TlsaAnswer.NotProven("1 in an unsigned zone"), encrypted(PRESENT))
                        .kinds())
                .containsExactly(FindingKind.TLSA_NOT_PROVEN);
        assertThat(new Own()
                        .service(signed(record(NEXT, 3, 1, 1)), encrypted(PRESENT))
                        .kinds())
                .containsExactly(FindingKind.CHAIN_MATCHES_NO_RECORD);
        assertThat(new Own()
                        .service(signed(record(PRESENT, 3, 1, 1)), encrypted(PRESENT))
                        .kinds())
                .isEmpty();
    }

    @Test
    void theWorstComesFirst() {
        List<Weight> weights = new Own()
                        .withoutSts()
                        .tlsa(record(PRESENT, 3, 1, 1), record(PRESENT, 1, 1, 1), record(NEXT, 3, 0, 1))
                        .findings()
                        .stream()
                        .map(finding -> finding.kind().weight())
                        .toList();

        assertThat(weights).containsExactly(Weight.ERROR, Weight.WARNING, Weight.NOTE);
    }
}
