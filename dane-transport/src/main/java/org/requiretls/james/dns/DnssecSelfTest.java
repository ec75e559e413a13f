package org.requiretls.james.dns;

import java.util.concurrent.CompletableFuture;
import org.requiretls.james.dns.DnsAnswer.Cause;
import org.requiretls.james.dns.DnsAnswer.Failed;
import org.requiretls.james.dns.DnsAnswer.Found;

/**
 * Finds out whether DNSSEC validation works, by a name whose signatures are good and one whose signatures are broken
 * on purpose. Without validation DANE is off for everybody, and nothing else shows it.
 */
public final class DnssecSelfTest {

    private static final String NOT_TESTED = "DNSSEC validation could not be tested: ";

    private final DnsLookup dns;
    private final SelfTestNames names;
    private final String resolvers;

    /**
     * @param dns without a cache in front, or the test finds out how things were
     * @param resolvers who is asked, for the sentences to the administrator
     */
    public DnssecSelfTest(DnsLookup dns, SelfTestNames names, String resolvers) {
        this.dns = dns;
        this.names = names;
        this.resolvers = resolvers;
    }

    /** What came out, with a sentence for the administrator that says what to do. */
    public sealed interface Result {

        String sentence();

        /** Signatures are checked: the good name is proven, the broken one refused. */
        record Works(String sentence) implements Result {}

        /** Answers are not validated, or not believed: every domain counts as unsigned. */
        record ValidationOff(String sentence) implements Result {}

        /** Signatures that are good do not pass: no mail reaches signed domains. */
        record GoodNameRefused(String sentence) implements Result {}

        /** Signatures that are broken pass: whatever DNS says can be forged. */
        record BrokenNameAccepted(String sentence) implements Result {}

        /** One of the names could not be asked about, which says nothing about validation. */
        record NoAnswer(String sentence) implements Result {}
    }

    /** Completes within twice the time-out of a lookup. */
    public CompletableFuture<Result> run() {
        return dns.lookup(names.good(), RecordType.A)
                .thenCombine(dns.lookup(names.broken(), RecordType.A), this::judge);
    }

    private Result judge(DnsAnswer<DnsRecord.Address> good, DnsAnswer<DnsRecord.Address> broken) {
        if (good instanceof Failed<DnsRecord.Address> failed) {
            return isAboutSignatures(failed) ? goodNameRefused(failed) : noAnswer(names.good(), failed);
        }
        if (!good.isSecure()) {
            return new Result.ValidationOff("DNSSEC validation is off: " + names.good()
                    + " is signed, but its answer counts as unsigned. DANE protects no mail. See that the trust anchors"
                    + " cover it and, if a resolver validates (" + resolvers + "), that it does.");
        }
        if (!(good instanceof Found<DnsRecord.Address>)) {
            return noRecord(names.good());
        }
        if (broken instanceof Found<DnsRecord.Address>) {
            return new Result.BrokenNameAccepted("DNSSEC validation does not work: " + names.broken()
                    + " has broken signatures, but its answer was taken (" + broken.security()
                    + "). See that it is still broken, and if a resolver validates (" + resolvers
                    + "), that it is not told to let broken names pass.");
        }
        if (!(broken instanceof Failed<DnsRecord.Address> failed)) {
            return noRecord(names.broken());
        }
        return isRefusal(failed)
                ? new Result.Works(
                        "DNSSEC validation works: " + names.good() + " is secure, " + names.broken() + " is refused.")
                : noAnswer(names.broken(), failed);
    }

    private static boolean isAboutSignatures(Failed<?> failed) {
        return failed.cause() == Cause.BOGUS || failed.cause() == Cause.INDETERMINATE;
    }

    /** A resolver that validates may say no more than SERVFAIL about a broken name (RFC 4035 section 5.5). */
    private static boolean isRefusal(Failed<?> failed) {
        return failed.cause() == Cause.BOGUS || failed.cause() == Cause.SERVER_FAILURE;
    }

    private Result goodNameRefused(Failed<?> failed) {
        return new Result.GoodNameRefused("DNSSEC validation fails where it should not: " + failed.reason()
                + ". Mail to signed domains will wait. See that the resolvers (" + resolvers
                + ") pass on signatures and keys, that the clock of this machine is right, and that the trust anchors"
                + " are those of the root.");
    }

    private Result noAnswer(String name, Failed<?> failed) {
        return new Result.NoAnswer(NOT_TESTED + name + " could not be looked up: " + failed.reason()
                + ". See that the resolvers (" + resolvers + ") can be reached.");
    }

    private static Result noRecord(String name) {
        return new Result.NoAnswer(
                NOT_TESTED + name + " has no address any more. Name another pair of names to test with.");
    }
}
