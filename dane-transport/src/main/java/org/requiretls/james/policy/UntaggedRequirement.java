package org.requiretls.james.policy;

import static org.requiretls.james.policy.DeliveryStatus.NOT_AUTHENTICATED;
import static org.requiretls.james.policy.DeliveryStatus.NO_ANSWER_FROM_HOST;
import static org.requiretls.james.policy.DeliveryStatus.TLS_NOT_OFFERED;

import org.requiretls.james.policy.Verdict.Deliver;
import org.requiretls.james.policy.Verdict.Keyword;
import org.requiretls.james.policy.Verdict.Skip;

/**
 * For a message without a tag: whatever the recipient domain published decides, strongest first: DANE, MTA-STS in
 * enforce mode, TLSA records that merely ask for TLS. Without any of these TLS is used where it can be had. No
 * failure is final here, an attacker on the path could cause every one of them.
 */
record UntaggedRequirement(HopEvidence hop) implements HopRequirement {

    /** The policy that binds, with its rule for each way to fail it. */
    private enum Basis {
        DANE(Rule.N2a, Rule.N2c, Rule.N2d),
        ENFORCE(Rule.N4a, Rule.N4c, Rule.N4d),
        UNUSABLE_TLSA(Rule.N5a, Rule.N5c, Rule.N5d),
        OPPORTUNISTIC(Rule.N7a, Rule.N7c, Rule.N7d);

        private final Rule noConnection;
        private final Rule noTls;
        private final Rule handshakeFailed;

        Basis(Rule noConnection, Rule noTls, Rule handshakeFailed) {
            this.noConnection = noConnection;
            this.noTls = noTls;
            this.handshakeFailed = handshakeFailed;
        }
    }

    private Basis basis() {
        if (hop.dane() == DaneState.AUTHENTICATE) {
            return Basis.DANE;
        }
        if (hop.sts() == StsState.ENFORCE_MATCH) {
            return Basis.ENFORCE;
        }
        return hop.dane() == DaneState.ENCRYPT ? Basis.UNUSABLE_TLSA : Basis.OPPORTUNISTIC;
    }

    @Override
    public Identity identity() {
        return switch (basis()) {
            case DANE -> enforceBindsBesideDane() ? Identity.DANE_AND_PKIX : Identity.DANE;
            case ENFORCE -> Identity.PKIX;
            case UNUSABLE_TLSA, OPPORTUNISTIC -> Identity.ANY;
        };
    }

    /** With an unsigned MX, DANE speaks for the host only; the policy of the domain still binds (RFC 8461 section 5). */
    private boolean enforceBindsBesideDane() {
        return hop.sts() == StsState.ENFORCE_MATCH && !hop.daneSpeaksForDomain();
    }

    @Override
    public ClearText clearText() {
        return basis() == Basis.OPPORTUNISTIC ? ClearText.ALLOWED : ClearText.FORBIDDEN;
    }

    @Override
    public Verdict judge(SessionEvidence session) {
        if (session instanceof SessionEvidence.Encrypted encrypted) {
            return judgeEncrypted(encrypted);
        }
        if (session instanceof SessionEvidence.HandshakeFailed) {
            return handshakeFailed();
        }
        if (session instanceof SessionEvidence.StartTlsNotOffered
                || session instanceof SessionEvidence.StartTlsRefused) {
            return withoutTls();
        }
        return new Skip(basis().noConnection, NO_ANSWER_FROM_HOST);
    }

    private Verdict judgeEncrypted(SessionEvidence.Encrypted session) {
        return switch (basis()) {
            case DANE -> judgeByDane(session);
            case ENFORCE ->
                session.pkix()
                        ? deliver(Rule.N4b, Channel.AUTHENTICATED_BY_PKIX)
                        : new Skip(Rule.N4e, NOT_AUTHENTICATED);
            case UNUSABLE_TLSA -> deliver(Rule.N5b, Channel.ENCRYPTED);
            case OPPORTUNISTIC ->
                hop.sts() == StsState.TESTING_MATCH && session.pkix()
                        ? deliver(Rule.N6, Channel.AUTHENTICATED_BY_PKIX)
                        : deliver(Rule.N7b, Channel.ENCRYPTED);
        };
    }

    private Verdict judgeByDane(SessionEvidence.Encrypted session) {
        if (!session.dane()) {
            return new Skip(Rule.N2e, NOT_AUTHENTICATED);
        }
        if (enforceBindsBesideDane() && !session.pkix()) {
            return new Skip(Rule.N4e, NOT_AUTHENTICATED);
        }
        Rule rule = hop.sts() == StsState.ENFORCE_NO_MATCH ? Rule.N3x : Rule.N2b;
        return deliver(rule, daneChannel(hop));
    }

    static Channel daneChannel(HopEvidence hop) {
        return hop.mx().provesHost() ? Channel.AUTHENTICATED_BY_DANE : Channel.AUTHENTICATED_HOST_ONLY;
    }

    private Verdict handshakeFailed() {
        return basis() == Basis.OPPORTUNISTIC
                ? new Verdict.ReconnectInClear(Rule.N7d)
                : new Skip(basis().handshakeFailed, NOT_AUTHENTICATED);
    }

    private Verdict withoutTls() {
        return basis() == Basis.OPPORTUNISTIC
                ? deliver(Rule.N7c, Channel.CLEAR)
                : new Skip(basis().noTls, TLS_NOT_OFFERED);
    }

    private static Verdict deliver(Rule rule, Channel channel) {
        return new Deliver(rule, channel, Keyword.NOT_SENT);
    }
}
