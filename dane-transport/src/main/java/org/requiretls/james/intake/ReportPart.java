package org.requiretls.james.intake;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import javax.mail.BodyPart;
import javax.mail.MessagingException;
import javax.mail.Multipart;
import javax.mail.Part;
import org.requiretls.james.tlsrpt.ReportForm;

/**
 * The part of a mail that is the report (RFC 8460 section 5.3): of the two media types of section 6, wherever in the
 * mail it stands, as not all senders make a {@code multipart/report}.
 */
final class ReportPart {

    private static final int DEEPEST = 5;
    private static final int MOST_PARTS = 50;

    private final Part part;
    private final ReportForm form;

    private ReportPart(Part part, ReportForm form) {
        this.part = part;
        this.form = form;
    }

    ReportForm form() {
        return form;
    }

    InputStream content() throws IOException, MessagingException {
        return part.getInputStream();
    }

    /** The first one; empty if the mail has none, or none where a sane one would have it. */
    static Optional<ReportPart> of(Part mail) throws MessagingException, IOException {
        return find(mail, 0);
    }

    private static Optional<ReportPart> find(Part part, int depth) throws MessagingException, IOException {
        String type = part.getContentType().toLowerCase(Locale.ROOT).strip();
        for (ReportForm form : ReportForm.values()) {
            if (type.equals(form.mediaType()) || type.startsWith(form.mediaType() + ";")) {
                return Optional.of(new ReportPart(part, form));
            }
        }
        if (type.startsWith("multipart/") && depth < DEEPEST && part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < Math.min(parts.getCount(), MOST_PARTS); i++) {
                BodyPart inner = parts.getBodyPart(i);
                Optional<ReportPart> found = find(inner, depth + 1);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }
}
