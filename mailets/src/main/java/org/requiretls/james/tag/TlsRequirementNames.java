package org.requiretls.james.tag;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How an administrator writes a {@link TlsRequirement}: {@code none}, {@code required}, {@code optional}. */
public final class TlsRequirementNames {

    private TlsRequirementNames() {}

    /** The name of the requirement. */
    public static String nameOf(TlsRequirement requirement) {
        return requirement.name().toLowerCase(Locale.ROOT);
    }

    /** The requirement of that name; exact, so neither upper case nor blanks around it are taken. */
    public static Optional<TlsRequirement> parse(String name) {
        return Arrays.stream(TlsRequirement.values())
                .filter(requirement -> nameOf(requirement).equals(name))
                .findFirst();
    }

    /** All names, to be shown where an unknown one was read. */
    public static String allowed() {
        return Arrays.stream(TlsRequirement.values())
                .map(TlsRequirementNames::nameOf)
                .collect(Collectors.joining(", "));
    }
}
