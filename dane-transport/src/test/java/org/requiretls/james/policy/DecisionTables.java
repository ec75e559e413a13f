package org.requiretls.james.policy;

import static org.requiretls.james.policy.Table.cell;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules of the sender as tables, to be read beside RFC 8689, 7672 and 8461, and to be held against the code.
 *
 * <p>Outcomes are written as in {@link Situation.Answer}: {@code refuse} leaves the host alone, {@code skip} gives it up
 * after contact. Nothing in here calls the code under test.
 */
final class DecisionTables {

    private enum Dane {
        REQ,
        ENC,
        NA,
        ERR
    }

    private static final Map<String, Set<Dane>> DANE = Map.of(
            "any", Set.of(Dane.values()),
            "REQ", Set.of(Dane.REQ),
            "ENC", Set.of(Dane.ENC),
            "NA", Set.of(Dane.NA),
            "ERR", Set.of(Dane.ERR));

    /** Before any host is looked at. D5 to D7 and D9 are the destinations that have hosts: no row. */
    // id | MX | tag | outcome
    private static final Table<Situation> DESTINATION =
            new Table<>("""
            D1  | bogus, servfail | any        | refuse 450 4.4.3
            D2  | nxdomain        | any        | refuse 550 5.1.2
            D3  | nullmx          | any        | refuse 556 5.1.10
            D4  | literal         | REQUIRETLS | refuse 550 5.7.10
            D10 | own host only   | any        | refuse 550 5.4.6
            """, cell(Words.MX, Situation::mx), cell(Words.TAG, Situation::tag));

    /** What DANE demands of a host. A domain without MX is its own host: the option speaks of MX RRsets only. */
    // id | MX | insecure-mx-dane | TLSA | state
    private static final Table<Situation> DANE_STATE = new Table<>(
            """
            T11 | literal  | any | any      | NA
            T10 | insecure | off | any      | NA
            T9  | any      | any | error    | ERR
            T1  | any      | any | usable   | REQ
            T6  | any      | any | unusable | ENC
            T7  | any      | any | none     | NA
            """,
            cell(Words.MX, Situation::mx),
            cell(Words.INSECURE_MX_DANE, Situation::insecureMxDane),
            cell(Words.TLSA, Situation::tlsa));

    /**
     * A message without a tag. A policy that can't be read now is no policy here.
     *
     * <p>A host that refuses EHLO, even with 5yz, is left for the next one like a host that does not greet (A3):
     * nothing that a peer does before MAIL may bounce this message. The N4e row with an insecure MX is DANE for the host
     * only: it does not speak for the domain, so that the policy has to be satisfied too (C12).
     */
    // id | MX | DANE | MTA-STS | peer | outcome
    private static final Table<Situation> UNTAGGED = new Table<>(
            """
            N1  | any      | ERR     | any                 | any                            | refuse 450 4.4.3
            N3  | any      | NA, ENC | ENF-                | any                            | refuse 450 4.7.5
            N3  | insecure | REQ     | ENF-                | any                            | refuse 450 4.7.5
            N2a | any      | REQ     | any                 | connect failure, EHLO refused  | skip 450 4.4.1
            N2c | any      | REQ     | any                 | no STARTTLS, 454, STARTTLS 5yz | skip 450 4.7.4
            N2d | any      | REQ     | any                 | handshake fails                | skip 450 4.7.5
            N2e | any      | REQ     | any                 | no TLSA match                  | skip 450 4.7.5
            N3x | any      | REQ     | ENF-                | TLSA match                     | deliver DANE
            N4e | insecure | REQ     | ENF+                | TLSA match and PKIX not ok     | skip 450 4.7.5
            N2b | insecure | REQ     | any                 | TLSA match                     | deliver HOSTONLY
            N2b | any      | REQ     | any                 | TLSA match                     | deliver DANE
            N4a | any      | NA, ENC | ENF+                | connect failure, EHLO refused  | skip 450 4.4.1
            N4b | any      | NA, ENC | ENF+                | PKIX ok                        | deliver PKIX
            N4c | any      | NA, ENC | ENF+                | no STARTTLS, 454, STARTTLS 5yz | skip 450 4.7.4
            N4d | any      | NA, ENC | ENF+                | handshake fails                | skip 450 4.7.5
            N4e | any      | NA, ENC | ENF+                | PKIX not ok                    | skip 450 4.7.5
            N5a | any      | ENC     | NA, NA?, TST+, TST- | connect failure, EHLO refused  | skip 450 4.4.1
            N5b | any      | ENC     | NA, NA?, TST+, TST- | TLS                            | deliver ENC
            N5c | any      | ENC     | NA, NA?, TST+, TST- | no STARTTLS, 454, STARTTLS 5yz | skip 450 4.7.4
            N5d | any      | ENC     | NA, NA?, TST+, TST- | handshake fails                | skip 450 4.7.5
            N6  | any      | NA      | TST+                | PKIX ok                        | deliver PKIX
            N7a | any      | NA      | NA, NA?, TST+, TST- | connect failure, EHLO refused  | skip 450 4.4.1
            N7b | any      | NA      | NA, NA?, TST+, TST- | TLS                            | deliver ENC
            N7c | any      | NA      | NA, NA?, TST+, TST- | no STARTTLS, 454, STARTTLS 5yz | deliver CLEAR
            N7d | any      | NA      | NA, NA?, TST+, TST- | handshake fails                | reconnect in clear
            """,
            cell(Words.MX, Situation::mx),
            cell(DANE, DecisionTables::daneState),
            cell(Words.STS, Situation::sts),
            cell(Words.PEER, Situation::session));

    /**
     * A REQUIRETLS message, in the order in which RFC 8689 section 4.2.1 goes, but with what no wait can mend first.
     *
     * <p>What a host says for now only is no definitive failure (OD-07): a 4yz to EHLO is like a 4yz greeting (R4a); a
     * handshake that was cut stays an R5, but waits. Where an unsigned MX leads to a host that an enforced policy names,
     * DANE and PKIX have both passed, and PKIX is what the policy vouches for; with a policy in testing mode DANE alone
     * decides, and the name match proves the MX (C2).
     */
    // id | MX | DANE | MTA-STS | peer | outcome
    private static final Table<Situation> REQUIRETLS = new Table<>(
            """
            R2  | insecure | any     | NA, ENF-, TST- | any                             | refuse 550 5.7.10
            R2t | insecure | any     | NA?            | any                             | refuse 450 4.7.10
            R1  | any      | ERR     | any            | any                             | refuse 450 4.4.3
            R3  | any      | NA, ENC | ENF-           | any                             | refuse 450 4.7.5
            R4a | any      | any     | any            | connect failure, EHLO 4yz       | skip 450 4.4.1
            R4b | any      | any     | any            | 454                             | skip 450 4.7.10
            R5  | any      | any     | any            | handshake cut                   | skip 450 4.7.10
            R5  | any      | any     | any            | EHLO 5yz, no STARTTLS           | skip 550 5.7.10
            R5  | any      | any     | any            | STARTTLS 5yz, handshake refused | skip 550 5.7.10
            R6  | any      | REQ     | any            | no TLSA match                   | skip 550 5.7.10
            R6  | any      | NA, ENC | any            | PKIX not ok                     | skip 550 5.7.10
            R6  | insecure | REQ     | ENF+           | PKIX not ok                     | skip 550 5.7.10
            R7  | any      | any     | any            | no keyword                      | skip 550 5.7.30
            R8  | insecure | REQ     | ENF+           | keyword                         | deliver PKIX +KW
            R8  | any      | REQ     | any            | keyword                         | deliver DANE +KW
            R8  | any      | NA, ENC | any            | keyword                         | deliver PKIX +KW
            """,
            cell(Words.MX, Situation::mx),
            cell(DANE, DecisionTables::daneState),
            cell(Words.STS, Situation::sts),
            cell(Words.PEER, Situation::session));

    /** TLS-Required: No, and TLS reports by mail. Neither MX nor DANE nor MTA-STS has a say. */
    // id | peer | outcome
    private static final Table<Situation> POLICIES_ASIDE = new Table<>("""
            Xa | connect failure, EHLO refused  | skip 450 4.4.1
            Xb | TLS                            | deliver ENC
            Xc | no STARTTLS, 454, STARTTLS 5yz | deliver CLEAR
            Xd | handshake fails                | reconnect in clear
            """, cell(Words.PEER, Situation::session));

    static final List<Table<Situation>> ALL = List.of(DESTINATION, DANE_STATE, UNTAGGED, REQUIRETLS, POLICIES_ASIDE);

    private DecisionTables() {}

    /** What the tables say, written like {@link Situation.Answer}. */
    static String answer(Situation situation) {
        return DESTINATION.find(situation).map(Table.Row::answer).orElseGet(() -> answerForHost(situation));
    }

    private static String answerForHost(Situation situation) {
        return switch (situation.tag()) {
            case NONE -> UNTAGGED.get(situation).answer();
            case REQUIRETLS -> REQUIRETLS.get(situation).answer();
            case NO, REPORT -> POLICIES_ASIDE.get(situation).answer();
            case DSN -> answerForNotification(situation);
        };
    }

    /** B1: as REQUIRETLS where that is delivered. B2: else, for whatever reason, as an untagged message. */
    private static String answerForNotification(Situation situation) {
        String tagged = answer(situation.with(MessageTag.REQUIRETLS));
        return tagged.startsWith("R8 ") ? tagged.replaceFirst("R8", "B1") : answer(situation.with(MessageTag.NONE));
    }

    private static Dane daneState(Situation situation) {
        return Dane.valueOf(DANE_STATE.get(situation).outcome());
    }
}
