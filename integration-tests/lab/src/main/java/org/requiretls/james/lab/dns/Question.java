package org.requiretls.james.lab.dns;

import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Name and type of a question, the unit by which faults are set and queries are counted. */
record Question(Name name, int type) {

    static Question of(String name, String type) {
        return new Question(Names.absolute(name), Names.type(type));
    }

    static Question of(Message query) {
        return new Question(query.getQuestion().getName(), query.getQuestion().getType());
    }

    /** As in {@code mx.good.test/TLSA}. */
    @Override
    public String toString() {
        return name.toString(true) + "/" + Type.string(type);
    }
}
