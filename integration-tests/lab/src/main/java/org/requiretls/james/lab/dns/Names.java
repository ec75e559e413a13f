package org.requiretls.james.lab.dns;

import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Names and types as callers write them: every name is absolute, with or without the trailing dot. */
final class Names {

    private Names() {}

    static Name absolute(String name) {
        try {
            return Name.fromString(name, Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException("Not a domain name: " + name, e);
        }
    }

    /** One more label in front of a name. */
    static Name below(Name parent, String label) {
        try {
            return Name.fromString(label, parent);
        } catch (TextParseException e) {
            throw new IllegalArgumentException("Not a domain name: " + label + " in front of " + parent, e);
        }
    }

    static int type(String type) {
        int value = Type.value(type);
        if (value < 0) {
            throw new IllegalArgumentException("Not a record type: " + type);
        }
        return value;
    }
}
