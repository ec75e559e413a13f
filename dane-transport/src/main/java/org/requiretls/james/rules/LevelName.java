package org.requiretls.james.rules;

import java.util.Arrays;
import java.util.Optional;
import org.requiretls.james.policy.LocalRule.Level;

/** The levels by the names that mail administrators know them by. */
public enum LevelName {
    NONE("none", Level.CLEAR, "No TLS at all, for hosts that break over it. Needs override=yes."),
    MAY("may", Level.MAY, "TLS where it can be had; DANE and MTA-STS where published. The default."),
    DANE("dane", Level.MAY, "The same: DANE is always on."),
    ENCRYPT("encrypt", Level.ENCRYPT, "TLS or no delivery, with whoever answers; published policies count too."),
    DANE_ONLY("dane-only", Level.DANE_ONLY, "Authenticated by DANE over a signed MX, or no delivery."),
    FINGERPRINT("fingerprint", Level.FINGERPRINT, "A certificate or key with one of the digests in digest=."),
    VERIFY("verify", Level.VERIFY, "A certificate of a trusted root for the host's name, or for match=."),
    SECURE(
            "secure",
            Level.SECURE,
            "By DANE or a trusted root, at a host that DNSSEC or MTA-STS proves to be the domain's; or for match=.");

    private final String text;
    private final Level level;
    private final String meaning;

    LevelName(String text, Level level, String meaning) {
        this.text = text;
        this.level = level;
        this.meaning = meaning;
    }

    /** As it stands in a rule. */
    public String text() {
        return text;
    }

    public String meaning() {
        return meaning;
    }

    Level level() {
        return level;
    }

    static Optional<LevelName> named(String text) {
        return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
    }
}
