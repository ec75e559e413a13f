package org.requiretls.james.install;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.requiretls.james.carry.TagLosingMailet;
import org.requiretls.james.install.xml.XmlElement;
import org.requiretls.james.mailets.EveryMailet;

/**
 * Turns a DSNBounce or a Bounce of James into our NonDeliveryReport, and back.
 *
 * <p>Both go back to DSNBounce: it does what either did, and of a mailet that was edited since nobody knows what it
 * had been.
 */
final class BounceMailet {

    private static final String STOCK = "DSNBounce";
    private static final String ATTACHMENT = "attachment";
    private static final String PASS_THROUGH = "passThrough";
    private static final String DEFAULT_STATUS = "defaultStatus";
    private static final Set<String> ONLY_OURS = Set.of("redactHeader", "reportingMta");
    private static final Set<String> SHARED = Set.of(ATTACHMENT, PASS_THROUGH, DEFAULT_STATUS);

    void install(XmlElement mailet, ConfEdits edits) {
        Optional<String> obstacle = obstacle(mailet);
        if (obstacle.isPresent()) {
            edits.note(
                    mailet,
                    "stays what it is, since " + obstacle.get() + "; " + BundleNames.CARRY
                            + " is put around it, so that what"
                            + " it sends about a REQUIRETLS message is protected like that one");
            return;
        }
        Mailets.replaceClass(mailet, BundleNames.NON_DELIVERY_REPORT, edits);
        for (XmlElement parameter : mailet.children()) {
            if (!isUnderstood(parameter)) {
                Mailets.takeOut(
                        parameter, BundleNames.NON_DELIVERY_REPORT + " has its own text and does not know it", edits);
            }
        }
    }

    /** True when the mailet becomes a NonDeliveryReport. */
    static boolean isReplaced(XmlElement mailet) {
        return TagLosingMailet.named(mailet.attribute("class")
                                .map(attribute -> attribute.value().strip())
                                .orElse(""))
                        .filter(EnumSet.of(TagLosingMailet.BOUNCE, TagLosingMailet.DSN_BOUNCE)::contains)
                        .isPresent()
                && obstacle(mailet).isEmpty();
    }

    void remove(XmlElement mailet, ConfEdits edits) {
        Mailets.replaceClass(mailet, STOCK, edits);
        for (XmlElement parameter : mailet.children()) {
            if (ONLY_OURS.contains(parameter.name())) {
                Mailets.takeOut(parameter, STOCK + " does not know it", edits);
            }
        }
    }

    /** What our mailet could not do in its place. */
    private static Optional<String> obstacle(XmlElement mailet) {
        return unlessOneOf(mailet, "action", "failed")
                .or(() -> unlessOneOf(mailet, ATTACHMENT, "message", "heads", "none"))
                .or(() -> unlessOneOf(mailet, PASS_THROUGH, "true", "false"));
    }

    private static Optional<String> unlessOneOf(XmlElement mailet, String parameter, String... possible) {
        return mailet.child(parameter)
                .map(element -> element.text().toLowerCase(Locale.ROOT))
                .filter(value -> !Set.of(possible).contains(value))
                .map(value -> "<" + parameter + "> is '" + value + "'");
    }

    private static boolean isUnderstood(XmlElement parameter) {
        if (parameter.name().equals(DEFAULT_STATUS)) {
            return parameter.text().matches("[45]\\.\\d{1,3}\\.\\d{1,3}");
        }
        return SHARED.contains(parameter.name()) || EveryMailet.PARAMETERS.contains(parameter.name());
    }
}
