package org.requiretls.james.delivery;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.requiretls.james.tlsrpt.Submitter;

/** The parameters that are about TLS reports. */
final class ReportParameters {

    private final ParameterValues values;

    ReportParameters(ParameterValues values) {
        this.values = values;
    }

    /**
     * Empty where no contact is named.
     *
     * @param queue whose mail is counted: two mailets with different ones are two reporters
     */
    Optional<ReportSettings> settings(String queue) {
        return values.value(Parameter.TLS_REPORT_CONTACT)
                .filter(this::isContact)
                .map(contact -> new ReportSettings(
                        values.value(Parameter.TLS_REPORT_ORGANIZATION)
                                .orElseGet(() -> contact.substring(contact.indexOf('@') + 1)),
                        contact,
                        values.value(Parameter.TLS_REPORT_PROCESSOR),
                        values.locate(Parameter.TLS_REPORT_DIRECTORY).resolve(queue),
                        excluded()));
    }

    private boolean isContact(String text) {
        if (Submitter.isContact(text)) {
            return true;
        }
        values.mistake(Parameter.TLS_REPORT_CONTACT, text, "a mail address");
        return false;
    }

    private Set<String> excluded() {
        return values.value(Parameter.TLS_REPORT_EXCLUDE).stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(domain -> domain.strip().toLowerCase(Locale.ROOT))
                .filter(domain -> !domain.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}
