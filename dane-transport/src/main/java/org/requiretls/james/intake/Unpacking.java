package org.requiretls.james.intake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.requiretls.james.smtpclient.PrintableText;
import org.requiretls.james.tlsrpt.ReportForm;

/**
 * Unpacks a report, and stops where it becomes larger than any honest one: a few kilobytes can be made to unpack to
 * gigabytes.
 *
 * @param mostPacked octets as they came
 * @param mostUnpacked octets of JSON text
 */
public record Unpacking(int mostPacked, int mostUnpacked) {

    public static final Unpacking DEFAULT = new Unpacking(1024 * 1024, 10 * 1024 * 1024);

    byte[] unpack(ReportForm form, InputStream content) throws IntakeException {
        try {
            byte[] packed = bounded(content, form == ReportForm.PLAIN ? mostUnpacked : mostPacked, "packed");
            if (form == ReportForm.PLAIN) {
                return packed;
            }
            try (InputStream text = new GZIPInputStream(new ByteArrayInputStream(packed))) {
                return bounded(text, mostUnpacked, "unpacked");
            }
        } catch (IOException e) {
            throw new IntakeException(PrintableText.of("its content can't be unpacked: " + e), e);
        }
    }

    private static byte[] bounded(InputStream in, int most, String what) throws IOException, IntakeException {
        byte[] octets = in.readNBytes(most);
        if (in.read() >= 0) {
            throw new IntakeException("it has more than " + most + " octets " + what);
        }
        return octets;
    }
}
