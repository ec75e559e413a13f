package org.requiretls.james.tlsrpt;

/** How the text of a report is packed, with its media type (RFC 8460 section 6). */
public enum ReportForm {
    GZIP("application/tlsrpt+gzip"),
    PLAIN("application/tlsrpt+json");

    private final String mediaType;

    ReportForm(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }
}
