package org.requiretls.james.delivery;

import java.util.Arrays;
import java.util.Optional;

/**
 * What the stock remote delivery takes, or silently ignores, and this one refuses with a sentence on what to do. A
 * parameter that is taken and has no effect is how an administrator comes to believe in a protection that is not
 * there.
 */
enum RefusedParameter {
    OUTGOING_QUEUE("outgoingQueue", "the stock mailet ignores it in silence; the queue is named by 'outgoing'"),
    DELIVERY_THREADS(
            "deliveryThreads",
            "the stock mailet ignores it in silence; 'concurrentDeliveries' limits how many mails are sent at once"),
    SSL_ENABLE(
            "sslEnable",
            "MX hosts do not listen on port 465; TLS is always used where a host offers STARTTLS. Remove it"),
    VERIFY_SERVER_IDENTITY(
            "verifyServerIdentity",
            "a server is authenticated wherever DANE, a policy or the message asks for it, and nowhere else. Remove it"),
    GATEWAY_USER("gatewayUsername", "this version does not log in to gateways"),
    GATEWAY_USER_OLD("gatewayusername", "this version does not log in to gateways"),
    GATEWAY_PASSWORD("gatewayPassword", "this version does not log in to gateways");

    private static final String JAVAMAIL_PREFIX = "mail.";

    private final String key;
    private final String advice;

    RefusedParameter(String key, String advice) {
        this.key = key;
        this.advice = advice;
    }

    /** What to tell the administrator who set this parameter, if it is one of these. */
    static Optional<String> adviceFor(String key) {
        if (key.startsWith(JAVAMAIL_PREFIX)) {
            return Optional.of(
                    "properties of JavaMail have no effect here, the mail is not sent with JavaMail. Remove it");
        }
        return Arrays.stream(values())
                .filter(each -> each.key.equalsIgnoreCase(key))
                .map(each -> each.advice)
                .findFirst();
    }
}
