package org.requiretls.james.tlsrpt;

import java.util.regex.Pattern;

/**
 * Who reports.
 *
 * @param organization a name for people
 * @param contact an addr-spec: whom to ask about a report
 * @param node tells the nodes of a cluster apart, each of which reports what it has seen itself: letters and digits
 */
public record Submitter(String organization, String contact, String node) {

    private static final Pattern ADDRESS = Pattern.compile("[^@\\s<>]+@[A-Za-z0-9.-]+");

    /** Whether it can be asked. */
    public static boolean isContact(String text) {
        return ADDRESS.matcher(text).matches();
    }

    /** @throws IllegalArgumentException if the contact is no address, or the node no word of letters and digits */
    public Submitter {
        if (!isContact(contact)) {
            throw new IllegalArgumentException("'" + contact + "' is no mail address");
        }
        if (!node.matches("[A-Za-z0-9]+")) {
            throw new IllegalArgumentException("'" + node + "' is not made of letters and digits");
        }
    }

    /** The domain of the contact: what {@code TLS-Report-Submitter} and the file name say (sections 5.1, 5.3). */
    public String domain() {
        return contact.substring(contact.indexOf('@') + 1);
    }
}
