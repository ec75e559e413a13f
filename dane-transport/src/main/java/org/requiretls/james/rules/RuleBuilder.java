package org.requiretls.james.rules;

import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.requiretls.james.pkix.PkixVerifier;
import org.requiretls.james.pkix.TrustStore;
import org.requiretls.james.policy.LocalRule;
import org.requiretls.james.policy.LocalRule.AuthenticationDemand;
import org.requiretls.james.policy.LocalRule.CertificateDemand;
import org.requiretls.james.policy.LocalRule.Level;
import org.requiretls.james.policy.LocalRule.MxDemand;
import org.requiretls.james.policy.LocalRule.Published;
import org.requiretls.james.policy.LocalRule.RequireTls;
import org.requiretls.james.rules.TlsLimits.TlsVersion;

/** Makes a rule of the words of one line. Every method throws {@link IllegalArgumentException} saying what is wrong. */
final class RuleBuilder {

    private static final String SHA256_HEX = "[0-9a-f]{64}";

    private final String destination;
    private final LevelName level;
    private final Function<String, Path> fileLocator;
    private final PkixVerifier defaultRoots;
    private Map<Setting, String> settings = Map.of();

    RuleBuilder(String destination, LevelName level, Function<String, Path> fileLocator, PkixVerifier defaultRoots) {
        this.destination = destination;
        this.level = level;
        this.fileLocator = fileLocator;
        this.defaultRoots = defaultRoots;
    }

    RuleBuilder with(Map<Setting, String> given) {
        settings = given;
        return this;
    }

    DestinationRule build() {
        Optional<CertificateRule> certificate = certificate();
        Lowering lowering = choice(Setting.OVERRIDE, Lowering.NO, Lowering.values());
        RequireTls requireTls = choice(Setting.REQUIRETLS, RequireTls.ENFORCE, RequireTls.values());
        Published published = published(lowering, requireTls);
        requireOverrideToFit(lowering, published, requireTls);
        LocalRule decision = new LocalRule(
                level.level(),
                certificate.isPresent() ? CertificateDemand.SPECIFIED : CertificateDemand.NOTHING,
                published,
                choice(Setting.MX, MxDemand.ANY, MxDemand.values()),
                choice(Setting.AUTH, AuthenticationDemand.ANY, AuthenticationDemand.values()),
                requireTls);
        requireToBePossible(decision);
        return new DestinationRule(destination, decision, certificate, limits());
    }

    /** Whether the rule is said to lower a protection on purpose. */
    private enum Lowering {
        NO,
        YES
    }

    /** What becomes of the TLSA records of the destination. */
    private enum Dane {
        HONOUR,
        IGNORE
    }

    /** Whether MTA-STS binds beside DANE. */
    private enum Both {
        NO,
        YES
    }

    /** A lowering that is named is the only one; without a name it is that of all published policies. */
    private Published published(Lowering lowering, RequireTls requireTls) {
        Published published = loweredOrHonoured(lowering, requireTls);
        if (choice(Setting.REQUIRE_BOTH, Both.NO, Both.values()) == Both.NO) {
            return published;
        }
        if (published.lowers()) {
            throw new IllegalArgumentException(
                    Setting.REQUIRE_BOTH.key() + "=yes does not go with a rule that sets aside what is published");
        }
        return Published.EACH;
    }

    private Published loweredOrHonoured(Lowering lowering, RequireTls requireTls) {
        if (level == LevelName.NONE) {
            return Published.SET_ASIDE;
        }
        if (choice(Setting.DANE, Dane.HONOUR, Dane.values()) == Dane.IGNORE) {
            requireLevelWithoutDane();
            return Published.WITHOUT_DANE;
        }
        boolean isUnnamed = lowering == Lowering.YES && level == LevelName.MAY && requireTls == RequireTls.ENFORCE;
        return isUnnamed ? Published.SET_ASIDE : Published.HONOURED;
    }

    private void requireLevelWithoutDane() {
        if (level == LevelName.DANE || level == LevelName.DANE_ONLY) {
            throw new IllegalArgumentException(
                    Setting.DANE.key() + "=ignore does not go with the level " + level.text());
        }
    }

    private void requireOverrideToFit(Lowering lowering, Published published, RequireTls requireTls) {
        boolean lowers = published.lowers() || requireTls != RequireTls.ENFORCE;
        if (lowers && lowering == Lowering.NO) {
            throw new IllegalArgumentException(
                    loss(published) + "; if that is meant, say " + Setting.OVERRIDE.key() + "=yes");
        }
        if (!lowers && lowering == Lowering.YES) {
            throw new IllegalArgumentException(Setting.OVERRIDE.key() + "=yes, but nothing here lowers anything");
        }
    }

    private String loss(Published published) {
        return switch (published) {
            case SET_ASIDE -> "the level " + level.text() + " lowers what the recipient may have published";
            case WITHOUT_DANE ->
                Setting.DANE.key() + "=ignore sends to hosts that the recipient's TLSA records do not authenticate";
            case HONOURED, EACH -> Setting.REQUIRETLS.key() + " other than enforce breaks a promise to the sender";
        };
    }

    private static void requireToBePossible(LocalRule decision) {
        if (decision.level() == Level.CLEAR && decision.authentication() != AuthenticationDemand.ANY) {
            throw new IllegalArgumentException("without TLS there is nothing to authenticate by");
        }
    }

    private <E extends Enum<E>> E choice(Setting setting, E otherwise, E[] choices) {
        String text = settings.get(setting);
        if (text == null) {
            return otherwise;
        }
        return Arrays.stream(choices)
                .filter(choice -> written(choice).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(setting.key() + " is one of "
                        + Arrays.stream(choices).map(RuleBuilder::written).collect(Collectors.joining(", "))
                        + ", not '" + text + "'"));
    }

    private static String written(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT).replace("_with_", "+").replace('_', '-');
    }

    private Optional<CertificateRule> certificate() {
        boolean byName = settings.containsKey(Setting.MATCH) || settings.containsKey(Setting.ROOTS);
        if (settings.containsKey(Setting.DIGEST)) {
            requireLevel(Setting.DIGEST, Level.FINGERPRINT);
            if (byName) {
                throw new IllegalArgumentException("digest does not go together with match or roots");
            }
            return Optional.of(new CertificateRule.Digests(digests()));
        }
        if (!byName) {
            return Optional.empty();
        }
        requireLevel(settings.containsKey(Setting.MATCH) ? Setting.MATCH : Setting.ROOTS, Level.VERIFY, Level.SECURE);
        return Optional.of(new CertificateRule.Names(
                list(Setting.MATCH).orElseGet(this::namesWithoutMatch),
                Optional.ofNullable(settings.get(Setting.ROOTS)).map(this::roots),
                defaultRoots));
    }

    /** A host's name is only as good as the MX record that it stands in; the domain is what the sender wrote. */
    private List<String> namesWithoutMatch() {
        return List.of(level.level() == Level.SECURE ? CertificateRule.Names.DOMAIN : CertificateRule.Names.HOST_NAME);
    }

    private void requireLevel(Setting setting, Level... fitting) {
        if (Stream.of(fitting).noneMatch(each -> each == level.level())) {
            throw new IllegalArgumentException(setting.key() + " does not go with the level " + level.text());
        }
    }

    private Set<String> digests() {
        Set<String> digests = list(Setting.DIGEST).orElseThrow().stream()
                .map(text -> text.toLowerCase(Locale.ROOT).replace(":", ""))
                .collect(Collectors.toSet());
        digests.stream().filter(text -> !text.matches(SHA256_HEX)).findAny().ifPresent(text -> {
            throw new IllegalArgumentException("'" + text + "' is not the 64 hexadecimal digits of a SHA-256 digest");
        });
        return digests;
    }

    private PkixVerifier roots(String file) {
        try {
            return new PkixVerifier(TrustStore.ofPem(fileLocator.apply(file)));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private TlsLimits limits() {
        TlsVersion minimum = version(Setting.TLS_MIN, TlsVersion.TLS_1_2);
        return new TlsLimits(minimum, version(Setting.TLS_MIN_REQUIRETLS, minimum), suites());
    }

    private TlsVersion version(Setting setting, TlsVersion otherwise) {
        String text = settings.get(setting);
        if (text == null) {
            return otherwise;
        }
        return Arrays.stream(TlsVersion.values())
                .filter(version -> version.number().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(setting.key() + " is 1.2 or 1.3, not '" + text + "'"));
    }

    private List<String> suites() {
        List<String> suites = list(Setting.SUITES).orElse(List.of());
        Set<String> known = knownSuites();
        suites.stream().filter(suite -> !known.contains(suite)).findFirst().ifPresent(suite -> {
            throw new IllegalArgumentException("this Java does not know the cipher suite '" + suite + "'");
        });
        return suites;
    }

    private static Set<String> knownSuites() {
        try {
            return Set.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java can't speak TLS", e);
        }
    }

    private Optional<List<String>> list(Setting setting) {
        return Optional.ofNullable(settings.get(setting)).map(text -> List.of(text.split(",")));
    }
}
