package org.requiretls.james.policy;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.requiretls.james.policy.DaneState.InsecureMxDane;
import org.requiretls.james.policy.SessionEvidence.EhloRefused;
import org.requiretls.james.policy.SessionEvidence.Encrypted;
import org.requiretls.james.policy.SessionEvidence.HandshakeFailed;
import org.requiretls.james.policy.SessionEvidence.NoConnection;
import org.requiretls.james.policy.SessionEvidence.Persistence;
import org.requiretls.james.policy.SessionEvidence.StartTlsNotOffered;
import org.requiretls.james.policy.SessionEvidence.StartTlsRefused;

/** The words that the decision tables are written in, and the inputs that each of them stands for. */
final class Words {

    static final Map<String, Set<MessageTag>> TAG = Map.of(
            "any", EnumSet.allOf(MessageTag.class),
            "NONE", EnumSet.of(MessageTag.NONE),
            "REQUIRETLS", EnumSet.of(MessageTag.REQUIRETLS),
            "NO", EnumSet.of(MessageTag.NO),
            "DSN", EnumSet.of(MessageTag.DSN),
            "REPORT", EnumSet.of(MessageTag.REPORT));

    static final Map<String, Set<MxStatus>> MX = Map.ofEntries(
            entry("any", EnumSet.allOf(MxStatus.class)),
            entry("secure", EnumSet.of(MxStatus.SECURE)),
            entry("insecure", EnumSet.of(MxStatus.INSECURE)),
            entry("bogus", EnumSet.of(MxStatus.BOGUS)),
            entry("servfail", EnumSet.of(MxStatus.LOOKUP_FAILED)),
            entry("nxdomain", EnumSet.of(MxStatus.NXDOMAIN)),
            entry("nullmx", EnumSet.of(MxStatus.NULL_MX)),
            entry("own host only", EnumSet.of(MxStatus.LOOPS_BACK)),
            entry("no MX", EnumSet.of(MxStatus.NO_MX_SECURE, MxStatus.NO_MX_INSECURE)),
            entry("no MX (signed)", EnumSet.of(MxStatus.NO_MX_SECURE)),
            entry("literal", EnumSet.of(MxStatus.LITERAL)),
            entry("relay", EnumSet.of(MxStatus.RELAY)));

    static final Map<String, Set<TlsaStatus>> TLSA = Map.of(
            "any", EnumSet.allOf(TlsaStatus.class),
            "usable", EnumSet.of(TlsaStatus.USABLE),
            "unusable", EnumSet.of(TlsaStatus.ALL_UNUSABLE),
            "none", EnumSet.of(TlsaStatus.NONE),
            "error", EnumSet.of(TlsaStatus.BOGUS, TlsaStatus.LOOKUP_FAILED));

    static final Map<String, Set<InsecureMxDane>> INSECURE_MX_DANE = Map.of(
            "any", EnumSet.allOf(InsecureMxDane.class),
            "on", EnumSet.of(InsecureMxDane.ON),
            "off", EnumSet.of(InsecureMxDane.OFF));

    static final Map<String, Set<StsState>> STS = Map.of(
            "any", EnumSet.allOf(StsState.class),
            "NA", EnumSet.of(StsState.NOT_APPLICABLE),
            "NA?", EnumSet.of(StsState.UNKNOWN),
            "ENF+", EnumSet.of(StsState.ENFORCE_MATCH),
            "ENF-", EnumSet.of(StsState.ENFORCE_NO_MATCH),
            "TST+", EnumSet.of(StsState.TESTING_MATCH),
            "TST-", EnumSet.of(StsState.TESTING_NO_MATCH));

    static final Map<String, Set<SessionEvidence>> PEER = Map.ofEntries(
            entry("any", peers(session -> true)),
            entry("connect failure", peers(NoConnection.class::isInstance)),
            entry("EHLO refused", peers(EhloRefused.class::isInstance)),
            entry("EHLO 4yz", peers(new EhloRefused(Persistence.TRANSIENT)::equals)),
            entry("EHLO 5yz", peers(new EhloRefused(Persistence.DEFINITIVE)::equals)),
            entry("no STARTTLS", peers(StartTlsNotOffered.class::isInstance)),
            entry("454", peers(new StartTlsRefused(Persistence.TRANSIENT)::equals)),
            entry("STARTTLS 5yz", peers(new StartTlsRefused(Persistence.DEFINITIVE)::equals)),
            entry("handshake fails", peers(HandshakeFailed.class::isInstance)),
            entry("handshake cut", peers(new HandshakeFailed(Persistence.TRANSIENT)::equals)),
            entry("handshake refused", peers(new HandshakeFailed(Persistence.DEFINITIVE)::equals)),
            entry("TLS", peers(Encrypted.class::isInstance)),
            entry("TLSA match", tls(Encrypted::dane)),
            entry("no TLSA match", tls(peer -> !peer.dane())),
            entry("PKIX ok", tls(Encrypted::pkix)),
            entry("PKIX not ok", tls(peer -> !peer.pkix())),
            entry("certificate of the rule", tls(Encrypted::rule)),
            entry("other certificate", tls(peer -> !peer.rule())),
            entry("keyword", tls(Encrypted::keyword)),
            entry("no keyword", tls(peer -> !peer.keyword())));

    private static final Map<Channel, String> CHANNEL = Map.of(
            Channel.AUTHENTICATED_BY_DANE, "DANE",
            Channel.AUTHENTICATED_HOST_ONLY, "HOSTONLY",
            Channel.AUTHENTICATED_BY_PKIX, "PKIX",
            Channel.AUTHENTICATED_BY_RULE, "RULE",
            Channel.ENCRYPTED, "ENC",
            Channel.CLEAR, "CLEAR");

    private Words() {}

    /** The inputs that a cell stands for: alternatives with commas between them, each of them words joined by "and". */
    static <T> Set<T> read(String cell, Map<String, Set<T>> words) {
        return Arrays.stream(cell.split(","))
                .flatMap(alternative -> allOf(alternative, words).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    static Channel channel(String word) {
        return CHANNEL.entrySet().stream()
                .filter(entry -> entry.getValue().equals(word))
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    static String of(Channel channel) {
        return CHANNEL.get(channel);
    }

    private static <T> Set<T> allOf(String alternative, Map<String, Set<T>> words) {
        return Arrays.stream(alternative.split(" and "))
                .map(String::trim)
                .map(word -> meaning(word, words))
                .reduce((left, right) -> left.stream().filter(right::contains).collect(Collectors.toSet()))
                .orElseThrow();
    }

    private static <T> Set<T> meaning(String word, Map<String, Set<T>> words) {
        if (!words.containsKey(word)) {
            throw new IllegalArgumentException("\"" + word + "\" is none of " + words.keySet());
        }
        return words.get(word);
    }

    private static Set<SessionEvidence> peers(Predicate<SessionEvidence> condition) {
        return Situation.SESSIONS.stream().filter(condition).collect(Collectors.toUnmodifiableSet());
    }

    private static Set<SessionEvidence> tls(Predicate<Encrypted> condition) {
        return peers(session -> session instanceof Encrypted peer && condition.test(peer));
    }
}
