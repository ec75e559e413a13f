package org.requiretls.james.smtp;

import java.util.Optional;
import org.apache.commons.configuration2.HierarchicalConfiguration;
import org.apache.commons.configuration2.tree.ImmutableNode;
import org.requiretls.james.carry.TagLosingMailet;

/**
 * A mailet of mailetcontainer.xml.
 *
 * @param className as the {@code class} attribute has it
 * @param around the mailet that CarryTlsRequirement stands around
 * @param standIn whether it is there only to be seen
 */
record ConfiguredMailet(String className, Optional<String> around, boolean standIn) {

    static final String CARRY = "org.requiretls.james.mailets.CarryTlsRequirement";

    private static final String AROUND = "around";

    static ConfiguredMailet of(HierarchicalConfiguration<ImmutableNode> mailet) {
        return new ConfiguredMailet(
                mailet.getString("[@class]", "").trim(),
                Optional.ofNullable(mailet.getString(AROUND)).map(String::trim),
                mailet.getKeys(TagLosingMailet.STAND_IN_MARK).hasNext());
    }

    /** The mailet that does the work. */
    String effectiveClass() {
        return className.equals(CARRY) ? around.orElse(className) : className;
    }

    boolean losesTheTag() {
        return !standIn && TagLosingMailet.named(className).isPresent();
    }
}
