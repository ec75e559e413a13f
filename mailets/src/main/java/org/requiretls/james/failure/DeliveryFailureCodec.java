package org.requiretls.james.failure;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.requiretls.james.status.EnhancedStatus;

/** The one place that knows how a {@link DeliveryFailure} is written onto a {@link Mail}. */
public final class DeliveryFailureCodec {

    /** String, the diagnostic text. Name and type are those of the stock RemoteDelivery. */
    static final AttributeName ERROR = AttributeName.of("delivery-error");

    /** Integer, the reply code that the text begins with. Name and type are those of the stock RemoteDelivery. */
    static final AttributeName ERROR_CODE = AttributeName.of("delivery-error-code");

    /** Boolean. Name and type are those of the stock RemoteDelivery. */
    static final AttributeName PERMANENT = AttributeName.of("is-delivery-permanent-error");

    /** String, the {@link EnhancedStatus}. */
    static final AttributeName STATUS = AttributeName.of("org.requiretls.delivery-status");

    /** String, the token of the {@link DiagnosticType}. */
    static final AttributeName DIAGNOSTIC_TYPE = AttributeName.of("org.requiretls.delivery-diagnostic-type");

    private static final Pattern REPLY =
            Pattern.compile("(?<code>[2-5]\\d\\d)(?:[ -](?<status>[45]\\.\\d{1,3}\\.\\d{1,3})?.*)?", Pattern.DOTALL);

    private static final String NO_REASON = "No reason was recorded";

    private DeliveryFailureCodec() {}

    /** Puts the failure on the mail, in place of the one that it may carry from an earlier attempt. */
    public static void write(Mail mail, DeliveryFailure failure) {
        put(mail, ERROR, AttributeValue.of(failure.diagnosticText()));
        put(mail, PERMANENT, AttributeValue.of(failure.status().isPermanent()));
        put(mail, STATUS, AttributeValue.of(failure.status().toString()));
        put(mail, DIAGNOSTIC_TYPE, AttributeValue.of(failure.diagnosticType().token()));
        putOrRemove(mail, ERROR_CODE, replyCode(failure.diagnosticText()).map(AttributeValue::of));
        RemoteHostCodec.write(mail, failure.remoteHost());
    }

    /**
     * The failure of the mail. Never fails: what is missing or damaged is filled in from the attributes of the stock
     * RemoteDelivery, then from the error message of the mail, then with {@code fallback}, since a notice that says
     * little is better than none.
     *
     * @param fallback the status where neither the attributes nor the text tell one
     */
    public static DeliveryFailure read(Mail mail, EnhancedStatus fallback) {
        Optional<String> reported = string(mail, ERROR);
        String text = reported.or(
                        () -> Optional.ofNullable(mail.getErrorMessage()).filter(message -> !message.isBlank()))
                .orElse(NO_REASON);
        return new DeliveryFailure(
                string(mail, STATUS)
                        .flatMap(DeliveryFailureCodec::failureStatus)
                        .or(() -> statusIn(text))
                        .or(() -> statusByPermanence(mail))
                        .orElse(fallback),
                string(mail, DIAGNOSTIC_TYPE)
                        .flatMap(DeliveryFailureCodec::diagnosticType)
                        .orElseGet(() -> writtenByStockDelivery(reported)),
                text,
                RemoteHostCodec.read(mail));
    }

    private static DiagnosticType writtenByStockDelivery(Optional<String> reported) {
        return reported.flatMap(DeliveryFailureCodec::replyCode).isPresent()
                ? DiagnosticType.SMTP
                : DiagnosticType.THIS_SERVER;
    }

    private static Optional<DiagnosticType> diagnosticType(String token) {
        for (DiagnosticType type : DiagnosticType.values()) {
            if (type.token().equals(token)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    private static Optional<EnhancedStatus> statusIn(String text) {
        Matcher reply = REPLY.matcher(text);
        return reply.matches()
                ? Optional.ofNullable(reply.group("status")).flatMap(DeliveryFailureCodec::failureStatus)
                : Optional.empty();
    }

    private static Optional<EnhancedStatus> failureStatus(String text) {
        return EnhancedStatus.parse(text).filter(status -> !status.isSuccess());
    }

    private static Optional<EnhancedStatus> statusByPermanence(Mail mail) {
        return AttributeUtils.getValueAndCastFromMail(mail, PERMANENT, Boolean.class)
                .map(permanent -> permanent ? EnhancedStatus.UNDEFINED_PERMANENT : EnhancedStatus.UNDEFINED_TRANSIENT);
    }

    private static Optional<Integer> replyCode(String text) {
        Matcher reply = REPLY.matcher(text);
        return reply.matches() ? Optional.of(Integer.valueOf(reply.group("code"))) : Optional.empty();
    }

    private static Optional<String> string(Mail mail, AttributeName name) {
        return AttributeUtils.getValueAndCastFromMail(mail, name, String.class).filter(value -> !value.isBlank());
    }

    private static void putOrRemove(Mail mail, AttributeName name, Optional<? extends AttributeValue<?>> value) {
        value.ifPresentOrElse(present -> put(mail, name, present), () -> mail.removeAttribute(name));
    }

    private static void put(Mail mail, AttributeName name, AttributeValue<?> value) {
        mail.setAttribute(new Attribute(name, value));
    }
}
