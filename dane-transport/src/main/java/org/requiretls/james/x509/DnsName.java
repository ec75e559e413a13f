package org.requiretls.james.x509;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** DNS names as they are compared: lower case, A-labels, no trailing dot. */
final class DnsName {

    private static final String LABEL = "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";

    /** The last label not of digits alone, so that no address is taken for a name. */
    private static final Pattern NAME =
            Pattern.compile("(?=.{1,253}$)(?:" + LABEL + "\\.)*(?!\\d+$)" + LABEL, Pattern.DOTALL);

    /** Two more labels at least: a wildcard for all of a top-level domain identifies nobody. */
    private static final Pattern WILDCARD =
            Pattern.compile("\\*\\.(?=.{1,251}$)(?:" + LABEL + "\\.)+(?!\\d+$)" + LABEL, Pattern.DOTALL);

    private DnsName() {}

    /** A name that the client looks for, U-labels turned into A-labels (RFC 9525 section 6.3). */
    static Optional<String> reference(String name) {
        try {
            return plain(IDN.toASCII(name, IDN.ALLOW_UNASSIGNED));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * A name from a certificate. Anything but letters, digits, hyphens, underscores and dots makes it worthless: an
     * embedded NUL or a line break is an attempt to be read differently by different readers.
     */
    static Optional<String> plain(String name) {
        return Optional.of(withoutTrailingDot(name))
                .filter(text -> NAME.matcher(text).matches())
                .map(DnsName::lowerCase);
    }

    /** What follows {@code *.} in a name from a certificate, if the wildcard is the whole first label. */
    static Optional<String> behindWildcard(String name) {
        return Optional.of(withoutTrailingDot(name))
                .filter(text -> WILDCARD.matcher(text).matches())
                .map(text -> lowerCase(text.substring(2)));
    }

    /** The name without its first label; empty for a single label. */
    static String parent(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1);
    }

    private static String withoutTrailingDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /** Only after the check for ASCII: outside of it some signs, such as that for Kelvin, have letters as lower case. */
    private static String lowerCase(String ascii) {
        return ascii.toLowerCase(Locale.ROOT);
    }
}
