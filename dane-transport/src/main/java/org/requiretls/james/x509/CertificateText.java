package org.requiretls.james.x509;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;

/** Certificates and names in log lines: short, and without control characters that a peer could smuggle in. */
public final class CertificateText {

    private static final int LONGEST = 120;
    private static final int MOST_NAMES = 5;

    private CertificateText() {}

    /** Subject and serial number. */
    public static String of(X509Certificate certificate) {
        return "\"" + clean(certificate.getSubjectX500Principal().getName()) + "\" (serial "
                + clean(certificate.getSerialNumber().toString(16)) + ")";
    }

    /** The first few names. */
    static String of(List<String> names) {
        if (names.isEmpty()) {
            return "no name";
        }
        String text =
                names.stream().limit(MOST_NAMES).map(CertificateText::clean).collect(Collectors.joining(", "));
        int more = names.size() - MOST_NAMES;
        return more > 0 ? text + " and " + more + " more" : text;
    }

    /** Any text from a certificate or from an exception that may quote one. */
    public static String clean(String text) {
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        return cut.replaceAll("\\p{C}", "?");
    }
}
