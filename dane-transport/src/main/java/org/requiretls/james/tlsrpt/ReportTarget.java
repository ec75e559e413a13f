package org.requiretls.james.tlsrpt;

import java.net.URI;

/** Where a domain wants its reports (RFC 8460 section 3, {@code rua}). */
public sealed interface ReportTarget {

    /**
     * By mail.
     *
     * @param address an addr-spec, percent-encoding decoded
     */
    record Mail(String address) implements ReportTarget {
        @Override
        public String toString() {
            return "mailto:" + address;
        }
    }

    /**
     * By HTTPS POST.
     *
     * @param uri with the scheme https and a host
     */
    record Https(URI uri) implements ReportTarget {
        @Override
        public String toString() {
            return uri.toString();
        }
    }
}
