package org.requiretls.james.failure;

import java.util.Objects;
import java.util.Optional;
import org.requiretls.james.status.EnhancedStatus;

/**
 * Why a mail could not be delivered to its remaining recipients.
 *
 * @param status for programs, as {@code 5.7.30}; not of success
 * @param diagnosticType whose words {@code diagnosticText} are
 * @param diagnosticText for people; begins with a three digit reply code where there is one, as {@code 550 5.7.30
 *     REQUIRETLS support required}. Not blank. May hold what a peer sent, so it is not to be trusted: it may contain
 *     any character
 * @param remoteHost the name (or address) of the last host that was tried; empty when none was reached for
 */
public record DeliveryFailure(
        EnhancedStatus status, DiagnosticType diagnosticType, String diagnosticText, Optional<String> remoteHost) {

    /**
     * @throws IllegalArgumentException when the text is blank, since a failure without a reason helps nobody, or the
     *     status is one of success
     */
    public DeliveryFailure {
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(diagnosticType, "diagnosticType");
        Objects.requireNonNull(remoteHost, "remoteHost");
        if (status.isSuccess()) {
            throw new IllegalArgumentException("A delivery failed with the status of success, " + status);
        }
        if (diagnosticText.isBlank()) {
            throw new IllegalArgumentException("The diagnostic text of a delivery failure is blank");
        }
    }
}
