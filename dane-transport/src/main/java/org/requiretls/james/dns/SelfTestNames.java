package org.requiretls.james.dns;

import java.util.Arrays;
import java.util.List;

/**
 * Two names that have addresses, by which to see whether DNSSEC validation works.
 *
 * @param good in a zone that is signed properly from the root down
 * @param broken in a zone whose signatures are broken on purpose, so that it has to fail validation
 */
public record SelfTestNames(String good, String broken) {

    /** The zone of those who run the root's keys, and one that was broken for such tests in 2012 and is kept so. */
    public static final SelfTestNames DEFAULT = new SelfTestNames("iana.org", "dnssec-failed.org");

    /**
     * Reads a pair.
     *
     * @param text the good name and the broken one, separated by a comma or blanks
     * @throws DnsConfigurationException if it is anything but two different names
     */
    public static SelfTestNames parse(String text) {
        List<String> names = Arrays.stream(text.trim().split("[,\\s]+")).toList();
        if (names.size() != 2 || names.get(0).equalsIgnoreCase(names.get(1))) {
            throw new DnsConfigurationException("'" + text + "' is not a pair of names, one that is signed well and one"
                    + " that is broken: write for instance " + DEFAULT);
        }
        return new SelfTestNames(names.get(0), names.get(1));
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return good + ", " + broken;
    }
}
