package org.requiretls.james.selfcheck;

import java.util.Locale;

/** All that can be found, with what to do about it. The table in self-check.md says the same. */
public enum FindingKind {
    MX_LOOKUP_FAILS(
            Weight.ERROR,
            "RFC 7672 2.1",
            "The MX records can't be looked up, or lead to no host.",
            "Mend the zone; a sender keeps the mail meanwhile, or returns it."),
    MX_NOT_PROVEN(
            Weight.WARNING,
            "RFC 8689 4.2.1",
            "Neither DNSSEC nor an MTA-STS policy proves that these are the hosts of the domain.",
            "Sign the zone of the domain, or publish an MTA-STS policy: without either no message with REQUIRETLS comes in."),
    HOST_UNREACHABLE(
            Weight.ERROR,
            "RFC 5321 5.1",
            "An MX host has no address, or no mail server answers at one of them.",
            "Mend the server, or take its record away."),
    STARTTLS_MISSING(
            Weight.WARNING,
            "RFC 3207 4",
            "STARTTLS is not offered.",
            "Give James a key and set `startTLS=\"true\"` for its listener on port 25."),
    HANDSHAKE_FAILS(
            Weight.ERROR,
            "RFC 3207 4.1",
            "STARTTLS is offered, and the handshake fails.",
            "See that the listener has a key and its certificate, and look into the log of the server."),
    SNI_DEMANDED(
            Weight.ERROR,
            "RFC 7672 8.1, RFC 8461 7.1",
            "Without SNI, or with a name that it does not know, the server breaks the handshake off.",
            "Have it show its default certificate then."),
    OLD_TLS_ACCEPTED(
            Weight.WARNING,
            "RFC 8996 1, RFC 8314 4",
            "TLS 1.0 or 1.1 is accepted.",
            "Switch them off, in James by the `jdk.tls.disabledAlgorithms` of Java."),
    TLS_1_2_MISSING(
            Weight.WARNING,
            "RFC 9325 3.1.1",
            "TLS 1.2 is not accepted, so senders that know no newer one stay out.",
            "Switch it on beside TLS 1.3."),
    TLS_1_3_MISSING(Weight.NOTE, "RFC 9325 3.1.1", "TLS 1.3 is not spoken.", "Use a Java or a server that has it."),
    REQUIRETLS_MISSING(
            Weight.WARNING,
            "RFC 8689 2",
            "REQUIRETLS is not listed inside TLS.",
            "Put RequireTlsHandlers into the listener; doctor.sh tells what else keeps James from offering it."),
    REQUIRETLS_IN_CLEAR(
            Weight.ERROR,
            "RFC 8689 2",
            "REQUIRETLS is listed outside TLS, where it promises nothing.",
            "Have it listed inside TLS only; RequireTlsHandlers does so."),
    DSN_MISSING(
            Weight.NOTE,
            "RFC 8689 5",
            "DSN is not listed inside TLS, so senders can't ask for reports that hold the header alone.",
            "Put James's DSN hooks into the listener."),
    TLSA_LOOKUP_FAILS(
            Weight.ERROR,
            "RFC 7672 2.1.2",
            "The TLSA records can't be looked up, so senders with DANE keep the mail.",
            "Mend the zone or its name servers: they have to answer for TLSA, if only with a signed denial."),
    TLSA_NOT_PROVEN(
            Weight.ERROR,
            "RFC 7672 2.2.2, RFC 8314 4.5",
            "There are TLSA records that no sender may believe, as DNSSEC does not prove them and the addresses of the host.",
            "Sign the zone, or take the records away."),
    TLSA_MISSING(
            Weight.NOTE,
            "RFC 7672 2.2",
            "There are no TLSA records, so DANE does not protect mail to the host.",
            "`bin/requiretls records` prints what to publish."),
    TLSA_WITHOUT_TLS(
            Weight.ERROR,
            "RFC 7672 2.2, 9.2",
            "A host with TLSA records does not do TLS at one of its addresses: senders with DANE deliver nothing there.",
            "Offer STARTTLS to everybody at each address, or take the records away."),
    TLSA_USAGE_PKIX(
            Weight.WARNING,
            "RFC 7672 3.1.3",
            "Records with usage 0 or 1 say nothing about a mail server.",
            "Publish `3 1 1` in their place."),
    TLSA_UNUSABLE(
            Weight.WARNING,
            "RFC 6698 4.1",
            "A record can't be used: a number is unknown, or the data has the wrong length.",
            "Take it out, or mend it."),
    TLSA_SHA512_ONLY(
            Weight.WARNING,
            "RFC 7671 2",
            "All digests are SHA2-512, which a sender need not know.",
            "Publish SHA2-256 (`3 1 1`), beside or in place of it."),
    TLSA_ANCHOR_FORM(
            Weight.WARNING,
            "RFC 7672 3.1.2, RFC 7671 5.2.1",
            "A record with usage 2 holds full data or a bare key in place of the digest of a certificate.",
            "Publish `2 0 1`."),
    TLSA_FULL_DATA(
            Weight.WARNING,
            "RFC 7671 10.1",
            "A record holds a whole certificate or key, which makes answers long.",
            "Publish its SHA2-256 digest."),
    TLSA_DIGESTS_UNEVEN(
            Weight.WARNING,
            "RFC 7671 8.3",
            "A digest type is there for some keys, usages and selectors and not for others.",
            "Add it for all at once, and take it away for all at once."),
    TLSA_TTL_LONG(
            Weight.WARNING,
            "RFC 7671 13",
            "The TTL of the records is longer than a day, and so is an outage after a mistake.",
            "An hour is enough."),
    TLSA_SIGNATURE_LONG(
            Weight.WARNING,
            "RFC 7671 13",
            "The signature of the records is good for more than 31 days; so long old records can be replayed.",
            "Sign for days, and sign anew more often."),
    CHAIN_MATCHES_NO_RECORD(
            Weight.ERROR,
            "RFC 7672 8.1, RFC 7671 10.3",
            "No TLSA record fits what the server shows: senders with DANE keep the mail.",
            "Publish a record for the key in use at once, or go back to the key that is published."),
    TLSA_COMBINATION_STALE(
            Weight.ERROR,
            "RFC 7671 8",
            "One combination of usage, selector and matching type fits the past or the next chain, but not this one. Senders may look at that one alone.",
            "Publish a record for the present key in this combination, or take the whole combination out."),
    ANCHOR_NOT_SHOWN(
            Weight.ERROR,
            "RFC 7672 3.1.2, RFC 7671 10.1",
            "A record with usage 2 fits no certificate in the handshake.",
            "Put the certificate of the authority into the chain of the keystore; or publish a record for one that is shown, or `3 1 1`."),
    ANCHOR_CHAIN_BROKEN(
            Weight.ERROR,
            "RFC 7672 3.1.2",
            "A record with usage 2 fits, but the chain up to the anchor does not hold or is out of date.",
            "Show the whole chain, and renew what is out of date."),
    NAME_NOT_COVERED(
            Weight.ERROR,
            "RFC 7672 3.2.3",
            "Under usage 2 the certificate has to name the host, and does not. A wildcard stands for just one label.",
            "Have a certificate that names the host as the MX record does."),
    SNI_FALLBACK_MISMATCH(
            Weight.WARNING,
            "RFC 7672 8.1",
            "Without SNI, or with a name that it does not know, the server shows a chain that no record fits.",
            "Make the chain that fits the default one."),
    CERTIFICATE_ENDS_SOON(
            Weight.WARNING,
            "RFC 7671 5.1",
            "A certificate that has to be in date ends in less than 21 days.",
            "Renew it, with the same key where `3 1 1` is published."),
    CERTIFICATE_ENDED(
            Weight.ERROR,
            "RFC 7671 5.1",
            "A certificate that has to be in date is not.",
            "Renew it, with the same key where `3 1 1` is published."),
    NOT_AUTHENTICATED(
            Weight.WARNING,
            "RFC 8689 4.2.1",
            "There is no usable TLSA record, and no public authority vouches for the host: no message with REQUIRETLS comes in.",
            "Publish `3 1 1`, or get a certificate from a public authority that names the host."),
    NEXT_KEY_NOT_PUBLISHED(
            Weight.ERROR,
            "RFC 7672 4, RFC 7671 8.1",
            "The next key does not fit a record in each combination, so it must not be used yet.",
            "Publish its records beside those of the present key, and wait two TTLs."),
    NEXT_KEY_TOO_EARLY(
            Weight.WARNING,
            "RFC 7671 8.1",
            "The records of the next key are not out for two TTLs yet.",
            "Wait with the change until then."),
    CACHED_RECORDS_STALE(
            Weight.ERROR,
            "RFC 7671 8",
            "Records that were taken away may still be in caches, and do not fit what the server shows.",
            "Go back to the key before until then. Next time publish first, and change the key two TTLs later."),
    STS_MISSING(
            Weight.NOTE,
            "RFC 8461 3",
            "There is no MTA-STS policy, the protection for senders without DANE.",
            "See mta-sts.md."),
    STS_UNREADABLE(
            Weight.ERROR,
            "RFC 8461 3.3",
            "The MTA-STS policy can't be had or read.",
            "Mend the record, the policy or its host; where a sender remembers an older policy, that binds it meanwhile."),
    STS_HOST_UNLISTED(
            Weight.ERROR,
            "RFC 8461 4.1",
            "The MTA-STS policy does not name an MX host.",
            "Add the host to the policy first, then to the MX records."),
    STS_CERTIFICATE_INVALID(
            Weight.ERROR,
            "RFC 8461 4.2",
            "There is an MTA-STS policy, and no public authority vouches for the host by its name.",
            "Get a certificate from a public authority that names the host as the MX record does, and show its whole chain."),
    REPORTS_MISSING(
            Weight.NOTE,
            "RFC 8460 3",
            "No TLS reports are asked for, so failures of others to reach you stay unknown.",
            "`bin/requiretls records` prints the record; tls-reports.md says how to take reports in."),
    REPORTS_RECORD_BROKEN(
            Weight.WARNING,
            "RFC 8460 3",
            "The record that asks for TLS reports can't be understood.",
            "`bin/requiretls records` prints a right one."),
    DKIM_SERVICE_MISSING(
            Weight.WARNING,
            "RFC 8460 3",
            "The DKIM key that signs TLS reports does not name the service `tlsrpt`, so reports may be ignored.",
            "Add `s=tlsrpt` to a key record of its own, or `s=email:tlsrpt` to a shared one."),
    SERVICE_UNREACHABLE(
            Weight.ERROR,
            "RFC 8314 4",
            "A server for users does not answer.",
            "Mend it, or look for the right address."),
    SERVICE_WITHOUT_TLS(
            Weight.ERROR, "RFC 8314 4", "A server for users does no TLS.", "Give it a key, and switch TLS on."),
    SERVICE_CERTIFICATE_INVALID(
            Weight.ERROR,
            "RFC 8314 4.4",
            "The certificate of a server for users would not be accepted by their programs.",
            "Get one from a public authority that names the host as users have it in their programs.");

    private final Weight weight;
    private final String reference;
    private final String meaning;
    private final String remedy;

    FindingKind(Weight weight, String reference, String meaning, String remedy) {
        this.weight = weight;
        this.reference = reference;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    /** Its name in reports, as {@code tlsa-without-tls}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Weight weight() {
        return weight;
    }

    /** The RFC and its sections. */
    public String reference() {
        return reference;
    }

    public String meaning() {
        return meaning;
    }

    public String remedy() {
        return remedy;
    }
}
