package org.requiretls.james.matchers;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of TLS as Java names it: {@code TLSv1} is 1.0. {@code SSLv3} is none.
 *
 * @param major 1 to 9
 * @param minor 0 to 9
 */
record TlsVersion(int major, int minor) implements Comparable<TlsVersion> {

    private static final Pattern FORM = Pattern.compile("TLSv([1-9])(?:\\.([0-9]))?");
    private static final Comparator<TlsVersion> ORDER =
            Comparator.comparingInt(TlsVersion::major).thenComparingInt(TlsVersion::minor);

    static Optional<TlsVersion> parse(String text) {
        Matcher parts = FORM.matcher(text);
        return parts.matches()
                ? Optional.of(new TlsVersion(
                        Integer.parseInt(parts.group(1)),
                        parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2))))
                : Optional.empty();
    }

    @Override
    public int compareTo(TlsVersion other) {
        return ORDER.compare(this, other);
    }
}
