package org.requiretls.james.policy;

import static org.requiretls.james.policy.Table.cell;

import java.util.List;

/**
 * What an administrator's rule adds to {@link DecisionTables}, as tables again: first what it lowers, then what it asks
 * for. Nothing in here calls the code under test; the decision without a rule is an input.
 */
final class LocalRuleTables {

    /**
     * Whose decision the rule adds to. One that sets policies aside is heard by every message but that which insists,
     * also where the message sets them aside itself: the outcome is the same, the log names the rule.
     */
    // id | tag | require-tls | published | whose decision
    static final Table<RuledSituation> LOWERING = new Table<>(
            """
            P5         | REQUIRETLS       | enforce | any          | REQUIRETLS
            B1         | REQUIRETLS, DSN  | any     | set aside    | keyword or lowered
            S-LVL-02   | any              | any     | set aside    | lowered
            B1         | REQUIRETLS, DSN  | any     | without DANE | keyword or DANE aside
            R7672-9.1  | NONE             | any     | without DANE | DANE aside
            B1         | REQUIRETLS, DSN  | any     | honoured, each | DSN
            4.6        | NO               | any     | any          | NO
            4.6        | REPORT           | any     | any          | REPORT
            4.6        | NONE             | any     | honoured, each | NONE
            """,
            cell(Words.TAG, RuledSituation::tag),
            cell(RuleWords.REQUIRE_TLS, at -> at.rule().requireTls()),
            cell(RuleWords.PUBLISHED, at -> at.rule().published()));

    /**
     * For which hosts a rule that sets DANE aside can make a difference: those where DANE says anything. There a session
     * that passes with DANE passes, and any other is judged as if there were no records, and gets the rule id M4.
     */
    // id | DANE | outcome
    static final Table<RuledSituation> DANE_ASIDE = new Table<>("""
            4.6       | NA            | as published
            R7672-9.1 | REQ, ENC, ERR | M4
            """, cell(RuleWords.DANE, RuledSituation::dane));

    /** Opportunistic TLS, for a message whose policies the rule sets aside. */
    // id | peer | outcome
    static final Table<RuledSituation> LOWERED = new Table<>("""
            M3 | connect failure, EHLO refused  | skip 450 4.4.1
            M1 | TLS                            | deliver ENC
            M2 | no STARTTLS, 454, STARTTLS 5yz | deliver CLEAR
            M2 | handshake fails                | reconnect in clear
            """, cell(Words.PEER, RuledSituation::session));

    /** The proof of the MX host, before contact. There is nothing to prove about a relay. */
    // id | mx | MX | MTA-STS | outcome
    static final Table<RuledSituation> MX_DEMAND = new Table<>(
            """
            S-OPT-02 | -      | any                   | any        | fine
            S-OPT-04 | dnssec | secure, relay         | any        | fine
            S-OPT-04 | dnssec | no MX (signed)        | any        | fine
            S-OPT-04 | dnssec | any                   | any        | refuse
            S-OPT-02 | sts    | any                   | ENF+, TST+ | fine
            S-OPT-02 | sts    | any                   | NA?        | refuse for now
            S-OPT-02 | sts    | any                   | any        | refuse
            """,
            cell(RuleWords.MX_DEMAND, at -> at.rule().mx()),
            cell(Words.MX, RuledSituation::mx),
            cell(Words.STS, RuledSituation::sts));

    /**
     * MTA-STS beside DANE, for a rule that has each policy bind for itself: first the name of the host, before contact.
     * Where DANE does not speak for the domain, the policy has refused the host already. A message that sets published
     * policies aside is not asked.
     */
    // id | published | tag | MTA-STS | outcome
    static final Table<RuledSituation> BOTH_BEFORE_CONTACT = new Table<>(
            """
            OD-23 | each | NONE, REQUIRETLS, DSN | ENF- | refuse
            OD-23 | any  | any                   | any  | fine
            """,
            cell(RuleWords.PUBLISHED, at -> at.rule().published()),
            cell(Words.TAG, RuledSituation::tag),
            cell(Words.STS, RuledSituation::sts));

    /** Then the certificate, for a host that the policy names. */
    // id | published | tag | MTA-STS | peer | outcome
    static final Table<RuledSituation> BOTH_IN_SESSION = new Table<>(
            """
            OD-23 | each | NONE, REQUIRETLS, DSN | ENF+ | PKIX ok | fine
            OD-23 | each | NONE, REQUIRETLS, DSN | ENF+ | TLS     | refused
            OD-23 | any  | any                   | any  | any     | fine
            """,
            cell(RuleWords.PUBLISHED, at -> at.rule().published()),
            cell(Words.TAG, RuledSituation::tag),
            cell(Words.STS, RuledSituation::sts),
            cell(Words.PEER, RuledSituation::session));

    /** The level. A session that did not get as far as STARTTLS never comes to this table: it has failed already. */
    // id | level | certificate | MX | MTA-STS | peer | outcome
    static final Table<RuledSituation> LEVEL = new Table<>(
            """
            4.6      | none, may                   | any       | any                  | any        | any                            | fine
            4.6      | any                         | any       | any                  | any        | no STARTTLS, 454, STARTTLS 5yz | no TLS
            4.6      | any                         | any       | any                  | any        | handshake fails                | handshake
            4.6      | encrypt                     | any       | any                  | any        | TLS                            | fine
            R7672-6  | dane-only                   | any       | secure, no MX, relay | any        | TLSA match                     | accepted
            S-LVL-04 | fingerprint, verify, secure | given     | any                  | any        | certificate of the rule        | accepted
            S-LVL-01 | verify                      | not given | any                  | any        | PKIX ok                        | accepted
            4.6      | secure                      | not given | secure, no MX, relay | any        | TLSA match, PKIX ok            | accepted
            4.6      | secure                      | not given | any                  | ENF+, TST+ | TLSA match, PKIX ok            | accepted
            4.6      | any                         | any       | any                  | any        | TLS                            | refused
            """,
            cell(RuleWords.LEVEL, at -> at.rule().level()),
            cell(RuleWords.CERTIFICATE, at -> at.rule().certificate()),
            cell(Words.MX, RuledSituation::mx),
            cell(Words.STS, RuledSituation::sts),
            cell(Words.PEER, RuledSituation::session));

    /** The kind of authentication. To ask for one is to ask for TLS. */
    // id | authentication | peer | outcome
    static final Table<RuledSituation> AUTHENTICATION = new Table<>(
            """
            S-OPT-02 | -                  | any                            | fine
            S-OPT-02 | any                | no STARTTLS, 454, STARTTLS 5yz | no TLS
            S-OPT-02 | any                | handshake fails                | handshake
            S-OPT-02 | dane, dane-or-pkix | TLSA match                     | accepted
            S-OPT-02 | pkix, dane-or-pkix | PKIX ok                        | accepted
            S-OPT-02 | any                | TLS                            | refused
            """,
            cell(RuleWords.AUTHENTICATION, at -> at.rule().authentication()),
            cell(Words.PEER, RuledSituation::session));

    /** A REQUIRETLS message that does not insist on the extension may still insist on TLS. */
    // id | tag | require-tls | peer | outcome
    static final Table<RuledSituation> NEVER_IN_CLEAR = new Table<>(
            """
            S-OPT-02 | REQUIRETLS | opportunistic+starttls | no STARTTLS, 454, STARTTLS 5yz | no TLS
            S-OPT-02 | REQUIRETLS | opportunistic+starttls | handshake fails                | handshake
            S-OPT-02 | any        | any                    | any                            | fine
            """,
            cell(Words.TAG, RuledSituation::tag),
            cell(RuleWords.REQUIRE_TLS, at -> at.rule().requireTls()),
            cell(Words.PEER, RuledSituation::session));

    /** What an accepted peer is called: by the strongest that it has shown. */
    // id | MX | MTA-STS | peer | channel
    static final Table<RuledSituation> CHANNEL = new Table<>(
            """
            L4 | insecure, literal    | any        | TLSA match              | HOSTONLY
            L4 | any                  | any        | TLSA match              | DANE
            L4 | any                  | any        | certificate of the rule | RULE
            L4 | secure, no MX, relay | any        | PKIX ok                 | PKIX
            L4 | any                  | ENF+, TST+ | PKIX ok                 | PKIX
            L4 | any                  | any        | PKIX ok                 | HOSTONLY
            """,
            cell(Words.MX, RuledSituation::mx),
            cell(Words.STS, RuledSituation::sts),
            cell(Words.PEER, RuledSituation::session));

    static final List<Table<RuledSituation>> ALL = List.of(
            LOWERING,
            LOWERED,
            DANE_ASIDE,
            MX_DEMAND,
            BOTH_BEFORE_CONTACT,
            BOTH_IN_SESSION,
            LEVEL,
            AUTHENTICATION,
            NEVER_IN_CLEAR,
            CHANNEL);

    private LocalRuleTables() {}
}
