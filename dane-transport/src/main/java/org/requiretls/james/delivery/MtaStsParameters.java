package org.requiretls.james.delivery;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.requiretls.james.mtasts.fetch.FetchSettings;
import org.requiretls.james.mtasts.fetch.FetchSettings.PrivateNetworks;
import org.requiretls.james.pkix.PkixVerifier;
import org.requiretls.james.pkix.TrustStore;
import org.requiretls.james.pkix.TrustStoreException;
import org.requiretls.james.policy.LocalRule.MxDemand;
import org.requiretls.james.policy.LocalRule.Published;
import org.requiretls.james.rules.DestinationRule;
import org.requiretls.james.rules.DestinationRules;

/** Those of the mailet's parameters that are about MTA-STS. */
final class MtaStsParameters {

    private static final int HIGHEST_PORT = 65535;

    private final ParameterValues values;

    MtaStsParameters(ParameterValues values) {
        this.values = values;
    }

    /**
     * Empty where MTA-STS is switched off.
     *
     * @param pkix where no roots are named for policy hosts
     * @param rules must not ask for what is switched off
     */
    Optional<MtaStsSettings> settings(PkixVerifier pkix, DestinationRules rules) {
        MtaStsSettings settings =
                new MtaStsSettings(values.locate(Parameter.MTA_STS_STORE), fetch(), roots().orElse(pkix));
        if (values.flag(Parameter.MTA_STS)) {
            return Optional.of(settings);
        }
        rules.all().forEach(this::refuseToAskForMtaSts);
        return Optional.empty();
    }

    private FetchSettings fetch() {
        return new FetchSettings(
                Duration.ofMillis(values.number(
                        Parameter.MTA_STS_TIMEOUT, 1, Math.toIntExact(FetchSettings.LONGEST_TIMEOUT.toMillis()))),
                values.number(Parameter.MTA_STS_PORT, 1, HIGHEST_PORT),
                values.flag(Parameter.MTA_STS_PRIVATE_NETWORKS) ? PrivateNetworks.ALLOWED : PrivateNetworks.REFUSED);
    }

    private Optional<PkixVerifier> roots() {
        return values.value(Parameter.MTA_STS_TRUST_STORE)
                .flatMap(text -> values.file(Parameter.MTA_STS_TRUST_STORE, text))
                .flatMap(this::trusting);
    }

    private Optional<PkixVerifier> trusting(Path file) {
        try {
            return Optional.of(new PkixVerifier(TrustStore.ofPem(file)));
        } catch (TrustStoreException e) {
            values.mistake("<" + Parameter.MTA_STS_TRUST_STORE.key() + ">: " + e.getMessage());
            return Optional.empty();
        }
    }

    private void refuseToAskForMtaSts(DestinationRule rule) {
        if (rule.decision().mx() == MxDemand.STS) {
            refuse(rule, "mx=sts", " would stop all mail to it");
        }
        if (rule.decision().published() == Published.EACH) {
            refuse(rule, "require-both=yes", " has no effect");
        }
    }

    private void refuse(DestinationRule rule, String setting, String consequence) {
        values.mistake("<" + Parameter.TLS_RULES.key() + ">: " + setting + " for " + rule.destination() + consequence
                + ", since <" + Parameter.MTA_STS.key() + "> is false");
    }
}
