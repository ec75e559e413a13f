package org.requiretls.james.sevenbit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes the message again, with the leaves encoded that need it. */
final class Conversion implements MimeEvents {

    private static final byte[] CRLF = {'\r', '\n'};

    private final Survey survey;
    private final String software;
    private final ByteArrayOutputStream out;
    private LeafWriter writer;
    private int leaf = -1;
    private boolean isFirstHeader = true;

    /**
     * @param software that converts, for the field {@code X-MIME-Autoconverted}
     * @param out gets the octets, and may be emptied at any time
     */
    Conversion(Survey survey, String software, ByteArrayOutputStream out) {
        this.survey = survey;
        this.software = software;
        this.out = out;
        writer = new LeafWriter.AsItIs(out);
    }

    @Override
    public void header(EntityHeader header) throws IOException {
        EntityHeader changed = switch (header.kind()) {
            case MULTIPART, MESSAGE -> composite(header);
            case TEXT, OTHER -> ofLeaf(header);
        };
        if (isFirstHeader && survey.isAnyEightBit() && !header.has("MIME-Version")) {
            // Without it none of the encodings counts (RFC 2045 section 4).
            changed = changed.with("MIME-Version: 1.0");
        }
        isFirstHeader = false;
        for (String line : changed.lines()) {
            out.write(line.getBytes(StandardCharsets.ISO_8859_1));
            out.write(CRLF);
        }
        if (header.terminated()) {
            out.write(CRLF);
        }
    }

    private static EntityHeader composite(EntityHeader header) {
        return header.encoding().equals("7bit") ? header : header.withEncoding("7bit");
    }

    private EntityHeader ofLeaf(EntityHeader header) {
        leaf++;
        writer = new LeafWriter.AsItIs(out);
        if (!survey.isEightBit(leaf)) {
            return header;
        }
        return switch (header.encoding()) {
            case "7bit", "8bit", "binary" -> encoded(header);
            case "quoted-printable", "base64" -> {
                // Octets beyond ASCII have no business in either, and readers skip them.
                writer = new LeafWriter.AsciiOnly(out);
                yield header;
            }
            default -> header;
        };
    }

    private EntityHeader encoded(EntityHeader header) {
        boolean text = header.kind() == EntityHeader.Kind.TEXT;
        writer = text ? new LeafWriter.QuotedPrintable(out) : new LeafWriter.InBase64(out);
        String encoding = text ? "quoted-printable" : "base64";
        return header.withEncoding(encoding)
                .with("X-MIME-Autoconverted: from " + header.encoding() + " to " + encoding + " by " + software);
    }

    @Override
    public void leaf(byte[] octets, int length) throws IOException {
        writer.octets(octets, length);
    }

    @Override
    public void lineEndOfLeaf() throws IOException {
        writer.lineEnd();
    }

    @Override
    public void between(byte[] octets, int length) {
        for (int i = 0; i < length; i++) {
            out.write(octets[i] < 0 ? '?' : octets[i]);
        }
    }

    @Override
    public void lineEndBetween() throws IOException {
        out.write(CRLF);
    }

    @Override
    public void endOfPart() throws IOException {
        writer.endBeforeBoundary();
        writer = new LeafWriter.AsItIs(out);
    }

    @Override
    public void endOfMessage() throws IOException {
        writer.end();
    }
}
